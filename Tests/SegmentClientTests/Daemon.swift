import Foundation
import Testing
import Transport

/// The built program.
enum Daemon {
  /// `SEGMENTD`, else the program beside the running test bundle.
  static let program: String =
    ProcessInfo.processInfo.environment["SEGMENTD"]
    ?? URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    .appending(path: "segmentd").path
}

/// A daemon on TCP, with a token for the admin and one for a reader, and on a Unix socket.
final class ListeningDaemon: Sendable {
  static let adminToken = "0123456789abcdef-admin"
  static let readToken = "0123456789abcdef-reader"

  let folder: String
  let process: ChildProcess
  let address: String

  var socket: String { "unix:\(folder)/socket" }

  init(_ arguments: [String] = []) async throws {
    folder = NSTemporaryDirectory() + "segmentd-client-" + UUID().uuidString
    let manager = FileManager.default
    try manager.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let tokens = "admin \(Self.adminToken)\nread \(Self.readToken)\n"
    let permissions: [FileAttributeKey: Any] = [.posixPermissions: 0o600]
    try #require(
      manager.createFile(
        atPath: folder + "/token", contents: Data(tokens.utf8), attributes: permissions))
    process = try ChildProcess(
      Daemon.program,
      [
        "serve", "--listen", "127.0.0.1:0", "--port-file", folder + "/port", "--socket",
        folder + "/socket", "--token-file", folder + "/token", "--log-level", "error",
      ] + arguments)
    var port: String?
    for _ in 0..<600 where port == nil {
      try await Task.sleep(for: .milliseconds(50))
      port = try? String(contentsOfFile: folder + "/port", encoding: .utf8)
    }
    let number = try #require(port, "the daemon told no port within 30 s")
    address = "127.0.0.1:" + number.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  deinit {
    process.kill()
    try? FileManager.default.removeItem(atPath: folder)
  }
}
