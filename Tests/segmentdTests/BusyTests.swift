import Glibc
import Testing

extension ProgramTests {
  @Suite("While a fit runs")
  struct BusyTests {
    @Test func `others are answered, and cancelling it leaves the old model served`() throws {
      let folder = try Folder()
      let (session, port) = try Session.daemon(in: folder)
      let first = try Wire(port: port)
      let second = try Wire(port: port)
      for (id, model) in [(1, "small"), (2, "large")] {
        try first.send(Samples.request(id, "fit", Samples.smallFit(model: model)))
        #expect(try first.reply().result?["version"] as? Int == 1)
      }
      try first.send(Samples.request(3, "fit", Samples.largeFit(model: "large")))

      for (name, wire) in [("the same", first), ("another", second)] {
        try wire.send(Samples.request(10, "server.ping"))
        let ping = try wire.reply()
        try wire.send(Samples.request(11, "assign", Samples.smallAssign(model: "small")))
        let assigned = try wire.reply()

        #expect(ping.id == 10, "on \(name) connection")
        #expect(assigned.id == 11, "on \(name) connection")
        #expect(assigned.result?["segment"] as? [Int] == [1, 2], "\(assigned.error)")
      }

      try first.send(#"{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":3}}"#)
      let begin = ContinuousClock.now
      let cancelled = try first.reply(within: 5)
      print("busy: cancelled in \((ContinuousClock.now - begin) / .milliseconds(1)) ms")
      #expect(cancelled.id == 3)
      #expect(cancelled.code == -32800)

      for wire in [first, second] {
        try wire.send(Samples.request(12, "assign", Samples.smallAssign(model: "large")))
        let assigned = try wire.reply()
        #expect(assigned.result?["version"] as? Int == 1, "\(assigned.error)")
        #expect(assigned.result?["segment"] as? [Int] == [1, 2])
      }
      session.signal(SIGTERM)
      #expect(try session.status(within: 15).status == 0)
    }

    @Test func `a client that vanishes takes its fit with it`() throws {
      let folder = try Folder()
      let (session, port) = try Session.daemon(in: folder)
      let wire = try Wire(port: port)
      try wire.send(Samples.request(1, "fit", Samples.largeFit(model: "large")))
      try wire.send(Samples.request(2, "server.ping"))
      #expect(try wire.reply().id == 2)

      wire.reset()
      let other = try Wire(port: port)
      try other.send(Samples.request(3, "server.shutdown"))
      #expect(try other.reply().id == 3)
      // Sooner than the ten seconds that a fit under way would have been given to finish.
      let end = try session.status(within: 8)

      print("serve: ended \(end.milliseconds) ms after its client vanished")
      #expect(end.status == 0)
    }
  }
}
