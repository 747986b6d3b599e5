import Connection
import JSONRPC
import SegmentServer
import Transport

extension Command {
  /// `segmentd connect`: standard streams joined to a running daemon.
  static let connect = Command(
    name: "connect", operands: "", operandCount: 0...0,
    summary: "join standard input and output to a running daemon, for hosts that spawn a process",
    settings: [.config] + Setting.door
  ) { (options) throws(UsageError) in
    let door = try DaemonDoor(options, standard: Setting.listen.standard)
    let daemon = try door.open()
    let token = try door.token()
    let client: StdioChannel
    do throws(TransportError) {
      client = try StdioChannel.takeOver()
    } catch {
      throw UsageError(message: "\(error)", status: ExitStatus.inputOutput)
    }
    ignoreBrokenPipes()
    switch Bridge(client: client, daemon: daemon, token: token).run() {
    case .clientEnded: return ExitStatus.success
    case .refused(let error):
      throw UsageError(
        message: "the daemon at \(door) refused the token: \(error.message)",
        status: ExitStatus.noPermission)
    case .unknownLanguage(let reason):
      throw UsageError(message: reason, status: ExitStatus.badData)
    case .daemonEnded(let reason):
      throw UsageError(
        message: "the daemon at \(door) has gone: \(reason)", status: ExitStatus.unavailable)
    }
  }
}
