import JSON
import JSONRPC
import Testing

@testable import SegmentService

/// A few rows of numbers take a shorter way than tables do, and nobody can tell.
@Suite("plain rows")
struct PlainRowsTests {
  private static let recipes = [
    #"{}"#,
    #"{"features":[{"column":"b","transform":"log1p"},{"column":"a","scale":"minmax"}]}"#,
    #"{"features":[{"column":"a","impute":"median"},{"column":"b","weight":2}]}"#,
    #"{"features":[{"column":"a","outliers":{"rule":{"quantiles":[0.1,0.9],"factor":1},"do":"clip"}},"#
      + #"{"column":"b","outliers":{"rule":{"iqr":0},"do":"drop"}}]}"#,
    #"{"features":[{"column":"a"},{"column":"b"}],"where":[{"column":"a","max":50}]}"#,
    #"{"features":[{"column":"a"},{"column":"b"}],"pca":{"components":1}}"#,
    #"{"id":["c"],"features":[{"column":"a"},{"column":"b"}]}"#,
  ]

  /// Cells that are numbers, and what else may stand in their place.
  private static let cells = [
    "1", "17.25", "-3", "-0.0", "1e3", "0", "42", "1e200", "1e-300", "null", "\"5\"", "\"x\"",
    "true",
    "9007199254740993",
  ]

  @Test func `get the reply that records get, or its error`() throws {
    var numbers = RandomNumbers(state: 7)
    var comparedCount = 0
    var answeredCount = 0
    for recipe in Self.recipes {
      let desk = Desk()
      let training = (0..<60).map { "[\($0 * 37 % 61),\($0 * $0 % 23)]" }.joined(separator: ",")
      let ids = (0..<60).map(String.init).joined(separator: ",")
      let fitted =
        recipe.contains("\"id\"")
        ? #"{"columns":{"a":[\#(ids)],"b":[\#(ids)],"c":[\#(ids)]}}"#
        : #"{"fields":["a","b"],"rows":[\#(training)]}"#
      try desk.ask("fit", #"{"model":"m","k":3,"recipe":\#(recipe),"data":\#(fitted)}"#)
      for round in 0..<60 {
        var rows = Rows(names: round % 3 == 0 ? ["b", "a"] : ["a", "b"], columns: [[], []])
        if round % 10 == 9 {
          rows = Rows(names: ["a", "b", "c"], columns: [[], [], []])
        }
        // Half of the rounds have numbers alone.
        let known = round % 2 == 0 ? 7 : Self.cells.count
        for column in rows.columns.indices {
          rows.columns[column] = (0..<1 + round % 4).map { _ in
            Self.cells[numbers.next(below: known)]
          }
        }

        let found = reply(desk, rows.asRows)
        let expected = reply(desk, rows.asRecords)

        #expect(found == expected, "\(recipe) \(rows.asRows)")
        comparedCount += 1
        answeredCount += found.hasPrefix("{") ? 1 : 0
      }
    }
    print("Plain rows: \(comparedCount) replies compared, \(answeredCount) with segments")
    #expect(comparedCount == 420 && answeredCount >= 200)
  }

  /// Long enough for several pieces, which two threads read; now and then something stands among the
  /// numbers, a text that looks like the beginning of a row too.
  @Test func `in pieces get the reply that columns get, or its error`() throws {
    let desk = Desk(threads: 2)
    let training = (0..<60).map { "[\($0 * 37 % 61),\($0 * $0 % 23)]" }.joined(separator: ",")
    try desk.ask("fit", #"{"model":"m","k":3,"data":{"fields":["a","b"],"rows":[\#(training)]}}"#)
    var numbers = RandomNumbers(state: 9)
    let others = ["null", #""],[1,2],[""#, #""5""#, "1e200", "0.1234567890123456", "true", "[1]"]
    var replies: [String] = []
    for round in 0..<24 {
      let rowCount = 14_000 + numbers.next(below: 6_000)
      var rows = Rows(names: ["a", "b"], columns: [[], []])
      for column in rows.columns.indices {
        rows.columns[column] = (0..<rowCount).map { _ in
          "\(numbers.next(below: 2000) - 1000).\(1000 + numbers.next(below: 9000))"
        }
      }
      if round % 2 == 1 {
        rows.columns[round / 2 % 2][numbers.next(below: rowCount)] = others[round % others.count]
      }

      let found = reply(desk, rows.asRows)
      let expected = reply(desk, rows.asColumns)

      #expect(found == expected, "round \(round)")
      replies.append(found)
    }
    let answeredCount = replies.count { $0.hasPrefix("{") }
    print("Rows in pieces: \(replies.count) replies compared, \(answeredCount) with segments")
    #expect(replies.count == 24 && answeredCount >= 12)
  }

  /// The reply as text, or the error's sentence.
  private func reply(_ desk: Desk, _ data: String) -> String {
    do {
      return try desk.ask("assign", #"{"model":"m","data":\#(data)}"#).description
    } catch {
      return "error: \(error)"
    }
  }
}

/// Random numbers, the same every time.
private struct RandomNumbers {
  var state: UInt64

  mutating func next(below bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % bound
  }
}
