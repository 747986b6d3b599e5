import Foundation
import Glibc
import Testing

extension ProgramTests {
  /// Commands that ask a running daemon.
  @Suite("connect, health and call over a door")
  struct ClientCommandTests {
    /// A daemon on TCP and at a socket, and how to name each to a command.
    private static func doors(
      in folder: Folder
    ) throws -> (session: Session, tcp: [String], socket: [String]) {
      let socket = folder.path(of: "s")
      let (session, port) = try Session.daemon(in: folder, ["--socket", socket])
      return (
        session,
        ["--address", "127.0.0.1:\(port)", "--token-file", folder.path(of: "token")],
        ["--socket", socket]
      )
    }

    @Test func `connect joins standard streams to a daemon, over TCP and over a socket`() throws {
      let folder = try Folder()
      let (daemon, tcp, socket) = try Self.doors(in: folder)
      let requests = """
        {"jsonrpc":"2.0","id":0,"method":"server.ping"}
        {"jsonrpc":"2.0","id":1,"method":"fit","params":\(Samples.smallFit(model: "m"))}
        {"jsonrpc":"2.0","id":"last","method":"models.list"}

        """

      for door in [tcp, socket] {
        let finished = try Program.run(["connect"] + door, input: requests, within: 60)

        #expect(finished.lines.count == 3)
        #expect(finished.lines.first == #"{"jsonrpc":"2.0","id":0,"result":{}}"#)
        #expect(finished.lines.last?.hasPrefix(#"{"jsonrpc":"2.0","id":"last","result":"#) == true)
        #expect(finished.errors == "")
        #expect(finished.status == 0)
      }
      daemon.signal(SIGTERM)
      #expect(try daemon.status(within: 15).status == 0)
    }

    @Test func `connect speaks the framing that its client speaks`() throws {
      let folder = try Folder()
      let (daemon, tcp, _) = try Self.doors(in: folder)
      let ping = #"{"jsonrpc":"2.0","id":7,"method":"server.ping"}"#

      let finished = try Program.run(
        ["connect"] + tcp, input: "Content-Length: \(ping.utf8.count)\r\n\r\n\(ping)")

      #expect(
        finished.output == "Content-Length: 36\r\n\r\n" + #"{"jsonrpc":"2.0","id":7,"result":{}}"#)
      #expect(finished.status == 0)
      daemon.signal(SIGTERM)
    }

    @Test func `a daemon that ends while the client is there ends connect with 69`() throws {
      let folder = try Folder()
      let (daemon, tcp, _) = try Self.doors(in: folder)
      let session = try Session(["connect"] + tcp)
      try session.wire.send(Samples.request(1, "server.ping"))
      let pong = try session.wire.line()

      daemon.signal(SIGTERM)

      #expect(pong == #"{"jsonrpc":"2.0","id":1,"result":{}}"#)
      #expect(try session.status(within: 15).status == 69)
      #expect(
        try session.errors == "segmentd connect: the daemon at \(tcp[1]) has gone: it closed the "
          + "connection\n")
    }

    @Test func `a client that is gone ends connect, and its fit is given up`() throws {
      let folder = try Folder()
      let (daemon, tcp, _) = try Self.doors(in: folder)
      let session = try Session(["connect"] + tcp)
      try session.wire.send(Samples.request(1, "fit", Samples.largeFit(model: "slow")))
      #expect(try Self.becomes("\"running\":1", tcp))

      session.wire.close()

      #expect(try session.status(within: 15).status == 0)
      #expect(try Self.becomes("\"running\":0", tcp))
      daemon.signal(SIGTERM)
      #expect(try daemon.status(within: 15).status == 0)
    }

    /// Whether the daemon's metrics come to say so.
    private static func becomes(_ words: String, _ door: [String]) throws -> Bool {
      for _ in 0..<100 {
        let metrics = try Program.run(["call", "server.metrics"] + door)
        if metrics.output.contains(words) { return true }
        usleep(100_000)
      }
      return false
    }

    @Test func `health says what is well`() throws {
      let folder = try Folder()
      let (daemon, tcp, socket) = try Self.doors(in: folder)

      for (door, name) in [(tcp, tcp[1]), (socket, socket[1])] {
        let finished = try Program.run(["health"] + door)

        #expect(finished.output.hasPrefix("segmentd 0."))
        #expect(finished.output.hasSuffix(" at \(name) is well and holds 0 models\n"))
        #expect(finished.errors == "")
        #expect(finished.status == 0)
      }
      daemon.signal(SIGTERM)
    }

    @Test func `health of nothing, of a stranger and of what does not answer has a status each`()
      throws
    {
      let folder = try Folder()
      let (daemon, tcp, _) = try Self.doors(in: folder)
      let mute = try Listener()

      let none = try Program.run(["health", "--socket", folder.path(of: "nothing")])
      let wrong = try Program.run(
        ["health", "--address", tcp[1]],
        environment: ["SEGMENTD_TOKEN": "not-the-token-of-this-daemon"])
      let slow = try Program.run(
        ["health", "--address", "127.0.0.1:\(mute.port)", "--timeout", "1"],
        environment: ["SEGMENTD_TOKEN": "anything-that-is-long"], within: 20)

      #expect(none.status == 69)
      #expect(none.errors.hasPrefix("segmentd health: cannot connect to "))
      #expect(wrong.status == 77)
      #expect(
        wrong.errors.hasPrefix("segmentd health: the daemon at \(tcp[1]) refused the token: "))
      #expect(!wrong.errors.contains("not-the-token"))
      #expect(slow.status == 75)
      #expect(
        slow.errors
          == "segmentd health: the daemon at 127.0.0.1:\(mute.port) gave no answer within 1 s\n")
      daemon.signal(SIGTERM)
    }

    @Test func `an address and a socket on one line are one too many`() throws {
      let finished = try Program.run(
        ["health", "--address", "127.0.0.1:1", "--socket", "s"])

      #expect(
        finished.errors == "segmentd health: --address says 127.0.0.1:1 and --socket says s; set "
          + "one of them\n")
      #expect(finished.status == 78)
    }

    @Test func `call takes its door from the environment, and a flag before it`() throws {
      let folder = try Folder()
      let (daemon, tcp, socket) = try Self.doors(in: folder)
      let environment = ["SEGMENTD_ADDRESS": tcp[1], "SEGMENTD_TOKEN_FILE": tcp[3]]

      let overTCP = try Program.run(["call", "server.ping"], environment: environment)
      let overSocket = try Program.run(
        ["call", "server.info"] + socket, environment: ["SEGMENTD_ADDRESS": "127.0.0.1:1"])

      #expect(overTCP.output == "{}\n")
      #expect(overSocket.output.contains(#""role":"admin""#))
      daemon.signal(SIGTERM)
    }
  }
}

/// A port where calls are taken and nothing is ever said.
final class Listener {
  let port: UInt16
  private let descriptor: Int32

  init() throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = descriptor
    let status = unsafe withUnsafeMutablePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe bind(descriptor, $0, size) + listen(descriptor, 8)
          + getsockname(descriptor, $0, &size)
      }
    }
    try #require(status == 0)
    port = UInt16(bigEndian: address.sin_port)
  }

  deinit { _ = Glibc.close(descriptor) }
}
