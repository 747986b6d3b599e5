import Foundation
import SegmentClient
import Testing
import Transport

@Suite("Connections", .timeLimit(.minutes(2)))
struct ConnectionTests {
  @Test func `on TCP a token opens, as its role allows`() async throws {
    let daemon = try await ListeningDaemon()
    let admin = try await Client.connect(daemon.address, token: ListeningDaemon.adminToken)
    let reader = try await Client.connect(daemon.address, token: ListeningDaemon.readToken)
    _ = try await admin.fit("m", Samples.customers, k: 2)

    #expect(try await reader.assign("m", Samples.customers).segments == [1, 1, 1, 2, 2, 2])
    #expect(try await reader.info().role == "read")
    let forbidden = await #expect(throws: SegmentdError.self) {
      try await reader.fit("m", Samples.customers, k: 2)
    }
    #expect(forbidden?.kind == .forbidden)
    let stranger = await #expect(throws: SegmentdError.self) {
      try await Client.connect(daemon.address, token: "not the right one")
    }
    #expect(stranger?.kind == .unauthorized)
    await admin.close()
    await reader.close()
  }

  @Test func `a Unix socket asks for no token`() async throws {
    let daemon = try await ListeningDaemon()
    let client = try await Client.connect(daemon.socket)

    #expect(try await client.info().role == "admin")
    await client.close()
  }

  @Test func `a task need not wait for a daemon that says nothing about its token`() async throws {
    let listener = try SocketListener(.tcp(Endpoint("127.0.0.1:0")))
    let client = Client(listener.address.description, token: "0123456789abcdef")
    let ping = Task { try await client.ping() }
    try await Task.sleep(for: .milliseconds(50))

    ping.cancel()

    await #expect(throws: CancellationError.self) { try await ping.value }
    listener.close()
  }

  @Test func `a client connects again where the connection ended`() async throws {
    let fake = try FakeDaemon { number, line in
      number == 0 ? .hangUp : FakeDaemon.result(line, "{}")
    }
    let client = Client(fake.address)

    let error = await #expect(throws: SegmentdError.self) { try await client.ping() }
    try await client.ping()

    #expect(error?.kind == .connectionLost)
    #expect(fake.heard.count == 2)
  }

  @Test func `who waits is told where the daemon dies`() async throws {
    let daemon = try await ListeningDaemon()
    let client = try await Client.connect(daemon.socket)
    let updates = ProgressUpdates()
    let fit = Task {
      try await client.options(progress: updates)
        .fit("long", Samples.spread(100_000), k: 64, restarts: 500)
    }
    for await _ in updates { break }

    daemon.process.kill()

    let error = await #expect(throws: SegmentdError.self) { try await fit.value }
    #expect(error?.kind == .connectionLost)
    let later = await #expect(throws: SegmentdError.self) { try await client.ping() }
    #expect(later?.kind == .connectionLost)
    #expect(await !client.isHealthy())
  }

  @Test(arguments: ["no JSON at all", "[]", "5", "{}", "HTTP/1.1 400 Bad Request", "\u{16}\u{3}"])
  func `what is no answer ends the connection`(line: String) async throws {
    let fake = try FakeDaemon { _, _ in .say(line) }

    let error = await #expect(throws: SegmentdError.self) { try await Client(fake.address).ping() }

    #expect(error?.kind == .connectionLost)
  }

  @Test func `an answer that is not as the protocol has it says where`() async throws {
    let fake = try FakeDaemon { _, line in
      FakeDaemon.result(line, #"{"models":[{"model":"m","version":"two"}]}"#)
    }

    let error = await #expect(throws: SegmentdError.self) {
      try await Client(fake.address).models()
    }

    #expect(error?.kind == .malformedAnswer)
    #expect(
      error?.message == "the answer to models.list is not as the protocol has it: "
        + "models.0.version is text but should be a whole number; this client may be too old or "
        + "too new for the daemon")
  }

  @Test func `members and kinds of errors that are not known do no harm`() async throws {
    let fake = try FakeDaemon { number, line in
      number == 0
        ? FakeDaemon.result(
          line,
          """
          {"name":"segmentd","version":"9","protocol":"1","role":"owner","limits":{"new":5},\
          "methods":["fit"],"framings":[],"mcp":[],"colour":{"deep":[1,{"er":null}]}}
          """)
        : FakeDaemon.error(line, #"{"code":1999,"message":"new","data":{"kind":"brand_new"}}"#)
    }
    let client = Client(fake.address)

    let info = try await client.info()
    let error = await #expect(throws: SegmentdError.self) { try await client.ping() }

    #expect(info.role == "owner" && info.limits == ["new": 5])
    #expect(error?.kind == SegmentdError.Kind(rawValue: "brand_new") && error?.code == 1999)
  }

  @Test func `a daemon of one's own ends with its client`() async throws {
    let folder = NSTemporaryDirectory() + "segmentd-client-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let script = folder + "/program"
    try "#!/bin/sh\necho $$ > \(folder)/number\nexec \(Daemon.program) \"$@\"\n"
      .write(toFile: script, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: script)
    let client = try await Client.spawn(script)
    let text = try String(contentsOfFile: folder + "/number", encoding: .utf8)
    let number = try #require(Int32(text.trimmingCharacters(in: .whitespacesAndNewlines)))
    #expect(kill(number, 0) == 0)

    await client.close()

    #expect(kill(number, 0) != 0)
  }

  @Test func `a daemon of one's own that has ended is not replaced`() async throws {
    let client = try await Client.spawn(Daemon.program)
    try await client.shutdown()

    var error: SegmentdError?
    while error == nil {
      do { try await client.ping() } catch let found as SegmentdError { error = found }
    }

    #expect(error?.kind == .connectionLost || error?.kind == .shuttingDown)
    let later = await #expect(throws: SegmentdError.self) { try await client.models() }
    #expect(later?.kind == .connectionLost)
  }

  @Test func `a program that is not there, and an address where nobody listens, are told`()
    async throws
  {
    let program = await #expect(throws: SegmentdError.self) {
      try await Client.spawn("/nowhere/segmentd")
    }
    #expect(program?.kind == .connectionLost)
    #expect(
      program?.message == "cannot start /nowhere/segmentd: No such file or directory; put it "
        + "on the PATH, or name its place, with spawn(program) or SEGMENTD")
    for address in ["unix:/nowhere/socket", "127.0.0.1:1", "127.0.0.1:99999", "::"] {
      let error = await #expect(throws: SegmentdError.self) { try await Client.connect(address) }
      #expect(error?.kind == .connectionLost && error?.message.contains(address) == true)
    }
  }

  @Test func `errors say what there is`() async throws {
    let client = try await Client.spawn(Daemon.program)
    _ = try await client.fit("m", Samples.customers, k: 2)

    let name = await #expect(throws: SegmentdError.self) {
      try await client.assign("x", Samples.customers)
    }
    let column = await #expect(throws: SegmentdError.self) {
      try await client.assign("m", .columns(["recency": [1]]))
    }
    let infinite = await #expect(throws: SegmentdError.self) {
      try await client.fit("m", .rows(["a", "b"], [[1, 2], [3, .number(.infinity)]]), k: 2)
    }

    #expect(name?.kind == .modelNotFound && name?.available == ["m"])
    #expect(column?.kind == .missingFeature && column?.missing == ["spend"])
    #expect(infinite?.kind == .badData && infinite?.row == 1 && infinite?.column == "b")
    await client.close()
  }
}
