import Foundation
import Synchronization
import Transport

/// 64 connections of mixed calls for long: nothing fails, and memory stays where it is.
struct Soak {
  let program: String
  let seconds: Int

  private static let clients = 64

  /// What came of the calls, by kind.
  private struct Tally: Sendable {
    var answers = 0
    var refusals: [String: Int] = [:]
    var disconnects = 0
    var faults: [String] = []
  }

  func run() throws -> Bool {
    let daemon = try Daemon(program, options: ["--memory-limit", "512M"])
    defer { daemon.stop() }
    let admin = try Asker(daemon.address)
    for model in 0..<4 {
      _ = try admin.ask(Requests.fit("shared \(model)", rows: 2_000, seed: model))
    }
    let tally = Monitor(Tally())
    let left = Monitor(Self.clients)
    let start = ContinuousClock.now
    let end = start + .seconds(seconds)
    for number in 0..<Self.clients {
      let address = daemon.address
      _ = startThread {
        var client = SoakClient(number: number, address: address)
        while .now < end {
          let outcome = client.step()
          tally.with { tally in
            switch outcome {
            case .answer: tally.answers += 1
            case .refusal(let kind): tally.refusals[kind, default: 0] += 1
            case .disconnect: tally.disconnects += 1
            case .fault(let words): tally.faults.append(words)
            }
          }
        }
        client.leave()
        left.with { $0 -= 1 }
      }
    }
    print("second  resident MiB  threads  answers")
    var samples: [Int] = []
    let interval = max(1, seconds / 40)
    while left.wait(atMost: interval * 1_000, until: { $0 == 0 ? true : nil }) == nil {
      let now = daemon.footprint
      samples.append(now.residentKilobytes)
      let second = Int((ContinuousClock.now - start) / .seconds(1))
      print(
        "\(second)  \(now.residentKilobytes / 1_024)  \(now.threads)  \(tally.with { $0.answers })")
      guard daemon.isRunning else { throw LoadFault("the daemon is gone") }
    }
    let isAnswering = try admin.ask(Requests.line("server.ping", "{}"))
      .starts(with: Requests.goodStart)
    let counts = tally.with { $0 }
    print(
      "\(counts.answers) answers, \(counts.disconnects) disconnects in the middle, refusals "
        + counts.refusals.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        .joined(separator: ", "))
    for fault in counts.faults.prefix(10) { print("FAULT: \(fault)") }
    // The first fifth warms up; then the middle must not lie below the end.
    let steady = Array(samples.dropFirst(samples.count / 5))
    func mean(_ part: ArraySlice<Int>) -> Double {
      part.isEmpty ? 0 : Double(part.reduce(0, +)) / Double(part.count)
    }
    let early = mean(steady.prefix(steady.count / 2))
    let late = mean(steady.suffix(steady.count / 2))
    print("resident early \(Int(early) / 1_024) MiB, late \(Int(late) / 1_024) MiB")
    let isFlat = seconds < 60 || late <= early * 1.1 + 8_192
    print("\(isFlat ? "holds" : "FAILS"): memory is flat")
    print("\(isAnswering && counts.faults.isEmpty ? "holds" : "FAILS"): everybody is answered")
    let least = Self.clients * seconds
    let isEnough = counts.answers >= least
    print("\(isEnough ? "holds" : "FAILS"): \(counts.answers) answers are at least \(least)")
    return isFlat && isAnswering && counts.faults.isEmpty && isEnough
  }
}
