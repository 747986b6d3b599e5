import Foundation
import Glibc
import Testing
import Transport

@Suite("Unix sockets", .timeLimit(.minutes(1)))
final class UnixSocketTests {
  /// Short: a socket's path has 107 bytes, wherever the tests run.
  private let folder = "/tmp/segmentd-\(UUID().uuidString.prefix(8))"
  private var path: String { folder + "/s" }
  private var address: Address { .unix(path: path) }

  init() throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  private var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: folder).sorted() }
  }

  private static func mode(of path: String) -> mode_t? {
    var record = stat()
    return unsafe lstat(path, &record) == 0 ? record.st_mode : nil
  }

  /// A socket file as a daemon leaves it that was killed.
  private func leaveStaleSocket() {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var place = sockaddr_un()
    place.sun_family = sa_family_t(AF_UNIX)
    unsafe withUnsafeMutableBytes(of: &place.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
    let status = unsafe withUnsafePointer(to: &place) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    #expect(status == 0)
    close(descriptor)
  }

  private func refusal(_ address: Address) -> String? {
    let error = #expect(throws: TransportError.self) { try SocketListener(address) }
    return error?.description
  }

  @Test func `bytes go there and back, and the file goes with its daemon`() throws {
    let listener = try SocketListener(address)
    let client = try SocketChannel.connect(to: address)
    guard case .channel(let server) = listener.accept() else {
      Issue.record("nobody came")
      return
    }

    #expect(client.trySend(Array("hello".utf8), from: 0) == .sent(5))
    client.finishSending()
    #expect(SocketTests.text(server) == "hello")
    #expect(server.peer == path)
    #expect(server.breakage == nil)
    client.close()
    #expect(server.breakage != nil)
    #expect(try names == ["s"])
    listener.close()
    #expect(try names == [])
  }

  @Test func `the file is its owner's alone at every moment`() throws {
    let path = path
    let seen = Monitor<[mode_t: Int]>([:])
    let isOver = Monitor(false)
    _ = startThread {
      while !isOver.with({ $0 }) {
        for _ in 0..<200 {
          if let mode = Self.mode(of: path) { seen.with { $0[mode, default: 0] += 1 } }
        }
      }
    }
    let mask = umask(0)
    let giveUp = ContinuousClock.now + .seconds(20)
    while seen.with({ $0.values.reduce(0, +) < 500 }), ContinuousClock.now < giveUp {
      try SocketListener(address).close()
    }
    _ = umask(mask)
    isOver.with { $0 = true }

    print("looks at a socket's permissions: \(seen.with { $0 })")
    #expect(Array(seen.with { $0.keys }) == [S_IFSOCK | 0o600])
    #expect(seen.with { $0.values.reduce(0, +) } >= 500)
  }

  @Test func `what a dead daemon left is replaced, a live one refuses the second`() throws {
    leaveStaleSocket()
    #expect(throws: TransportError.self) { try SocketChannel.connect(to: address) }

    let first = try SocketListener(address)
    #expect(
      refusal(address)
        == "cannot listen on \(path): Address already in use; choose another address or stop the "
        + "program that listens there")
    _ = try SocketChannel.connect(to: address)
    guard case .channel = first.accept() else {
      Issue.record("nobody came")
      return
    }
    first.close()
  }

  @Test func `of many that start at once on a dead socket one listens, and can be called`() throws {
    for _ in 0..<20 {
      leaveStaleSocket()
      let address = address
      let done = Monitor<[SocketListener?]>([])
      for _ in 0..<6 {
        _ = startThread {
          let listener = try? SocketListener(address)
          done.with { $0.append(listener) }
        }
      }

      let listeners = try #require(done.wait(atMost: 20_000) { $0.count == 6 ? $0 : nil })
      let live = listeners.compactMap { $0 }
      #expect(live.count == 1)
      #expect(throws: Never.self) { try SocketChannel.connect(to: address) }
      for listener in live { listener.close() }
      #expect(try names == [])
    }
  }

  @Test func `a file that another has put in its place stays`() throws {
    let first = try SocketListener(address)
    try FileManager.default.removeItem(atPath: path)
    let second = try SocketListener(address)

    first.close()

    #expect(throws: Never.self) { try SocketChannel.connect(to: address) }
    second.close()
    #expect(try names == [])
  }

  @Test func `what is no socket is left alone`() throws {
    try Data("mine".utf8).write(to: URL(filePath: path))
    let sentence =
      "cannot listen on \(path): File exists; it is no socket; remove it or choose another path"

    #expect(refusal(address) == sentence)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "mine")
    try FileManager.default.removeItem(atPath: path)
    try FileManager.default.createSymbolicLink(
      atPath: path, withDestinationPath: folder + "/elsewhere")
    #expect(refusal(address) == sentence)
    #expect(try names == ["s"])
  }

  @Test func `a path that no socket can have is refused`() {
    let long = folder + "/" + String(repeating: "x", count: 108 - folder.utf8.count - 1)
    #expect(long.utf8.count == 108)
    for path in [long, "", "@abstract", "/tmp/a\0b"] {
      #expect(
        refusal(.unix(path: path)) == "\"\(path)\" is no address to use here; it must be a path of "
          + "1 to 107 bytes, not beginning with @")
    }
    let longest = Address.unix(path: String(long.dropLast()))
    #expect(throws: Never.self) { try SocketListener(longest).close() }
  }

  @Test func `a folder that is not there is told`() {
    #expect(
      refusal(.unix(path: "/nowhere/at/all"))
        == "cannot listen on /nowhere/at/all: No such file or directory; make its folder first, or "
        + "start the daemon that listens there")
  }
}
