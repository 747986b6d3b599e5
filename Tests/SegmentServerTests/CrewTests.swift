import Connection
import JSON
import JSONRPC
import SegmentServer
import Testing
import Transport

/// So many connections that those on which nothing is under way share threads.
@Suite("Many connections", .timeLimit(.minutes(5)))
struct CrewTests {
  static let count = 48

  let daemon = ServerTests()

  /// Connections that have each asked once and so rest, or will at once.
  func resting(_ server: RunningServer) throws -> [SocketChannel] {
    let channels = try (0..<Self.count).map { _ in try ServerTests.channel(server.addresses[0]) }
    for channel in channels { #expect(ask(channel, "server.ping", "[]") == "{}") }
    return channels
  }

  func send(_ channel: SocketChannel, _ text: String) {
    #expect(channel.trySend(Array(text.utf8), from: 0) == .sent(text.utf8.count))
  }

  /// The next line that comes; what came without an end at the end.
  func line(_ channel: SocketChannel) -> String {
    var line: [UInt8] = []
    var oneByte: [UInt8] = [0]
    while case .bytes = channel.read(into: &oneByte), oneByte[0] != 10 { line += oneByte }
    return String(decoding: line, as: UTF8.self)
  }

  func request(_ id: Int, _ method: String, _ params: String) -> String {
    #"{"jsonrpc":"2.0","id":\#(id),"method":"\#(method)","params":\#(params)}"#
  }

  func reply(_ id: Int, _ result: String) -> String {
    #"{"jsonrpc":"2.0","id":\#(id),"result":\#(result)}"#
  }

  func ask(_ channel: SocketChannel, _ method: String, _ params: String) -> String {
    send(channel, request(1, method, params) + "\n")
    return String(line(channel).dropFirst(reply(1, "").count - 1).dropLast())
  }

  @Test func `are answered whatever they send, and in whatever pieces`() throws {
    let server = try daemon.start()
    let channels = try resting(server)
    var compared = 0

    for step in 0..<40 {
      // What each sends, and what must come back; all have sent before the first is read.
      var expected: [[String]] = []
      for (index, channel) in channels.enumerated() {
        let id = step * Self.count + index
        let (text, answer) = (request(id, "echo", "[\(id)]"), reply(id, "[\(id)]"))
        // Whole lines for most of the time, so that they rest when something else comes.
        switch (index * 7 + step) % (step < 20 ? Self.count : 12) {
        case 0:
          send(channel, text + "\n" + text + "\n")
          expected.append([answer, answer])
        case 1:
          send(channel, String(text.prefix(30)))
          send(channel, text.dropFirst(30) + "\n")
          expected.append([answer])
        case 2:
          send(channel, "\n\r\n" + text + "\r\n")
          expected.append([answer])
        case 3:
          send(channel, "[" + text + "," + text + "]\n")
          expected.append(["[" + answer + "," + answer + "]"])
        case 4:
          send(channel, text + "\n" + String(text.prefix(5)))
          send(channel, text.dropFirst(5) + "\n")
          expected.append([answer, answer])
        default:
          send(channel, text + "\n")
          expected.append([answer])
        }
      }
      for (channel, answers) in zip(channels, expected) {
        for answer in answers {
          #expect(line(channel) == answer)
          compared += 1
        }
      }
    }
    print("compared \(compared) replies of \(Self.count) connections")
    #expect(compared >= 40 * Self.count)
    server.stop()
    #expect(server.connectionCount == 0)
  }

  @Test func `still cancel, and are answered while work runs`() throws {
    let server = try daemon.start()
    let channels = try resting(server)

    for channel in channels { send(channel, request(7, "wait", "[]") + "\n") }
    #expect(daemon.responder.waitingCount.wait(atMost: 20_000) { $0 > 0 ? true : nil } == true)
    for channel in channels { #expect(ask(channel, "server.ping", "[]") == "{}") }
    for channel in channels {
      send(channel, #"{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":7}}"# + "\n")
    }

    for channel in channels { #expect(line(channel).contains("-32800")) }
    server.stop()
  }

  @Test func `are answered where they send no more`() throws {
    let server = try daemon.start()
    let channels = try resting(server)

    for (index, channel) in channels.enumerated() {
      if index % 3 > 0 { send(channel, request(2, "echo", "[2]") + (index % 3 > 1 ? "\n" : "")) }
      channel.finishSending()
    }

    for (index, channel) in channels.enumerated() {
      if index % 3 > 0 { #expect(line(channel) == reply(2, "[2]")) }
      #expect(line(channel) == "")
    }
    server.stop()
    #expect(server.connectionCount == 0)
  }

  @Test func `that are killed leave nothing behind`() throws {
    let server = try daemon.start()
    let channels = try resting(server)

    for (index, channel) in channels.enumerated() where index % 2 == 0 { channel.breakOff() }
    for (index, channel) in channels.enumerated() where index % 2 == 1 {
      #expect(ask(channel, "echo", "[1]") == "[1]")
      // What nobody reads makes the close a reset.
      send(channel, request(3, "echo", "[3]") + "\n")
      channel.breakOff()
    }

    let giveUp = ContinuousClock.now + .seconds(20)
    while server.connectionCount > 0, ContinuousClock.now < giveUp {
      _ = Monitor(false).wait(atMost: 10) { $0 ? true : nil }
    }
    #expect(server.connectionCount == 0)
    #expect(try daemon.caller(server).call("server.ping").text == "{}")
    server.stop()
  }

  @Test func `that rest are closed when the daemon stops`() throws {
    let server = try daemon.start()
    let channels = try resting(server)

    server.stop()

    for channel in channels { #expect(line(channel) == "") }
    #expect(server.connectionCount == 0)
  }
}
