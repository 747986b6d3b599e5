import Testing

extension ProgramTests {
  @Suite("segmentd stdio")
  struct StdioTests {
    private let ping = #"{"jsonrpc":"2.0","id":1,"method":"server.ping"}"#
    private let pong = #"{"jsonrpc":"2.0","id":1,"result":{}}"# + "\n"

    @Test(arguments: ["\n", "\r\n", ""])
    func `a ping from a file is one line, whatever ends it`(ending: String) throws {
      let finished = try Program.run(["stdio"], input: ping + ending)

      #expect(finished.output == pong)
      #expect(finished.errors == "")
      #expect(finished.status == 0)
    }

    @Test(arguments: ["", "\n\n", "  \r\n"])
    func `input without a request is answered with nothing`(input: String) throws {
      let finished = try Program.run(["stdio"], input: input)

      #expect(finished.output == "")
      #expect(finished.errors == "")
      #expect(finished.status == 0)
    }

    @Test func `a file of requests is answered whole, each once`() throws {
      var requests = [
        Samples.request(1, "fit", Samples.smallFit(model: "shop")),
        Samples.request(2, "assign", Samples.smallAssign(model: "shop")),
      ]
      for id in 3...102 {
        requests.append(
          id % 2 == 0
            ? Samples.request(id, "assign", Samples.smallAssign(model: "shop"))
            : Samples.request(id, "server.ping"))
      }

      let finished = try Program.run(["stdio"], input: requests.joined(separator: "\n"))

      #expect(finished.status == 0)
      let replies = try finished.lines.map { try Reply($0) }
      #expect(replies.compactMap(\.id).sorted() == Array(1...102))
      for reply in replies {
        let id = try #require(reply.id)
        if id == 1 {
          #expect(reply.result?["version"] as? Int == 1)
        } else if id % 2 == 0 {
          #expect(reply.result?["segment"] as? [Int] == [1, 2], "\(reply.error)")
        } else {
          #expect(reply.result?.isEmpty == true)
        }
      }
    }

    @Test func `what is not JSON is refused and the next line answered`() throws {
      let finished = try Program.run(["stdio"], input: "{\"jsonrpc\":\n" + ping + "\n")

      let replies = try finished.lines.map { try Reply($0) }
      #expect(replies.map(\.code) == [-32700, nil])
      #expect(finished.lines.last.map { $0 + "\n" } == pong)
      #expect(finished.status == 0)
    }

    @Test func `header framing is answered in header framing`() throws {
      let finished = try Program.run(
        ["stdio"], input: "Content-Length: \(ping.utf8.count)\r\n\r\n" + ping)

      let body = pong.dropLast()
      #expect(finished.output == "Content-Length: \(body.utf8.count)\r\n\r\n" + body)
      #expect(finished.status == 0)
    }

    @Test func `a conversation over pipes ends with its input`() throws {
      let session = try Session(["stdio"])

      try session.wire.send(Samples.request(7, "server.ping"))
      let reply = try session.wire.reply()
      session.wire.finishSending()

      #expect(reply.id == 7)
      #expect(try session.wire.line() == nil)
      #expect(try session.status(within: 10).status == 0)
    }
  }
}
