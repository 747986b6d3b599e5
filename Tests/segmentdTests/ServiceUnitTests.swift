import Foundation
import Glibc
import Testing

extension ProgramTests {
  /// The unit for systemd below `clients/examples/service`, as far as it can be tried without one.
  @Suite("The service unit")
  struct ServiceUnitTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../clients/examples/service").standardizedFileURL

    /// The words of `ExecStart`.
    private static func command() throws -> [String] {
      let text = try String(
        contentsOf: folder.appending(path: "segmentd.service"), encoding: .utf8)
      let line = text.split(separator: "\n").first { $0.hasPrefix("ExecStart=") }
      return try #require(line).dropFirst("ExecStart=".count).split(separator: " ").map(String.init)
    }

    @Test func `its command starts a daemon that says when it is ready and when it ends`() throws {
      let folder = try Folder()
      let token = try folder.write(Session.token + "\n", to: "token")
      _ = unsafe chmod(token, 0o600)
      let manager = try Datagrams(at: folder.path(of: "notify"))
      var command = try Self.command()
      #expect(command.removeFirst() == "/usr/local/bin/segmentd")
      #expect(command.contains("127.0.0.1:7464"))
      let arguments = command.map { word in
        word == "127.0.0.1:7464"
          ? "127.0.0.1:0"
          : word.replacing("/etc/segmentd", with: Self.folder.path)
            .replacing("${STATE_DIRECTORY}", with: folder.path(of: "state"))
            .replacing("${CREDENTIALS_DIRECTORY}", with: folder.path)
      }

      let session = try Session(
        arguments, environment: ["NOTIFY_SOCKET": folder.path(of: "notify")])
      let first = manager.next()
      session.signal(SIGTERM)
      let second = manager.next()

      let errors = try session.errors
      #expect(first?.split(separator: "\n").contains("READY=1") == true, "\(errors)")
      #expect(second?.split(separator: "\n").contains("STOPPING=1") == true)
      #expect(try session.status(within: 15).status == 0)
    }

    @Test func `its configuration file is one, and so is what its comments say`() throws {
      let folder = try Folder()
      let path = Self.folder.appending(path: "segmentd.conf").path
      let text = try String(contentsOfFile: path, encoding: .utf8)
      let settings = text.split(separator: "\n").filter { $0.contains(" = ") && $0.hasPrefix("# ") }
        .map { $0.dropFirst(2) }.filter { $0.first?.isLowercase == true && !$0.contains(",") }
      let all = try folder.write(settings.joined(separator: "\n"), to: "all.conf")

      #expect(try Program.run(["config", "show", "--config", path]).status == 0)
      #expect(settings.count >= 5)
      let shown = try Program.run(["config", "show", "--config", all])
      #expect(shown.errors == "")
      #expect(shown.words.contains { $0.hasPrefix("max-seconds = 3600 #") })
    }
  }
}

/// A socket that takes datagrams, as the manager of services has one.
private final class Datagrams {
  private let descriptor: Int32

  init(at path: String) throws {
    descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    try #require(bytes.count < 108)
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { place in
      unsafe place.copyBytes(from: bytes)
    }
    let descriptor = descriptor
    let status = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    try #require(status == 0, "cannot bind \(path)")
  }

  deinit { _ = Glibc.close(descriptor) }

  /// The next one; `nil` where none comes within 20 s.
  func next() -> String? {
    var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard unsafe poll(&wanted, 1, 20_000) == 1 else { return nil }
    var buffer = [UInt8](repeating: 0, count: 1_024)
    let descriptor = descriptor
    let count = unsafe buffer.withUnsafeMutableBytes {
      unsafe recv(descriptor, $0.baseAddress, $0.count, 0)
    }
    return count >= 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
  }
}
