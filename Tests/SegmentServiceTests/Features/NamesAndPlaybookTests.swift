import Foundation
import JSON
import SharedFiles
import Testing

@testable import SegmentService

@Suite(
  "Feature 11: names and playbook", .enabled(if: SharedData.isThere, noSharedData))
struct NamesAndPlaybookTests {
  private let mall =
    "\"recipe\":{\"id\":\"CustomerID\",\"features\":[{\"column\":"
    + "\"Annual Income (k$)\"},{\"column\":\"Spending Score (1-100)\"}],"
    + "\"defaults\":{\"scale\":\"none\"}}"

  private func names(_ reply: JSONValue) throws -> [String] {
    try reply.list("segments").map { try $0.text("name") }
  }

  @Test func `the mall has five clear names, and advice for each`() throws {
    let desk = Desk(roots: [SharedData.folder])

    let reply = try desk.ask(
      "fit",
      "{\"model\":\"m\",\"data\":{\"path\":\"\(try SharedData.mall.get())\"},\"k\":5,\(mall)}")

    #expect(
      try names(reply) == [
        "Middle earners who spend moderately", "High earners who spend much",
        "High earners who spend little", "Low earners who spend little",
        "Low earners who spend much",
      ])
    let advice = try reply.list("segments").map { try $0.strings("advice") }
    #expect(advice.allSatisfy { $0.count == 2 })
    #expect(
      advice[3][0] == "They watch their money: a membership card with small, immediate rewards and "
        + "bundles at a fair price gives them a reason to come more often.")
    #expect(advice[4][1] == "No other segment spends clearly more: the aim is to keep them.")
    // The same words stand in the model and in its profile.
    #expect(
      try desk.ask("models.get", "{\"model\":\"m\"}").list("segments").map { try $0.at("advice") }
        == reply.list("segments").map { try $0.at("advice") })
    #expect(
      try desk.ask("profile", "{\"model\":\"m\"}").list("segments").map { try $0.at("advice") }
        == reply.list("segments").map { try $0.at("advice") })
  }

  @Test func `names are of the grid, unique, and the same for rows in any order`() throws {
    let customers = try OnlineRetail.customers.get().keeping([
      "id", "recency", "frequency", "monetary",
    ])
    let grid = Set([
      "Champions", "Loyal Customers", "Potential Loyalists", "New Customers", "Promising",
      "Need Attention", "About to Sleep", "At Risk", "Can't Lose", "Hibernating",
    ])
    for k in [3, 8] {
      func fit(_ rows: Rows) throws -> [String] {
        try names(
          Desk(threads: 2).ask(
            "fit",
            "{\"model\":\"m\",\"data\":\(rows.asColumns),\"k\":\(k),\"n_init\":2,"
              + "\"refine\":\"none\",\"recipe\":{\"id\":\"id\",\"defaults\":"
              + "{\"transform\":\"log1p\"}}}"))
      }

      let found = try fit(customers)
      let shuffledNames = try fit(customers.taking(shuffled(customers.count, seed: 5)))

      #expect(found == shuffledNames)
      #expect(Set(found).count == k)
      for name in found {
        #expect(grid.contains(name.split(separator: " (").first.map(String.init) ?? ""), "\(name)")
      }
    }
  }

  @Test(arguments: ["none", "log1p", "sqrt"])
  func `the change that advice names takes the typical customer to the better segment`(
    transform: String
  ) throws {
    let desk = Desk(threads: 2)
    let customers = try OnlineRetail.customers.get().keeping([
      "id", "recency", "frequency", "monetary",
    ])
    var checked = 0
    for k in [5] {
      try desk.ask(
        "fit",
        "{\"model\":\"m\",\"data\":\(customers.asColumns),\"k\":\(k),\"n_init\":2,"
          + "\"refine\":\"none\",\"recipe\":{\"id\":\"id\",\"defaults\":"
          + "{\"transform\":\"\(transform)\"}}}")
      let segments = try desk.ask("profile", "{\"model\":\"m\"}").list("segments")
      for segment in segments {
        for sentence in try segment.strings("advice") {
          guard let change = try Change(sentence, segment) else { continue }
          checked += 1
          let before = try desk.assigned(segment, nil)
          let after = try desk.assigned(segment, change)
          let target = try #require(segments.first { $0["name"]?.string == change.target })
          #expect(try before == segment.at("id").integer, "\(sentence)")
          #expect(try after == target.at("id").integer, "\(sentence)")
          #expect(
            try target.number("features.monetary.mean") > segment.number("features.monetary.mean"))
        }
      }
    }
    print("advice (\(transform)): \(checked) changes checked")
    #expect(checked >= 3)
  }
}

/// A change of one feature, as a sentence of advice names it.
private struct Change {
  let column: String
  let value: String
  let target: String

  /// `nil` for another kind of sentence; fails where the typical value is not that of the profile.
  init?(_ sentence: String, _ segment: JSONValue) throws {
    let forms = [
      ("frequency", "made ([0-9.,]+) purchases?; with ([0-9.,]+) "),
      (
        "recency",
        "last bought ([0-9.,]+) days? ago; had it been within the last ([0-9.,]+) day"
      ),
      ("monetary", "spent ([0-9.,]+); with ([0-9.,]+) "),
    ]
    for (column, pattern) in forms {
      let expression = try NSRegularExpression(
        pattern: "^A typical customer here " + pattern + ".*would be closest to \"(.*)\"\\.$")
      let range = NSRange(sentence.startIndex..., in: sentence)
      guard let match = expression.firstMatch(in: sentence, range: range) else { continue }
      let parts = (1...3).compactMap { Range(match.range(at: $0), in: sentence) }
        .map { String(sentence[$0]) }
      let typical = try segment.number("features.\(column).p50")
      #expect(SentenceCheck.shows(parts[0], typical), "\(sentence)")
      self.column = column
      value = parts[1].filter { $0 != "," }
      target = parts[2]
      return
    }
    return nil
  }
}

extension Desk {
  /// The segment of a segment's typical customer, with or without a change.
  fileprivate func assigned(_ segment: JSONValue, _ change: Change?) throws -> Int? {
    let cells = try ["recency", "frequency", "monetary"].map { column in
      let value =
        try change?.column == column
        ? change?.value ?? "" : segment.at("features.\(column).p50").description
      return "\"\(column)\":[\(value)]"
    }
    let reply = try ask(
      "assign", "{\"model\":\"m\",\"data\":{\"columns\":{\(cells.joined(separator: ","))}}}")
    return try reply.integers("segment").first
  }
}
