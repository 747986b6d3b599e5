import Foundation
import JSON
import JSONRPC
import Locks
import Synchronization
import Testing

@testable import SegmentService

@Suite("memory-limit")
struct MemoryTests {
  private static let limit = 4_000_000

  private static func desk() -> Desk { Desk { $0.memoryLimitBytes = limit } }

  /// So many rows of one number, 8 bytes each in memory; the numbers are 4 bytes as text, with the
  /// comma 5, so that reading them is estimated at 20 bytes a row.
  private static func rows(_ count: Int) -> String {
    let cells = (0..<count).map { "\(1_000 + $0 % 9_000)" }.joined(separator: ",")
    return "{\"columns\":{\"spend\":[\(cells)]}}"
  }

  private static func used(_ desk: Desk) throws -> Int {
    try desk.ask("server.metrics").at("memory.used_bytes").integer ?? -1
  }

  @Test func `tables fill the limit, a delete frees, and what was refused changes nothing`() throws
  {
    let desk = Self.desk()
    let rows = Self.rows(60_000)

    var count = 0
    var refusal: RPCError?
    while refusal == nil, count < 100 {
      do {
        try desk.ask("tables.put", "{\"table\":\"t\(count)\",\"data\":\(rows)}")
        count += 1
      } catch let error as RPCError {
        refusal = error
      }
    }
    // Each takes 480,000 bytes, and 1.2 million while it is read.
    #expect(count == 6)
    #expect(try Self.used(desk) == 6 * 480_000)
    let needed = try #require(refusal?["needed"]?.integer)
    expect(
      try #require(refusal), 1015, "memory_limit",
      "about \(needed) bytes are needed for reading the rows but 2880000 of the 4000000 that "
        + "memory-limit allows are taken; delete tables or models, send less at once, or raise it")
    #expect(refusal?["limit"] == 4_000_000)
    #expect(refusal?.retryable == true)
    #expect(try desk.ask("tables.list").list("tables").count == 6)

    try desk.ask("tables.delete", "{\"table\":\"t0\"}")
    try desk.ask("tables.put", "{\"table\":\"again\",\"data\":\(rows)}")
    #expect(try Self.used(desk) == 6 * 480_000)
  }

  @Test func `small tables fill the limit as well`() throws {
    let desk = Desk { $0.memoryLimitBytes = 100_000 }
    let rows = Self.rows(1_000)

    for number in 0..<12 {
      try desk.ask("tables.put", "{\"table\":\"t\(number)\",\"data\":\(rows)}")
    }
    let refusal = try desk.refusal("tables.put", "{\"table\":\"t12\",\"data\":\(rows)}")

    expect(
      refusal, 1015, "memory_limit",
      "about 8000 bytes are needed for the table but 96000 of the 100000 that memory-limit allows "
        + "are taken; delete tables or models, send less at once, or raise it")
  }

  @Test func `an append needs room for the longer table, and without it the table stays`() throws {
    let desk = Self.desk()
    let rows = Self.rows(50_000)

    var appended = 0
    var refusal: RPCError?
    while refusal == nil, appended < 100 {
      do {
        try desk.ask("tables.append", "{\"table\":\"t\",\"data\":\(rows)}")
        appended += 1
      } catch let error as RPCError {
        refusal = error
      }
    }

    #expect(refusal?.kind == "memory_limit")
    #expect((4...9).contains(appended))
    #expect(try desk.ask("tables.list").at("tables.0.rows").integer == appended * 50_000)
    #expect(try Self.used(desk) == appended * 400_000)
  }

  @Test func `a fit without room leaves the old model served and gives back what it took`() throws {
    let desk = Self.desk()
    func fit(_ count: Int) -> String {
      "{\"model\":\"m\",\"k\":3,\"data\":\(Self.rows(count))}"
    }
    try desk.ask("fit", fit(1_000))
    let before = try Self.used(desk)

    let early = try desk.refusal("fit", fit(300_000))
    let late = try desk.refusal("fit", fit(160_000))

    #expect(early.kind == "memory_limit")
    #expect(early.message.contains("reading the rows"))
    #expect(early.retryable == false)
    #expect(late.kind == "memory_limit")
    #expect(late.message.contains(" bytes are needed for the fit but "))
    #expect(try Self.used(desk) == before)
    #expect(try desk.ask("models.get", "{\"model\":\"m\"}").at("version").integer == 1)
    try desk.ask("models.delete", "{\"model\":\"m\"}")
    #expect(try Self.used(desk) == 0)
  }

  @Test func `imports fill the limit, and a delete frees`() throws {
    let maker = Desk()
    try maker.ask("fit", "{\"model\":\"m\",\"k\":3,\"data\":\(Self.rows(1_000))}")
    let document = try maker.ask(
      "models.export", "{\"model\":\"m\",\"include\":\"members\"}"
    ).at("document").description
    let desk = Desk { $0.memoryLimitBytes = 200_000 }

    var count = 0
    var refusal: RPCError?
    while refusal == nil, count < 1_000 {
      do {
        try desk.ask("models.import", "{\"document\":\(document),\"model\":\"m\(count)\"}")
        count += 1
      } catch let error as RPCError {
        refusal = error
      }
    }

    #expect(refusal?.message.contains(" bytes are needed for the model but ") == true)
    #expect((2..<200).contains(count))
    #expect(try Self.used(desk) <= 200_000)
    try desk.ask("models.delete", "{\"model\":\"m0\"}")
    try desk.ask("models.import", "{\"document\":\(document),\"model\":\"again\"}")
  }

  @Test func `what is cancelled gives back what it took`() throws {
    let desk = Self.desk()
    let context = CallContext(isCancelled: { true }, report: { _, _, _ in })

    let put = try desk.refusal(
      "tables.put", "{\"table\":\"t\",\"data\":\(Self.rows(60_000))}", context)
    let fit = try desk.refusal(
      "fit", "{\"model\":\"m\",\"k\":3,\"data\":\(Self.rows(60_000))}", context)

    #expect(put == .cancelled)
    #expect(fit == .cancelled)
    #expect(try Self.used(desk) == 0)
  }

  /// The process is played: it grows by a megabyte with every look.
  @Test func `a file that makes the process grow beyond the limit is given up`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let lines = (0..<200_000).map { "\($0 % 977),\($0 % 89)" }.joined(separator: "\n")
    let path = folder.appending(path: "rows.csv").path
    try ("a,b\n" + lines + "\n").write(toFile: path, atomically: true, encoding: .utf8)
    let looks = Atomic<Int>(0)
    let desk = Desk(roots: [folder.path]) { settings in
      settings.memoryLimitBytes = 3_000_000
      settings.residentBytes = { looks.add(1, ordering: .relaxed).newValue * 1_000_000 }
    }

    let refusal = try desk.refusal(
      "fit", "{\"model\":\"m\",\"k\":3,\"data\":{\"path\":\"\(path)\"}}")

    #expect(refusal.kind == "memory_limit")
    #expect(refusal.message.hasPrefix("about 4000000 bytes are needed for reading the file but "))
    #expect(looks.load(ordering: .relaxed) < 20)
  }

  @Test func `what encoding makes of few rows is counted before it is made`() throws {
    let desk = Self.desk()
    // 2,000 rows of one text with 400 values: 8 kB as codes, 6.4 MB as numbers.
    let texts = (0..<2_000).map { "\"v\($0 % 400)\"" }.joined(separator: ",")
    let spend = (0..<2_000).map { "\($0 % 97)" }.joined(separator: ",")
    let data = "{\"columns\":{\"kind\":[\(texts)],\"spend\":[\(spend)]}}"
    func fit(_ levels: Int) -> String {
      """
      {"model":"m","k":2,"n_init":1,"data":\(data),"recipe":{"features":[{"column":"spend"},\
      {"column":"kind","levels":\(levels)}]}}
      """
    }

    let refusal = try desk.refusal("fit", fit(1_000))
    let sweep = try desk.refusal(
      "sweep", fit(1_000).replacing(#""model":"m","k":2,"#, with: ""))

    #expect(refusal.kind == "memory_limit")
    #expect(refusal.message.contains(" bytes are needed for the fit but 0 of the 4000000 "))
    #expect(sweep.message.contains(" bytes are needed for the sweep but 0 of the 4000000 "))
    #expect(try desk.ask("fit", fit(5)).number("k") == 2)
  }

  @Test func `models that files hold make room, and are there again when asked for`() throws {
    let folder = try StateFolder()
    let fit = ModelSample("plain", #""k":3,"recipe":{"id":"id"}"#).fit
    let names = (0..<12).map { "shop \($0)" }
    let open = try folder.open()
    for name in names {
      try open.ask("fit", fit.replacing("\"shop\"", with: "\"\(name)\""))
    }
    let whole = try Self.used(open)
    let fingerprints = try open.ask("models.list").list("models").map {
      try $0.at("fingerprint").description
    }
    let desk = try folder.open { $0.memoryLimitBytes = whole / 3 }

    for round in 0..<3 {
      for name in names {
        #expect(try desk.ask("models.get", "{\"model\":\"\(name)\"}").number("k") == 3)
        #expect(try Self.used(desk) <= whole / 3, "\(round) \(name)")
      }
    }
    let listed = try desk.ask("models.list").list("models").map {
      try $0.at("fingerprint").description
    }

    #expect(listed == fingerprints)
    #expect(fingerprints.count == 12)
    // A fit finds the room that loaded models had.
    #expect(try desk.ask("fit", fit).number("version") == 1)
    let silhouettes = try names.map { name in
      try desk.ask("silhouette", "{\"model\":\"\(name)\"}").number("n")
    }
    #expect(silhouettes == Array(repeating: 40, count: 12))
  }

  @Test func `a document that is too large to be read is refused before it is read`() throws {
    let desk = Self.desk()
    let document =
      "{\"segmentd_model\":1,\"stored\":{\"model\":\"m\"},\"x\":\"\(String(repeating: "x", count: 1 << 20))\"}"
    let quoted = document.replacing("\"", with: "\\\"")

    let refusal = try desk.refusal("models.import", "{\"document\":\"\(quoted)\"}")

    expect(
      refusal, 1015, "memory_limit",
      "about \(16 * document.utf8.count) bytes are needed for reading the document but 0 of the "
        + "4000000 that memory-limit allows are taken; delete tables or models, send less at once, "
        + "or raise it")
  }

  @Test func `reservations of many threads never exceed the limit`() {
    let budget = MemoryBudget(limit: 500) { 100 }
    let granted = Atomic<Int>(0)
    let refused = Atomic<Int>(0)
    let highest = Guarded(0)

    DispatchQueue.concurrentPerform(iterations: 8) { thread in
      for round in 0..<20_000 {
        do throws(RPCError) {
          let reservation = try budget.reserve(1 + (thread * 31 + round * 17) % 300, for: "a test")
          let used = budget.used
          highest.with { $0 = max($0, used) }
          if round % 3 == 0 { reservation.shrink(to: 10) }
          granted.add(1, ordering: .relaxed)
        } catch {
          refused.add(1, ordering: .relaxed)
        }
      }
    }

    print(
      "compared \(granted.load(ordering: .relaxed)) reservations, "
        + "\(refused.load(ordering: .relaxed)) refused")
    #expect(highest.with { $0 } <= 500)
    #expect(budget.used == 100)
    #expect(granted.load(ordering: .relaxed) + refused.load(ordering: .relaxed) == 160_000)
    #expect(granted.load(ordering: .relaxed) >= 10_000)
  }
}
