import Foundation
import Glibc
import Testing

extension ProgramTests {
  /// What clients can make the program hold.
  ///
  /// Memory is what the system says it ever took; the bounds have room for the tests' build, which is
  /// larger and slower than the one that is shipped.
  @Suite("The program under pressure", .serialized)
  struct PressureTests {
    private static let ping = #"{"jsonrpc":"2.0","id":"p","method":"server.ping"}"#
    private static let pong = #"{"jsonrpc":"2.0","id":"p","result":{}}"#

    /// Whether the daemon answers on a connection of its own.
    private static func isAnswering(_ port: UInt16) throws -> Bool {
      let wire = try Wire(port: port)
      try wire.send(ping)
      return try wire.line() == pong
    }

    /// How many connections are open, by an answer of `server.metrics`.
    private static func openConnections(_ line: String?) throws -> Int {
      let answer = try JSONSerialization.jsonObject(with: Data((line ?? "").utf8))
      let result = (answer as? [String: Any])?["result"] as? [String: Any]
      let connections = result?["connections"] as? [String: Any]
      return try #require(connections?["open"] as? Int, "\(line ?? "closed")")
    }

    @Test func `one connection too many is told so and closed, though it says nothing`() throws {
      let folder = try Folder()
      let (session, port) = try Session.daemon(in: folder, ["--max-connections", "256"])
      var wires: [Wire] = []

      for _ in 0..<256 { wires.append(try Wire(port: port, token: nil)) }
      var refusals: [String?] = []
      for _ in 0..<4 {
        let wire = try Wire(port: port, token: nil)
        refusals.append(try wire.line())
        #expect(try wire.line() == nil)
      }

      #expect(
        refusals
          == [String?](
            repeating: #"{"jsonrpc":"2.0","id":null,"error":{"code":1011,"message":"#
              + #""256 clients are connected and no more are allowed; try again later, "#
              + #"or raise max-connections","data":{"kind":"overloaded","retry_after_ms":1000,"#
              + #""retryable":true}}}"#, count: 4))
      let threads = try session.status("Threads")
      print("pressure: \(threads) threads, \(try session.status("VmHWM")) KiB with 256 connections")
      #expect(threads <= 256 + 32)
      for wire in wires.prefix(2) { wire.close() }
      usleep(200_000)
      #expect(try Self.isAnswering(port))
    }

    @Test func `a line of a gigabyte is refused once, and takes no gigabyte`() throws {
      let folder = try Folder()
      let (session, port) = try Session.daemon(in: folder)
      let wire = try Wire(port: port)
      let block = String(repeating: "[", count: 1 << 20)

      for _ in 0..<1_024 { try wire.send(raw: block) }
      try wire.send("")
      try wire.send(Self.ping)

      #expect(try wire.line()?.contains(#""code":1010"#) == true)
      #expect(try wire.line() == Self.pong)
      let peak = try session.status("VmHWM")
      print("pressure: \(peak) KiB for a line of a gigabyte")
      #expect(peak < 400_000)
    }

    @Test func `large requests in flight, deep nesting and long batches stay bounded`() throws {
      let folder = try Folder()
      let (session, port) = try Session.daemon(in: folder, ["--max-held-in-all", "128M"])
      let wire = try Wire(port: port)
      let rows = String(repeating: "[1.5,2.5,3.5],", count: 300_000)
      let large =
        #"{"jsonrpc":"2.0","id":1,"method":"describe","params":{"data":{"fields":["a","b","c"],"#
        + #""rows":["# + rows + "[1,2,3]]}}}"
      let deep =
        String(repeating: "[", count: 8 << 20) + String(repeating: "]", count: 8 << 20)
      let member = #"{"jsonrpc":"2.0","id":1,"method":"models.list"}"#

      // 64 of 4 MB: a thread of its own sends, for the daemon stops reading.
      nonisolated(unsafe) let output = wire
      let sender = Thread {
        for _ in 0..<64 { unsafe try? output.send(large) }
        unsafe try? output.send(deep)
        unsafe try? output.send("[" + (0..<1_000).map { _ in member }.joined(separator: ",") + "]")
        unsafe try? output.send("[" + (0..<1_001).map { _ in member }.joined(separator: ",") + "]")
      }
      sender.start()
      // What is answered at once may overtake what is in work.
      let replies = try (0..<67).map { _ in try wire.line() ?? "" }

      #expect(replies.count { $0.hasPrefix(#"{"jsonrpc":"2.0","id":1,"result":"#) } == 64)
      #expect(replies.count { $0.contains(#""code":-32700"#) } == 1)
      #expect(replies.count { $0.contains(#""code":-32600"#) } == 1)
      let batch = replies.first { $0.hasPrefix("[") }
      #expect(batch?.components(separatedBy: #""models":[]"#).count == 1_001)
      let peak = try session.status("VmHWM")
      print("pressure: \(peak) KiB for 64 requests of 4 MB, and what is deep or long")
      #expect(peak < 900_000)
    }

    @Test func `who sends half and sleeps, or connects and goes, holds up nobody`() throws {
      let folder = try Folder()
      let (session, port) = try Session.daemon(in: folder, ["--max-connections", "400"])
      let watcher = try Wire(port: port)
      let half = String(repeating: "x", count: 2 << 20)
      var sleepers: [Wire] = []

      for _ in 0..<20 {
        let wire = try Wire(port: port)
        try wire.send(raw: #"{"jsonrpc":"2.0","id":1,"method":"server.ping","params":["# + half)
        sleepers.append(wire)
      }
      for round in 0..<1_500 {
        let wire = try Wire(port: port, token: nil)
        if round % 2 == 0 { try wire.send(Self.ping) }
        if round % 3 == 0 { wire.reset() } else { wire.close() }
      }

      try watcher.send(Self.ping)
      #expect(try watcher.line() == Self.pong)
      // Those who left count as clients until it is seen that they did.
      var open = 0
      for _ in 0..<400 {
        try watcher.send(#"{"jsonrpc":"2.0","id":1,"method":"server.metrics"}"#)
        open = try Self.openConnections(watcher.line())
        if open == 21 { break }
        usleep(50_000)
      }
      #expect(open == 21)
      #expect(try Self.isAnswering(port))
      for wire in sleepers { wire.close() }
      var threads = 0
      for _ in 0..<200 {
        threads = try session.status("Threads")
        if threads <= 12 { break }
        usleep(50_000)
      }
      print(
        "pressure: \(threads) threads after 1,500 connections, \(try session.status("VmRSS")) KiB")
      #expect(threads <= 12)
      #expect(try session.status("VmHWM") < 400_000)
    }

    @Test func `large replies to a slow reader all arrive, whole`() throws {
      let folder = try Folder()
      let (session, port) = try Session.daemon(in: folder)
      let wire = try Wire(port: port)
      let other = try Wire(port: port)
      let cells = (0..<60_000).map { "\($0 % 1_000)" }.joined(separator: ",")
      try wire.send(
        #"{"jsonrpc":"2.0","id":0,"method":"tables.put","params":{"table":"t","data":"#
          + #"{"columns":{"a":["# + cells + #"],"b":["# + cells + #"]}}}}"#)
      #expect(try wire.line()?.contains(#""rows":60000"#) == true)
      let ask =
        #","method":"tables.get","params":{"table":"t","limit":60000}}"#

      // 64 replies of half a megabyte: four times what may wait.
      for id in 1...64 { try wire.send(#"{"jsonrpc":"2.0","id":\#(id)"# + ask) }
      for _ in 0..<50 {
        try other.send(Self.ping)
        #expect(try other.line() == Self.pong)
      }
      usleep(500_000)
      var ids: Set<Int> = []
      var isWhole = true
      for _ in 0..<64 {
        let line = try wire.line() ?? ""
        let reply = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        if let id = reply?["id"] as? Int { ids.insert(id) }
        let rows = (reply?["result"] as? [String: Any])?["rows"] as? [[Any]]
        isWhole = isWhole && rows?.count == 60_000
      }

      #expect(ids == Set(1...64))
      #expect(isWhole)
      #expect(try session.status("VmHWM") < 400_000)
    }
  }
}
