import JSON
import JSONRPC
import Testing

@testable import SegmentService

@Suite("What binds a fit")
struct ConstraintTests {
  private let desk = Desk()

  /// A column as it is, without scaling.
  private func fit(_ values: [Double], _ options: String, weights: [Double]? = nil) -> String {
    let cells = values.map { "\($0)" }.joined(separator: ",")
    let weighed = weights.map { "\"w\":[\($0.map { "\($0)" }.joined(separator: ","))]," } ?? ""
    return "{\"model\":\"m\",\"data\":{\"columns\":{\(weighed)\"x\":[\(cells)]}},"
      + "\"recipe\":{\"features\":[{\"column\":\"x\",\"scale\":\"none\"}]},\(options)}"
  }

  private func centers(_ reply: JSONValue) throws -> [Double] {
    try reply.list("segments").map { try $0.number("center_scaled.0") }
  }

  private func flags(_ reply: JSONValue) throws -> [[String]] {
    try reply.list("segments").map { try $0.strings("flags") }
  }

  // Weights.

  /// Means (0·1 + 2·3)/4 = 1.5 and 10; sizes and shares count customers.
  @Test func `weights move centres and count in the inertia, not in sizes`() throws {
    let reply = try desk.ask(
      "fit",
      fit([0, 2, 10], "\"k\":2,\"sample_weight\":\"w\"", weights: [1, 3, 1]))

    #expect(try centers(reply) == [1.5, 10])
    #expect(try reply.number("inertia") == 3)
    #expect(try reply.list("segments").map { try $0.number("inertia") } == [3, 0])
    #expect(try reply.list("segments").map { try $0.number("size") } == [2, 1])
    #expect(try reply.number("segments.0.share") == 2.0 / 3)
    #expect(try reply.number("segments.0.center.x") == 1)
    #expect(try reply.strings("features") == ["x"])
  }

  @Test func `weights are no feature even where every column is one`() throws {
    let reply = try desk.ask(
      "fit",
      "{\"model\":\"m\",\"k\":2,\"sample_weight\":\"w\","
        + "\"data\":{\"columns\":{\"w\":[1,2,3,9],\"x\":[1,2,8,9]}}}")

    #expect(try reply.strings("features") == ["x"])
  }

  @Test func `other weights make another version`() throws {
    let first = try desk.ask(
      "fit", fit([0, 2, 10], "\"k\":2,\"sample_weight\":\"w\"", weights: [1, 3, 1]))
    let same = try desk.ask(
      "fit", fit([0, 2, 10], "\"k\":2,\"sample_weight\":\"w\"", weights: [1, 3, 1]))
    let other = try desk.ask(
      "fit", fit([0, 2, 10], "\"k\":2,\"sample_weight\":\"w\"", weights: [1, 1, 1]))

    #expect(try first.number("version") == 1)
    #expect(try same.at("unchanged").bool == true && same.number("version") == 1)
    #expect(try other.number("version") == 2 && centers(other) == [1, 10])
  }

  @Test(arguments: [
    ([1, -1, 1], 1004, "bad_data"), ([0, 0, 0], 1004, "bad_data"),
    ([0, 0, 5], 1006, "degenerate"), ([1, 1, 1e16], 1004, "bad_data"),
  ])
  func `weights that cannot count are refused`(
    weights: [Double], code: Int, kind: String
  ) throws {
    let refusal = try desk.refusal(
      "fit", fit([0, 2, 10], "\"k\":2,\"sample_weight\":\"w\"", weights: weights))

    #expect(refusal.code == code && refusal.kind == kind)
  }

  @Test func `a column of weights that is not there is refused`() throws {
    expect(
      try desk.refusal("fit", fit([0, 2, 10], "\"k\":2,\"sample_weight\":\"heft\"")), 1003,
      "missing_feature",
      "the request names the column \"heft\", which is not there; the data has \"x\", name one of "
        + "them")
  }

  // Small segments.

  private let uneven: [Double] = [0, 0.5, 1, 1.5, 2, 40, 41, 90]

  @Test(arguments: ["\"min_size\":3", "\"min_share\":0.3", "\"min_size\":2,\"min_share\":0.26"])
  func `segments that are too small are flagged`(limit: String) throws {
    let reply = try desk.ask("fit", fit(uneven, "\"k\":3,\(limit)"))

    #expect(try flags(reply) == [[], ["small"], ["singleton", "small"]])
    #expect(reply["k_asked"] == nil)
  }

  /// 90 goes to 40 and 41, which makes 57; both are large enough then.
  @Test func `segments that are too small are merged, the smallest first`() throws {
    let reply = try desk.ask("fit", fit(uneven, "\"k\":3,\"min_size\":3,\"small\":\"merge\""))

    #expect(try reply.number("k") == 2 && reply.number("k_asked") == 3)
    #expect(try centers(reply) == [1, 57])
    #expect(try reply.list("segments").map { try $0.number("size") } == [5, 3])
    #expect(try flags(reply) == [[], []])
    let labels = try desk.ask("assign", "{\"model\":\"m\",\"data\":{\"columns\":{\"x\":[90,0]}}}")
    #expect(try labels.integers("segment") == [2, 1])
  }

  @Test func `nothing is merged where nothing is too small`() throws {
    let plain = try desk.ask("fit", fit(uneven, "\"k\":3"))
    let merged = try desk.ask("fit", fit(uneven, "\"k\":3,\"min_size\":1,\"small\":\"merge\""))

    #expect(try merged.number("k") == 3 && merged.number("k_asked") == 3)
    #expect(try centers(merged) == centers(plain))
  }

  @Test func `merging ends at one segment`() throws {
    let reply = try desk.ask("fit", fit(uneven, "\"k\":4,\"min_size\":100,\"small\":\"merge\""))

    #expect(try reply.number("k") == 1 && reply.number("k_asked") == 4)
    #expect(try flags(reply) == [["small"]])
  }

  /// Whatever is asked, no segment is left too small, and the labels are those of the centres.
  @Test func `merging leaves no segment too small`() throws {
    var generator = SeededGenerator(state: 5)
    var comparedCount = 0
    for seed in 0..<25 {
      let values = (0..<60).map { _ in Double(generator.next() % 1000 * (generator.next() % 7)) }
      let least = 2 + seed % 12
      let reply = try desk.ask(
        "fit",
        fit(
          values, "\"k\":\(3 + seed % 7),\"n_init\":1,\"min_size\":\(least),\"small\":\"merge\""))
      for segment in try reply.list("segments") {
        #expect(try segment.number("size") >= Double(least))
        comparedCount += 1
      }
      let training = try desk.trainingSegments("m")
      let cells = values.map { "\($0)" }.joined(separator: ",")
      let assigned = try desk.ask(
        "assign", "{\"model\":\"m\",\"data\":{\"columns\":{\"x\":[\(cells)]}}}")
      #expect(try assigned.integers("segment") == training)
    }
    print("merging: \(comparedCount) segments large enough")
    #expect(comparedCount >= 50)
  }

  // Fixed centres.

  @Test func `fixed centres stay, come first and are flagged`() throws {
    let reply = try desk.ask("fit", fit(uneven, "\"k\":3,\"fixed\":[[95],[500]]"))

    #expect(try centers(reply).prefix(2) == [95, 500])
    #expect(try flags(reply).prefix(2) == [["singleton", "fixed"], ["empty", "fixed"]])
    #expect(try reply.number("segments.1.size") == 0)
    let names = try reply.list("segments").map { try $0.text("name") }
    #expect(Set(names).count == 3)
  }

  @Test func `an empty segment can be profiled, assigned to and scored`() throws {
    try desk.ask("fit", fit(uneven, "\"k\":3,\"fixed\":[[95],[500]]"))

    let profile = try desk.ask("profile", "{\"model\":\"m\"}")
    let assigned = try desk.ask(
      "assign",
      "{\"model\":\"m\",\"detail\":true,\"data\":{\"columns\":{\"x\":[480]}}}")
    let silhouette = try desk.ask("silhouette", "{\"model\":\"m\"}")

    #expect(try profile.number("segments.1.size") == 0)
    #expect(try assigned.integers("segment") == [2])
    #expect(try assigned.list("outlier").map(\.bool) == [true])
    #expect(try silhouette.number("mean") > 0)
  }

  /// A fixed centre that is too small is not merged away.
  @Test func `fixed centres are not merged`() throws {
    let reply = try desk.ask(
      "fit",
      fit(uneven, "\"k\":3,\"fixed\":[[500]],\"min_size\":4,\"small\":\"merge\""))

    #expect(try centers(reply)[0] == 500 && reply.number("k") == 2)
    #expect(try flags(reply) == [["empty", "small", "fixed"], []])
  }

  @Test(arguments: [
    (
      "\"fixed\":[[1,2]],\"k\":2", "fixed",
      "the centres of fixed have 2 numbers but there is 1 feature; send a number for each of x"
    ),
    (
      "\"fixed\":[[1],[2,3]],\"k\":3", "fixed[1]",
      "fixed[1] is a list of 2 but must be a list of 1 like the first, a number per feature"
    ),
    (
      "\"fixed\":[[1]]", "k",
      "k is auto but must be at least 1, the number of centres that fixed gives"
    ),
    ("\"fixed\":[[1],[5]],\"k\":1", "k", "k is 1 but must be at least 2, as fixed has"),
    (
      "\"fixed\":[[1]],\"init\":[[2],[3]],\"k\":2", "init",
      "init is a list of 2 but must be a list of 1, as k without fixed asks"
    ),
    ("\"min_share\":1.5,\"k\":2", "min_share", "min_share is 1.5 but must be a number from 0 to 1"),
    (
      "\"min_size\":0,\"k\":2", "min_size", "min_size is 0 but must be a whole number of at least 1"
    ),
    (
      "\"small\":\"drop\",\"k\":2", "small",
      "small is \"drop\" but must be \"flag\" or \"merge\""
    ),
  ])
  func `what cannot bind is refused`(options: String, parameter: String, message: String) throws {
    let refusal = try desk.refusal("fit", fit(uneven, options))

    expect(refusal, -32602, "invalid_params", message)
    #expect(refusal["param"]?.string == parameter)
  }

  // The centres of the version before.

  @Test func `a fit at rest begun from itself comes out as it went in`() throws {
    let first = try desk.ask("fit", fit(uneven, "\"k\":3"))
    let again = try desk.ask("fit", fit(uneven, "\"init\":\"previous\""))

    #expect(try again.number("version") == 2 && again.number("k") == 3)
    #expect(try centers(again) == centers(first))
    #expect(try again.number("iterations") == 1)
  }

  /// The newest centres are taken into the new scale: rows that moved by ten take theirs along.
  @Test func `the search begins where the last one ended, in other units`() throws {
    func fit(_ values: [Double], _ options: String) -> String {
      let cells = values.map { "\($0)" }.joined(separator: ",")
      return "{\"model\":\"m\",\"data\":{\"columns\":{\"x\":[\(cells)]}},\(options)}"
    }
    try desk.ask("fit", fit(uneven, "\"k\":3,\"recipe\":{\"defaults\":{\"scale\":\"minmax\"}}"))

    let next = try desk.ask("fit", fit(uneven + [91, 42], "\"init\":\"previous\""))

    #expect(try next.list("segments").map { try $0.number("size") } == [5, 3, 2])
    #expect(try next.list("segments").map { try $0.number("center.x") } == [1, 41, 90.5])
  }

  @Test func `fixed centres take the places of the nearest earlier ones`() throws {
    try desk.ask("fit", fit(uneven, "\"k\":3"))

    let next = try desk.ask("fit", fit(uneven, "\"init\":\"previous\",\"fixed\":[[88]]"))

    // Aligned, segments keep their ids: the fixed one has that of the segment whose place it took.
    #expect(try centers(next) == [1, 40.5, 88])
    #expect(try flags(next) == [[], [], ["singleton", "fixed"]])
  }

  @Test func `earlier centres that do not fit are refused`() throws {
    expect(
      try desk.refusal("fit", fit(uneven, "\"init\":\"previous\"")), -32602, "invalid_params",
      "there is no version of this model yet whose centres init could take; "
        + "fit it first with another init")
    try desk.ask("fit", fit(uneven, "\"k\":3"))
    expect(
      try desk.refusal("fit", fit(uneven, "\"init\":\"previous\",\"k\":4")), -32602,
      "invalid_params",
      "the newest version gives 3 centres but k is 4; leave k out, send 3, or use another init")
    expect(
      try desk.refusal("fit", fit(uneven, "\"init\":\"previous\",\"k\":\"auto\"")), -32602,
      "invalid_params",
      "k is \"auto\" but must be a number, or left out where init is \"previous\"")
    expect(
      try desk.refusal(
        "fit",
        "{\"model\":\"m\",\"init\":\"previous\",\"data\":{\"columns\":{\"y\":[1,2,3,4]}}}"), -32602,
      "invalid_params",
      "the newest version compares x but this fit compares y, so its centres cannot be the first "
        + "ones; use another init, or a recipe of the same columns")
  }
}
