import Foundation
import Glibc
import Testing

extension ProgramTests {
  @Suite("How a daemon stops")
  struct StoppingTests {
    /// A fit of some seconds, of which progress is told.
    private func ask(_ wire: Wire, _ id: Int, model: String) throws {
      let more = #","n_init":10,"refine":"none","_meta":{"progressToken":0}"#
      let params = Samples.fit(model: model, rowCount: 12_000, clusterCount: 16, more: more)
      try wire.send(Samples.request(id, "fit", params))
      #expect(try wire.reply().method == "notifications/progress")
    }

    /// A fit of minutes, of which progress is told.
    private func askMuch(_ wire: Wire, _ id: Int) throws {
      let params = Samples.largeFit(model: "large", more: #","_meta":{"progressToken":0}"#)
      try wire.send(Samples.request(id, "fit", params))
      #expect(try wire.reply().method == "notifications/progress")
    }

    /// What comes until the daemon closes, without progress.
    private func replies(_ wire: Wire) throws -> [Reply] {
      var replies: [Reply] = []
      while let line = try wire.line() { replies.append(try Reply(line)) }
      return replies.filter { $0.method == nil }
    }

    private func daemon(_ folder: Folder, _ more: [String] = []) throws -> (Session, UInt16) {
      try Session.daemon(in: folder, ["--socket", folder.path(of: "s")] + more)
    }

    @Test(arguments: [SIGTERM, SIGINT])
    func `what runs is finished on every connection, what waits is refused`(number: Int32) throws {
      let folder = try Folder()
      // Long enough for the fits on a machine that is busy with other tests.
      let (session, port) = try daemon(folder, ["--grace", "120"])
      let wires = [try Wire(port: port), try Wire(socket: folder.path(of: "s"))]
      let idle = try Wire(port: port)
      for (index, wire) in wires.enumerated() {
        let model = "model \(index)"
        try ask(wire, 1, model: model)
        // It waits for the fit, whose version it must see.
        try wire.send(Samples.request(2, "models.get", #"{"model":"\#(model)"}"#))
        try wire.send(Samples.request(3, "server.ping"))
        while try wire.reply().id != 3 {}
      }

      session.signal(number)

      for wire in wires {
        let replies = try replies(wire)
        #expect(replies.map(\.id) == [2, 1])
        #expect(replies.first?.code == 1013)
        #expect(replies.last?.result?["version"] as? Int == 1, "\(replies.last?.error ?? "")")
      }
      #expect(try idle.line() == nil)
      #expect(try session.status(within: 60).status == 0)
      #expect(try folder.names() == ["token"])
    }

    @Test func `what takes longer than the grace is cancelled and refused`() throws {
      let folder = try Folder()
      let (session, port) = try daemon(folder, ["--grace", "1"])
      let wire = try Wire(port: port)
      try askMuch(wire, 1)

      session.signal(SIGTERM)

      #expect(try replies(wire).map(\.code) == [1013])
      let end = try session.status(within: 8)
      print("serve: ended \(end.milliseconds) ms after its last reply")
      #expect(end.status == 0)
    }

    @Test func `a second signal ends it at once`() throws {
      let folder = try Folder()
      let (session, port) = try daemon(folder)
      let wire = try Wire(port: port)
      try askMuch(wire, 1)

      session.signal(SIGTERM)
      try session.wait(for: " ending: ")
      session.signal(SIGINT)

      #expect(try session.status(within: 5).status == 128 + SIGINT)
    }

    @Test func `who does not read its replies does not hold up the end`() throws {
      let folder = try Folder()
      let (session, port) = try daemon(folder, ["--grace", "1"])
      let wire = try Wire(port: port)
      let text = String(repeating: "x", count: 1 << 16)
      // Each error tells what came: more comes back than the system holds for a socket.
      for id in 1...400 { try wire.send(Samples.request(id, "models.get", #"["\#(text)"]"#)) }

      session.signal(SIGTERM)

      #expect(try session.status(within: 10).status == 0)
    }

    @Test func `who only finished sending is answered, on either wire`() throws {
      let folder = try Folder()
      let (session, port) = try daemon(folder)

      for wire in [try Wire(port: port), try Wire(socket: folder.path(of: "s"))] {
        try ask(wire, 1, model: "medium")
        wire.finishSending()

        let replies = try replies(wire)
        #expect(replies.map(\.id) == [1])
        #expect(replies.first?.result != nil)
      }
      session.signal(SIGTERM)
      #expect(try session.status(within: 15).status == 0)
    }

    @Test func `a client that is killed takes its fit with it`() throws {
      let folder = try Folder()
      let (session, _) = try daemon(folder)
      let path = try folder.write(Samples.largeFit(model: "large"), to: "fit.json")
      let client = try Session(["call", "fit", "@" + path, "--socket", folder.path(of: "s")])
      // Its fit is the one request that is under way.
      let wire = try Wire(socket: folder.path(of: "s"))
      var running = 0
      for _ in 0..<400 where running == 0 {
        usleep(25_000)
        try wire.send(Samples.request(1, "server.metrics"))
        let requests = try wire.reply().result?["requests"] as? [String: Any]
        running = (requests?["in_flight"] as? Int ?? 0) - 1
      }

      client.signal(SIGKILL)
      _ = try client.status(within: 5)
      try wire.send(Samples.request(2, "server.shutdown"))
      #expect(try wire.reply().id == 2)

      // Sooner than the ten seconds that a fit under way would have been given to finish.
      let end = try session.status(within: 8)
      print("serve: ended \(end.milliseconds) ms after its client was killed")
      #expect(end.status == 0)
    }

    @Test(arguments: [false, true])
    func `whoever started it hears when it is ready and when it stops`(isAbstract: Bool) throws {
      let folder = try Folder()
      let name = isAbstract ? "@segmentd-\(UUID().uuidString)" : folder.path(of: "notify")
      let ear = try Datagrams(name)

      let session = try Session(
        ["serve", "--socket", folder.path(of: "s")], environment: ["NOTIFY_SOCKET": name])
      #expect(try ear.next() == "READY=1")
      // Ready means that it can be called.
      let wire = try Wire(socket: folder.path(of: "s"))
      try wire.send(Samples.request(1, "server.ping"))
      #expect(try wire.reply().id == 1)
      session.signal(SIGTERM)

      #expect(try ear.next() == "STOPPING=1")
      #expect(try session.status(within: 15).status == 0)
    }

    @Test(arguments: [
      "", "nowhere", "/nowhere/at/all", "@", "@\(String(repeating: "x", count: 200))",
    ])
    func `a supervisor that does not listen does no harm`(name: String) throws {
      let folder = try Folder()
      let session = try Session(
        ["serve", "--socket", folder.path(of: "s")], environment: ["NOTIFY_SOCKET": name])
      try session.wait(for: " listening on ")

      session.signal(SIGTERM)

      #expect(try session.status(within: 15).status == 0)
    }
  }
}

/// A Unix socket that receives datagrams.
///
/// Unsafe: addresses are lent to the system for one call.
private final class Datagrams {
  private let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)

  init(_ name: String) throws {
    let status = unsafe Wire.withUnixAddress(name) { unsafe bind(descriptor, $0, $1) }
    try #require(status == 0, "cannot bind \(name)")
  }

  deinit { close(descriptor) }

  /// The next one.
  func next(within seconds: Int32 = 20) throws -> String {
    var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    let count = unsafe poll(&waiting, 1, seconds * 1_000)
    try #require(count == 1, "nothing came within \(seconds) s")
    var buffer = [UInt8](repeating: 0, count: 4_096)
    let length = unsafe buffer.withUnsafeMutableBytes {
      unsafe recv(descriptor, $0.baseAddress, $0.count, 0)
    }
    return String(decoding: buffer.prefix(max(0, length)), as: UTF8.self)
  }
}
