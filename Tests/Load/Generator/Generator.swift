//===-- segmentd-load -----------------------------------------------------------------------===//
//
// Measures a daemon under pressure, and lets it run for long: the program behind Tests/Load/load
// and Tests/Load/soak.
//
//   segmentd-load load PROGRAM [--seconds N] [--rounds N] [--short]
//   segmentd-load soak PROGRAM [--seconds N]
//
// Read `LoadTest` (the phases and what they must hold to) or `Soak`, then `Asker` (one that asks
// and waits), `Pipeliner` (one that asks much and never reads), `Daemon` (the process and what it
// takes of the machine) and `Requests`.
//
//===----------------------------------------------------------------------------------------===//
import Foundation
import Transport

@main
struct Generator {
  static func main() throws {
    ignoreBrokenPipes()
    var arguments = Array(CommandLine.arguments.dropFirst())
    guard arguments.count >= 2 else {
      print("usage: segmentd-load load|soak PROGRAM [--seconds N] [--rounds N] [--short]")
      exit(64)
    }
    let (kind, program) = (arguments.removeFirst(), arguments.removeFirst())
    func number(_ name: String, _ standard: Int) -> Int {
      guard let place = arguments.firstIndex(of: name), place + 1 < arguments.count else {
        return standard
      }
      return Int(arguments[place + 1]) ?? standard
    }
    let isShort = arguments.contains("--short")
    let isGood =
      kind == "soak"
      ? try Soak(program: program, seconds: number("--seconds", isShort ? 20 : 600)).run()
      : try LoadTest(
        program: program, seconds: number("--seconds", isShort ? 2 : 10),
        rounds: number("--rounds", isShort ? 1 : 5), isTimed: !isShort
      ).run()
    exit(isGood ? 0 : 1)
  }
}
