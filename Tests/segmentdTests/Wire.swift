import Foundation
import Glibc
import Testing

/// Lines over a pair of descriptors, which it closes; reading gives up after a time.
///
/// Unsafe: `read(2)` and `write(2)` take addresses, and Foundation's handles cannot give up.
final class Wire {
  private var input: Int32
  private var output: Int32
  private var pending: [UInt8] = []

  /// Takes over two descriptors, which may be one and the same.
  init(reading input: Int32, writing output: Int32) {
    self.input = input
    self.output = output
  }

  /// Connects over TCP and shows a token; without one it stays a stranger.
  init(port: UInt16, token: String? = Session.token) throws {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    input = descriptor
    output = descriptor
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let status = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    try #require(status == 0, "cannot connect to port \(port)")
    guard let token else { return }
    try send(#"{"jsonrpc":"2.0","id":"auth","method":"auth","params":["\#(token)"]}"#)
    let answer = try line()
    try #require(answer?.contains(#""result":{"role":"#) == true, "\(answer ?? "closed")")
  }

  /// Connects to a Unix socket.
  init(socket path: String) throws {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    input = descriptor
    output = descriptor
    let status = unsafe Self.withUnixAddress(path) { unsafe connect(descriptor, $0, $1) }
    try #require(status == 0, "cannot connect to \(path)")
  }

  /// Calls `bind` or `connect` with a path, or with `@` in front a name outside of the file system.
  static func withUnixAddress(
    _ path: String, _ call: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) -> Int32 {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let isAbstract = path.hasPrefix("@")
    let bytes = isAbstract ? [0] + path.utf8.dropFirst() : path.utf8 + [0]
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
    return unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe call($0, socklen_t(MemoryLayout<sa_family_t>.size + bytes.count))
      }
    }
  }

  deinit { close() }

  /// Sends a text as it is.
  ///
  /// - Parameter mayFail: Whether a program that takes no more is no fault of the test's.
  func send(raw text: String, mayFail: Bool = false) throws {
    let bytes = Array(text.utf8)
    var offset = 0
    while offset < bytes.count {
      let count = unsafe bytes.withUnsafeBytes {
        unsafe write(output, $0.baseAddress.map { unsafe $0 + offset }, bytes.count - offset)
      }
      if count < 0 && errno == EINTR { continue }
      if count <= 0 && mayFail { throw WireError.closed }
      try #require(count > 0, "the program does not take what is sent")
      offset += count
    }
  }

  /// Sends a line.
  func send(_ line: String) throws { try send(raw: line + "\n") }

  /// The next line without its end; `nil` at the end of the stream.
  func line(within seconds: Double = 60) throws -> String? {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while true {
      if let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
        defer { pending.removeSubrange(...end) }
        return String(decoding: pending[..<end], as: UTF8.self)
      }
      let left = Int32((deadline - .now) / .milliseconds(1))
      var waiting = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
      let count = left > 0 ? unsafe poll(&waiting, 1, left) : 0
      if count < 0 && errno == EINTR { continue }
      try #require(count > 0, "no line came within \(seconds) s")
      var buffer = [UInt8](repeating: 0, count: 1 << 16)
      let length = unsafe buffer.withUnsafeMutableBytes {
        unsafe read(input, $0.baseAddress, $0.count)
      }
      if length < 0 && errno == EINTR { continue }
      guard length > 0 else { return nil }
      pending += buffer[..<length]
    }
  }

  /// What came after the last line end.
  var rest: String { String(decoding: pending, as: UTF8.self) }

  /// The next line as a reply.
  func reply(within seconds: Double = 60) throws -> Reply {
    try Reply(try #require(try line(within: seconds), "the stream has ended"))
  }

  /// Sends no more; the program sees the end of its input.
  func finishSending() {
    guard output >= 0 else { return }
    if output == input { shutdown(output, Int32(SHUT_WR)) } else { Glibc.close(output) }
    output = -1
  }

  /// Reads no more; what the program sends finds no reader.
  func finishReading() {
    guard input >= 0 else { return }
    Glibc.close(input)
    if output == input { output = -1 }
    input = -1
  }

  /// Breaks a TCP connection: the other side sees a reset, not an end.
  func reset() {
    var linger = linger(l_onoff: 1, l_linger: 0)
    unsafe setsockopt(
      input, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<linger>.size))
    finishReading()
  }

  /// Closes both directions.
  func close() {
    finishReading()
    finishSending()
  }
}

/// Why nothing more can be sent.
enum WireError: Error { case closed }

/// One reply, read.
struct Reply {
  private let members: [String: Any]

  init(_ line: String) throws {
    let value = try JSONSerialization.jsonObject(with: Data(line.utf8))
    members = try #require(value as? [String: Any], "no object: \(line.prefix(200))")
  }

  /// The id, if it is a whole number.
  var id: Int? { members["id"] as? Int }

  /// The method, in a notification.
  var method: String? { members["method"] as? String }

  /// The result, if it is an object.
  var result: [String: Any]? { members["result"] as? [String: Any] }

  /// The error's code.
  var code: Int? { (members["error"] as? [String: Any])?["code"] as? Int }

  /// What went wrong, for a test that fails.
  var error: String { "\(members["error"] ?? "no error")" }
}
