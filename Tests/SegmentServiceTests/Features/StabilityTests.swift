import JSON
import Matrices
import Testing

@testable import SegmentService

@Suite("Feature 9: is the segment real")
struct StabilityTests {
  private func fit(_ desk: Desk, _ rows: [[Double]], _ k: Int, _ more: String = "") throws {
    let columns = rows[0].indices.map { column in
      "\"f\(column)\":\(rows.map { $0[column] })"
    }
    try desk.ask(
      "fit",
      "{\"model\":\"m\",\"data\":{\"columns\":{\(columns.joined(separator: ","))}},\"k\":\(k),"
        + "\"recipe\":{\"defaults\":{\"scale\":\"none\"}}\(more)}")
  }

  private func stability(_ desk: Desk, _ more: String = "") throws -> JSONValue {
    try desk.ask("stability", "{\"model\":\"m\"\(more)}")
  }

  /// Rows around so many places, in two dimensions.
  private func blobs(_ count: Int, seed: UInt64) -> [[Double]] {
    var generator = RandomGenerator(seed: seed)
    return (0..<count * 40).map { row in
      [Double(row % count) * 20 + generator.nextDouble() * 4, generator.nextDouble() * 4]
    }
  }

  /// One wide cloud in ten dimensions, and a tight one far away.
  private func cloud(seed: UInt64) -> [[Double]] {
    var generator = RandomGenerator(seed: seed)
    func noise() -> Double { (0..<6).reduce(0.0) { sum, _ in sum + generator.nextDouble() } }
    return (0..<600).map { _ in (0..<10).map { _ in noise() } }
      + (0..<100).map { _ in (0..<10).map { _ in 30 + noise() / 10 } }
  }

  @Test func `separated blobs are highly stable, twenty times of twenty`() throws {
    var compared = 0
    for seed in 0..<20 {
      let desk = Desk(threads: 2)
      let count = 2 + seed % 4
      try fit(desk, blobs(count, seed: UInt64(seed)), count)

      let reply = try stability(desk, ",\"repeats\":20")

      let segments = try reply.list("segments")
      #expect(segments.count == count)
      for segment in segments {
        #expect(try segment.number("jaccard") > 0.95)
        #expect(try segment.number("recovered") == 20)
        #expect(try segment.number("dissolved") == 0)
        #expect(try segment.text("verdict") == "highly stable")
      }
      #expect(try reply.number("ari_mean") > 0.95)
      compared += 1
    }
    #expect(compared == 20)
  }

  @Test func `the parts of a split blob are not trusted, twenty times of twenty`() throws {
    var compared = 0
    for seed in 0..<20 {
      let desk = Desk(threads: 2)
      try fit(desk, cloud(seed: UInt64(seed)), 6, ",\"n_init\":3,\"refine\":\"none\"")

      let reply = try stability(desk, ",\"repeats\":20")

      // The tight cloud comes back; no part of the wide one does.
      let figures = try reply.list("segments").map {
        (jaccard: try $0.number("jaccard"), verdict: try $0.text("verdict"))
      }.sorted { $0.jaccard < $1.jaccard }
      #expect(figures.count == 6)
      #expect(figures.last?.jaccard ?? 0 > 0.95)
      #expect(figures.dropLast().allSatisfy { $0.jaccard < 0.6 && $0.verdict == "do not trust" })
      compared += 1
    }
    #expect(compared == 20)
  }

  @Test func `the same seed says the same, in any order of rows and on any number of threads`()
    throws
  {
    let rows = cloud(seed: 3)
    let desk = Desk(threads: 1)
    try fit(desk, rows, 3)
    let other = Desk(threads: 4)
    try fit(other, shuffled(rows.count, seed: 5).map { rows[$0] }, 3)

    let reply = try stability(desk, ",\"repeats\":7")

    #expect(try stability(other, ",\"repeats\":7") == reply)
    #expect(try stability(desk, ",\"repeats\":7,\"seed\":1") != reply)
  }

  @Test func `rows are needed, kept or sent`() throws {
    let desk = Desk()
    try fit(desk, blobs(2, seed: 1), 2, ",\"keep\":\"members\"")

    let refusal = try desk.refusal("stability", "{\"model\":\"m\"}")
    let sent = try stability(
      desk, ",\"repeats\":3,\"data\":{\"columns\":{\"f0\":[1,2,3,21,22],\"f1\":[1,2,3,1,2]}}")

    expect(
      refusal, 1014, "data_needed",
      "the model keeps no rows; send data, or fit with keep set to \"rows\"")
    #expect(refusal["model"] == .string("m@1") && refusal["needs"] == .string("rows"))
    #expect(try sent.number("n") == 5)
    #expect(try sent.list("segments").count == 2)
  }

  @Test func `no customers, and one segment alone`() throws {
    let desk = Desk()
    try fit(desk, blobs(2, seed: 1), 1)

    let reply = try stability(desk, ",\"repeats\":3")
    let refusal = try desk.refusal(
      "stability", "{\"model\":\"m\",\"data\":{\"columns\":{\"f0\":[],\"f1\":[]}}}")

    #expect(try reply.number("segments.0.jaccard") == 1)
    #expect(try reply.number("ari_mean") == 1)
    expect(
      refusal, 1005, "too_few_rows",
      "0 rows cannot fill 1 segment; send more rows or ask for fewer segments")
  }
}
