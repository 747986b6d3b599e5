import Connection
import JSON
import SegmentProtocol
import SegmentServer
import Transport

extension Command {
  /// `segmentd health`: whether a daemon answers, for whoever watches it.
  static let health = Command(
    name: "health", operands: "", operandCount: 0...0,
    summary: "ask a running daemon whether it is well: status 0 where it answers",
    options: [
      OptionDescription(
        name: "--timeout", value: "SECONDS", meaning: "how long to wait (default: 5)")
    ],
    settings: [.config] + Setting.door
  ) { (options) throws(UsageError) in
    let seconds = options.text("--timeout") ?? "5"
    guard let seconds = Int(seconds), (1...3_600).contains(seconds) else {
      throw UsageError(
        message: "--timeout is \"\(seconds)\" but must be a whole number from 1 to 3600")
    }
    let door = try DaemonDoor(options, standard: Setting.listen.standard)
    let answer = Monitor<Result<String, UsageError>?>(nil)
    let hasThread = startThread {
      let found = Result { () throws(UsageError) in try HealthCheck(door: door).run() }
      answer.with { $0 = found }
    }
    let found = hasThread ? answer.wait(atMost: seconds * 1_000) { $0 } : nil
    guard let found else {
      throw UsageError(
        message: "the daemon at \(door) gave no answer within \(seconds) s",
        status: ExitStatus.temporary)
    }
    System.output(try found.get() + "\n")
    return ExitStatus.success
  }
}

/// One look at a daemon.
private struct HealthCheck: Sendable {
  let door: DaemonDoor

  /// What there is to say of a daemon that is well.
  func run() throws(UsageError) -> String {
    let caller = try door.caller()
    defer { caller.close() }
    do throws(CallerError) {
      let info = JSONValue(try caller.call(ServerMethods.info.name))
      let models = JSONValue(try caller.call(Models.list.name))
      guard case .object(let members) = info, case .string(let version)? = members["version"],
        case .object(let listing) = models, case .array(let list)? = listing["models"]
      else {
        throw .lost("what came is no answer of segmentd")
      }
      return "segmentd \(version) at \(door) is well and holds \(list.count) "
        + (list.count == 1 ? "model" : "models")
    } catch {
      throw UsageError(
        message: "the daemon at \(door) is not well: \(error)", status: ExitStatus.unavailable)
    }
  }
}
