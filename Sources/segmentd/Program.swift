import Glibc
import SegmentProtocol
import Spelling

/// The entry: finds the command and runs it.
@main
struct Program {
  static func main() {
    exit(run(Array(CommandLine.arguments.dropFirst())))
  }

  /// Runs a command line; returns the exit status (sysexits).
  static func run(_ arguments: [String]) -> Int32 {
    guard let first = arguments.first else {
      System.error(Help.overview)
      return ExitStatus.usage
    }
    switch first {
    case "--version", "-V", "version":
      System.output("segmentd \(Version.program)\n")
      return ExitStatus.success
    case "--help", "-h", "help":
      guard let topic = arguments.dropFirst().first else {
        System.output(Help.overview)
        return ExitStatus.success
      }
      guard let page = Help.topic(topic) else {
        return refuse("there is no command or method \"\(topic)\"", topic, among: Help.topics)
      }
      System.output(page)
      return ExitStatus.success
    default: break
    }
    guard let command = Command.all.first(where: { $0.name == first }) else {
      let isOption = first.hasPrefix("-")
      return refuse(
        "there is no \(isOption ? "option" : "command") \"\(first)\"", first,
        among: isOption ? ["--help", "--version"] : Command.all.map(\.name) + ["help"])
    }
    let rest = Array(arguments.dropFirst())
    if rest.contains("--help") || rest.contains("-h") {
      System.output(Help.page(of: command))
      return ExitStatus.success
    }
    do throws(UsageError) {
      return try command.run(try CommandLineOptions(rest, for: command))
    } catch {
      System.error("segmentd \(command.name): \(error.message)\n")
      return error.status
    }
  }

  /// Says that a word is not known and which is nearest.
  private static func refuse(_ what: String, _ word: String, among known: [String]) -> Int32 {
    let guess = nearestName(to: word, among: known).map { "did you mean \"\($0)\"?" }
    System.error("segmentd: \(what); \(guess ?? "segmentd --help lists them")\n")
    return ExitStatus.usage
  }
}

/// Exit statuses, as in sysexits.h.
enum ExitStatus {
  static let success: Int32 = 0
  static let usage: Int32 = 64
  static let badData: Int32 = 65
  static let noInput: Int32 = 66
  static let unavailable: Int32 = 69
  static let software: Int32 = 70
  static let cannotCreate: Int32 = 73
  static let inputOutput: Int32 = 74
  static let temporary: Int32 = 75
  static let noPermission: Int32 = 77
  static let configuration: Int32 = 78
}

/// A command line that cannot be run.
struct UsageError: Error {
  let message: String
  var status = ExitStatus.usage
}
