import Foundation
import Glibc
import Testing

extension ProgramTests {
  @Suite("The daemon's doors")
  struct DoorTests {
    /// Asks for the end: where it were run, the daemon would be gone.
    private static let shutdown = Samples.request(9, "server.shutdown") + "\n"
    private static let auth =
      #"{"jsonrpc":"2.0","id":0,"method":"auth","params":["\#(Session.token)"]}"#

    /// The most memory that a daemon has ever taken, in KiB.
    private func peak(_ session: Session) throws -> Int {
      let status = try String(contentsOfFile: "/proc/\(session.id)/status", encoding: .utf8)
      let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
      return try #require(line.flatMap { Int($0.split(separator: " ")[1]) })
    }

    /// All that comes back on a connection that the daemon closes.
    private func rest(of wire: Wire) throws -> [String] {
      var lines: [String] = []
      while let line = try wire.line(within: 20) { lines.append(line) }
      return wire.rest.isEmpty ? lines : lines + [wire.rest]
    }

    private func expectIsFine(_ session: Session, _ port: UInt16) throws {
      let wire = try Wire(port: port)
      try wire.send(Samples.request(1, "server.ping"))
      #expect(try wire.reply().result?.isEmpty == true)
      session.signal(SIGTERM)
      #expect(try session.status(within: 15).status == 0)
    }

    @Test(arguments: [
      ("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\r\n", "web"),
      ("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", "web"), ("OPTIONS * HTTP/1.1\r\n\r\n", "web"),
      ("CONNECT localhost:7464 HTTP/1.1\r\n\r\n", "web"), ("GET /\r\n", "web"),
      ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "web"),
      ("\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\u{1}\u{fc}\u{3}\u{3}", "encrypted"),
    ])
    func `what is spoken to others is closed with one line, and nothing in it is run`(
      beginning: String, word: String
    ) throws {
      let folder = try Folder()
      let (session, port) = try Session.daemon(in: folder)

      let wire = try Wire(port: port, token: nil)
      try wire.send(raw: beginning + Self.auth + "\n" + Self.shutdown)

      #expect(try rest(of: wire) == [])
      let lines = try session.errors.split(separator: "\n").filter { $0.contains(" warning ") }
      #expect(lines.count == 1)
      #expect(lines.first?.contains(" warning c1: ") == true)
      #expect(lines.first?.contains(word) == true)
      try expectIsFine(session, port)
    }

    @Test(arguments: [
      "Content-Length: 99999999999999999999\r\n\r\n", "Content-Length: 5000000\r\n\r\n",
      "Content-Length: -1\r\n\r\n", "Content-Length: 9007199254740992\r\n\r\n",
      "{\(String(repeating: " ", count: 70_000))",
    ])
    func `a stranger's message that is too long or has no length ends its connection`(
      beginning: String
    ) throws {
      let folder = try Folder()
      let (session, port) = try Session.daemon(in: folder)

      let wire = try Wire(port: port, token: nil)
      try wire.send(raw: beginning + Self.auth + "\n" + Self.shutdown)

      let replies = try rest(of: wire).joined()
      #expect(replies.contains(#""id":null,"error":{"code":"#), "\(replies)")
      #expect(!replies.contains("result"))
      try expectIsFine(session, port)
    }

    @Test func `a gigabyte without a line end takes no memory, before auth and after`() throws {
      let folder = try Folder()
      let (session, port) = try Session.daemon(in: folder)
      let megabyte = String(repeating: "x", count: 1 << 20)
      let begin = try peak(session)

      let stranger = try Wire(port: port, token: nil)
      // It is closed on the way, or what is sent is dropped.
      do { for _ in 0..<1_024 { try stranger.send(raw: megabyte, mayFail: true) } } catch {}
      let afterStranger = try peak(session)
      let wire = try Wire(port: port)
      for _ in 0..<1_024 { try wire.send(raw: megabyte) }
      try wire.send("")
      let refusal = try wire.reply()
      try wire.send(Samples.request(2, "server.ping"))

      #expect(refusal.code == 1010)
      #expect(try wire.reply().id == 2)
      let afterClient = try peak(session)
      print("peak memory in KiB: \(begin) at first, \(afterStranger) and \(afterClient) after")
      #expect(afterStranger - begin < 8 << 10)
      // One message of 64 MiB is read before it turns out to be longer; growing takes twice that.
      #expect(afterClient - begin < 160 << 10)
      try expectIsFine(session, port)
    }

    @Test(arguments: ["{", "Content-Le", "", "Po"])
    func `who does not authenticate in time is closed, however slowly it goes on`(
      beginning: String
    ) throws {
      let folder = try Folder()
      let (session, port) = try Session.daemon(in: folder, ["--auth-timeout", "1"])

      let wire = try Wire(port: port, token: nil)
      try wire.send(raw: beginning)
      let known = try Wire(port: port)
      // A byte now and then does not make it longer.
      for _ in 0..<3 {
        usleep(200_000)
        try wire.send(raw: beginning.isEmpty ? "" : " ")
      }

      #expect(try rest(of: wire) == [])
      #expect(try session.errors.contains(" warning c1: closed: no auth came within 1 s\n"))
      try known.send(Samples.request(2, "server.ping"))
      #expect(try known.reply().id == 2)
      try expectIsFine(session, port)
    }

    @Test func `three wrong tokens end the connection and leave a line without a token`() throws {
      let folder = try Folder()
      let (session, port) = try Session.daemon(in: folder)

      let wire = try Wire(port: port, token: nil)
      for id in 1...3 {
        try wire.send(Samples.request(id, "auth", #"["a-wrong-token-\#(id)-of-mine"]"#))
      }
      try wire.send(raw: Self.auth + "\n" + Self.shutdown)

      let replies = try rest(of: wire).map { try Reply($0) }
      #expect(replies.map(\.id) == [1, 2, 3])
      #expect(replies.map(\.code) == [1020, 1020, 1020])
      #expect(try session.errors.contains(" warning c1: closed: 3 wrong tokens came\n"))
      try expectIsFine(session, port)
      #expect(try !session.errors.contains("token-"))
      #expect(try !session.errors.contains(Session.token))
    }

    @Test func `a token that is changed counts for the next client, not for those that are in`()
      throws
    {
      let folder = try Folder()
      let (session, port) = try Session.daemon(in: folder)
      let old = try Wire(port: port)

      let path = try folder.write("read a-new-token-for-readers\n", to: "token")
      _ = unsafe chmod(path, 0o600)
      let refused = try Wire(port: port, token: nil)
      try refused.send(Self.auth)
      let reader = try Wire(port: port, token: "a-new-token-for-readers")
      try reader.send(Samples.request(1, "server.shutdown"))
      try old.send(Samples.request(2, "server.shutdown"))

      #expect(try refused.reply().code == 1020)
      #expect(try reader.reply().code == 1021)
      #expect(try old.reply().result?.isEmpty == true)
      #expect(try session.status(within: 15).status == 0)
    }

    @Test func `a Unix socket alone needs no token and no port, and is gone at the end`() throws {
      let folder = try Folder()
      let path = folder.path(of: "s")
      let session = try Session(["serve", "--socket", path])
      try session.wait(for: " listening on \(path)\n")

      let ping = try Program.run(["call", "server.info", "--socket", path])
      let second = try Program.run(["serve", "--socket", path], within: 10)
      var status = stat()
      let isThere = unsafe stat(path, &status) == 0
      let end = try Program.run(["call", "server.shutdown", "--socket", path])

      #expect(ping.output.contains(#""role":"admin""#), "\(ping.errors)")
      #expect(isThere && status.st_mode == S_IFSOCK | 0o600)
      #expect(second.status == 69)
      #expect(
        second.errors.hasSuffix(
          "cannot listen on \(path): Address already in use; choose another address or stop the "
            + "program that listens there\n"))
      #expect(end.status == 0)
      #expect(try session.status(within: 15).status == 0)
      #expect(try folder.names() == [])
    }

    @Test func `a socket whose daemon was killed is taken over`() throws {
      let folder = try Folder()
      let path = folder.path(of: "s")
      let first = try Session(["serve", "--socket", path])
      try first.wait(for: " listening on \(path)\n")
      first.signal(SIGKILL)
      _ = try first.status(within: 10)
      #expect(try folder.names() == ["s"])

      let second = try Session(["serve", "--socket", path])
      try second.wait(for: " listening on \(path)\n")

      #expect(try Program.run(["call", "server.ping", "--socket", path]).output == "{}\n")
      second.signal(SIGTERM)
      #expect(try second.status(within: 15).status == 0)
      #expect(try folder.names() == [])
    }

    @Test func `the first start makes a token that the user's own clients find`() throws {
      let folder = try Folder()
      let home = ["XDG_CONFIG_HOME": folder.path(of: "config")]
      let session = try Session(
        ["serve", "--listen", "127.0.0.1:0", "--port-file", folder.path(of: "port")],
        environment: home)
      try session.wait(for: " listening on ")
      let address = "127.0.0.1:\(try folder.read("port").prefix { $0 != "\n" })"

      let token = folder.path(of: "config/segmentd/token")
      let info = try Program.run(
        ["call", "server.info", "--address", address], environment: home)
      let stranger = try Program.run(
        ["call", "server.info", "--address", address],
        environment: ["XDG_CONFIG_HOME": folder.path(of: "other")])
      let guess = try Program.run(
        ["call", "server.info", "--address", address],
        environment: ["SEGMENTD_TOKEN": "not-the-token-of-the-daemon"])

      #expect(info.output.contains(#""role":"admin""#), "\(info.errors)")
      #expect(stranger.status == 77)
      #expect(
        stranger.errors
          == "segmentd call: the token file \(folder.path(of: "other/segmentd/token")) "
          + "is not there; set SEGMENTD_TOKEN to the daemon's token, or name its token file\n")
      #expect(guess.status == 77)
      var status = stat()
      #expect(unsafe stat(token, &status) == 0 && status.st_mode == S_IFREG | 0o600)
      let above = folder.path(of: "config/segmentd")
      #expect(unsafe stat(above, &status) == 0 && status.st_mode == S_IFDIR | 0o700)
      #expect(try session.errors.contains("made a token for clients in \(token)\n"))
      session.signal(SIGTERM)
      #expect(try session.status(within: 15).status == 0)
    }

    @Test func `a token file that others may read does not start a daemon`() throws {
      let folder = try Folder()
      let path = try folder.write(Session.token, to: "token")
      _ = unsafe chmod(path, 0o640)

      let finished = try Program.run(
        ["serve", "--listen", "127.0.0.1:0", "--token-file", path], within: 10)

      #expect(
        finished.errors.hasSuffix(
          "the token file \(path) can be read or written by others; run: chmod 600 \(path)\n"))
      #expect(finished.status == 78)

      // What a service manager lends by an access list looks the same and is the service's alone.
      let session = try Session(
        ["serve", "--listen", "127.0.0.1:0", "--token-file", path],
        environment: ["CREDENTIALS_DIRECTORY": folder.path])
      try session.wait(for: " listening on ")
      session.signal(SIGTERM)
      #expect(try session.status(within: 15).status == 0)
    }
  }
}
