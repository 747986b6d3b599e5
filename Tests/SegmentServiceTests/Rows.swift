/// Rows as a client holds them: named columns of cells that are JSON already.
struct Rows: Sendable {
  var names: [String]
  var columns: [[String]]

  var count: Int { columns.first?.count ?? 0 }

  /// These rows, in this order.
  func taking(_ rows: some Sequence<Int>) -> Rows {
    let chosen = Array(rows)
    return Rows(
      names: names, columns: columns.map { column in chosen.map { column[$0] } })
  }

  /// These columns, in this order.
  func keeping(_ names: [String]) -> Rows {
    Rows(
      names: names,
      columns: names.map { name in columns[self.names.firstIndex(of: name) ?? 0] })
  }

  /// The form `{"columns": ..}`.
  var asColumns: String {
    let parts = zip(names, columns).map { "\(quoted($0)):[\($1.joined(separator: ","))]" }
    return "{\"columns\":{\(parts.joined(separator: ","))}}"
  }

  /// The form `{"records": ..}`.
  var asRecords: String {
    let keys = names.map { quoted($0) + ":" }
    let records = (0..<count).map { row in
      "{" + zip(keys, columns).map { $0 + $1[row] }.joined(separator: ",") + "}"
    }
    return "{\"records\":[\(records.joined(separator: ","))]}"
  }

  /// The form `{"fields": .., "rows": ..}`.
  var asRows: String {
    let rows = (0..<count).map { row in
      "[" + columns.map { $0[row] }.joined(separator: ",") + "]"
    }
    return "{\"fields\":[\(names.map(quoted).joined(separator: ","))],"
      + "\"rows\":[\(rows.joined(separator: ","))]}"
  }

  /// A CSV; texts lose their JSON quotes.
  var asCSV: String { asCSV(separator: ",") }

  /// A CSV with a mark between its cells.
  func asCSV(separator: String) -> String {
    let lines = (0..<count).map { row in
      columns.map { $0[row].filter { $0 != "\"" } }.joined(separator: separator)
    }
    return ([names.joined(separator: separator)] + lines).joined(separator: "\n") + "\n"
  }
}

/// A plain text as JSON; enough for names and ids, which hold no quote.
func quoted(_ text: String) -> String { "\"\(text)\"" }

/// The numbers 0 to 2^64 in an order that a seed decides (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}

/// The indices below a count, shuffled.
func shuffled(_ count: Int, seed: UInt64) -> [Int] {
  var generator = SeededGenerator(state: seed)
  return (0..<count).shuffled(using: &generator)
}
