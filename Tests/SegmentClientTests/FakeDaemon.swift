import Foundation
import Testing
import Transport

/// A server that answers line after line with what a test has in mind.
final class FakeDaemon: Sendable {
  /// What is done about one line.
  enum Action: Sendable {
    /// Sends this line.
    case say(String)
    /// Sends nothing.
    case silence
    /// Ends the connection.
    case hangUp
  }

  let address: String
  private let folder: String
  private let listener: SocketListener
  private let lines = Monitor<[String]>([])

  /// - Parameter action: What is done about a line; its number counts from 0 over all connections.
  init(_ action: @escaping @Sendable (_ number: Int, _ line: String) -> Action) throws {
    folder = NSTemporaryDirectory() + "segmentd-fake-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    address = "unix:\(folder)/socket"
    listener = try SocketListener(.unix(path: folder + "/socket"))
    let (listener, lines) = (listener, lines)
    _ = startThread {
      while case .channel(let channel) = listener.accept() {
        _ = startThread { Self.serve(channel, lines, action) }
      }
    }
  }

  deinit {
    listener.close()
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// Every line that came.
  var heard: [String] { lines.with { $0 } }

  /// Waits until so many lines have come.
  func hears(_ count: Int) async throws -> Bool {
    for _ in 0..<6_000 where heard.count < count { try await Task.sleep(for: .milliseconds(10)) }
    return heard.count >= count
  }

  /// The reply to a line with this result.
  static func result(_ line: String, _ result: String) -> Action {
    .say(#"{"jsonrpc":"2.0","id":\#(id(of: line)),"result":\#(result)}"#)
  }

  /// The reply to a line with this error.
  static func error(_ line: String, _ error: String) -> Action {
    .say(#"{"jsonrpc":"2.0","id":\#(id(of: line)),"error":\#(error)}"#)
  }

  private static func id(of line: String) -> Int {
    let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
    return object?["id"] as? Int ?? 0
  }

  private static func serve(
    _ channel: SocketChannel, _ lines: Monitor<[String]>,
    _ action: @Sendable (Int, String) -> Action
  ) {
    var pending: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while case .bytes(let count) = channel.read(into: &buffer) {
      pending += buffer[..<count]
      while let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
        let line = String(decoding: pending[..<end], as: UTF8.self)
        pending.removeSubrange(...end)
        let number = lines.with { lines in
          lines.append(line)
          return lines.count - 1
        }
        switch action(number, line) {
        case .say(let answer): _ = channel.trySend(Array((answer + "\n").utf8), from: 0)
        case .silence: break
        case .hangUp: return channel.close()
        }
      }
    }
  }
}
