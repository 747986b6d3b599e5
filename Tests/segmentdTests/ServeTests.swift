import Glibc
import Testing

extension ProgramTests {
  @Suite("segmentd serve")
  struct ServeTests {
    @Test func `it writes its port, answers over TCP and ends when it is asked to`() throws {
      let folder = try Folder()
      let (session, port) = try Session.daemon(in: folder)
      let wire = try Wire(port: port)

      try wire.send(Samples.request(1, "server.ping"))
      let pong = try wire.line()
      try wire.send(Samples.request(2, "server.shutdown"))
      let last = try wire.reply()

      #expect(pong == #"{"jsonrpc":"2.0","id":1,"result":{}}"#)
      #expect(last.result != nil, "\(last.error)")
      #expect(try session.status(within: 15).status == 0)
      // Nobody is to find a port where no daemon is any more.
      #expect(try folder.names() == ["token"])
    }

    @Test func `SIGTERM ends it with 0`() throws {
      let folder = try Folder()
      let (session, _) = try Session.daemon(in: folder)

      session.signal(SIGTERM)

      #expect(try session.status(within: 15).status == 0)
    }

    @Test(arguments: ["0.0.0.0:0", "[::]:0", "192.0.2.1:7464", ":::1"])
    func `an address that others reach needs a token file that was named`(address: String) throws {
      let finished = try Program.run(["serve", "--listen", address], within: 10)

      let host = address == ":::1" ? "[::]:1" : address
      #expect(
        finished.errors.hasSuffix(
          " error \(host) can be reached from other machines, which needs a token file that was "
            + "named: give --token-file FILE, or listen on 127.0.0.1 and let others in by ssh or a "
            + "TLS proxy\n"))
      #expect(finished.output == "")
      #expect(finished.status == 78)
    }

    @Test func `a port that is taken is refused`() throws {
      let folder = try Folder()
      let (session, port) = try Session.daemon(in: folder)

      let finished = try Program.run(
        ["serve", "--listen", "127.0.0.1:\(port)", "--token-file", folder.path(of: "token")],
        within: 10)

      #expect(finished.errors.contains("127.0.0.1:\(port)"))
      #expect(finished.status == 69)
      session.signal(SIGTERM)
      #expect(try session.status(within: 15).status == 0)
    }

    @Test func `a port file that cannot be written is refused`() throws {
      let folder = try Folder()
      let finished = try Program.run(
        [
          "serve", "--listen", "127.0.0.1:0", "--port-file", "/nowhere/port", "--token-file",
          folder.path(of: "token"),
        ], within: 10)

      #expect(
        finished.errors.hasSuffix(
          " error cannot write the port file /nowhere/port: No such file or directory\n"))
      #expect(finished.status == 73)
    }
  }
}
