import Tables

/// A small generator with a seed (SplitMix64), so that a failure can be repeated.
struct Seeded: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }
}

/// What a text reads as under a format, as ISO text.
func read(_ text: String, _ name: String) -> String? {
  DateFormat(name: name)?.parse(text.utf8.span).map { dateText($0) }
}

/// The reading that a column of these cells gets.
func reading(
  _ cells: [String], as kind: ColumnKind? = nil, column: String = "c"
) throws(TableError) -> ColumnReading {
  var evidence = ColumnEvidence(declared: kind)
  for (row, cell) in cells.enumerated() { evidence.add(cell.utf8.span, row: row) }
  return try evidence.decide(column: column)
}

/// A column of text that has each label once per time it stands in `texts`; `nil` is missing.
func textColumn(_ texts: [String?], isNumber: Bool = false) -> TextColumn {
  var labels: [Label] = []
  let codes = texts.map { text -> Int32 in
    guard let text else { return -1 }
    let label = Label(text, isNumber: isNumber)
    if let index = labels.firstIndex(of: label) { return Int32(index) }
    labels.append(label)
    return Int32(labels.count - 1)
  }
  return TextColumn(codes: codes, labels: labels)
}

// The test macros cannot look into an expression that makes a span.

extension DateFormat {
  func reads(_ text: String) -> Int64? { parse(text.utf8.span) }
}

extension NumberFormat {
  func reads(_ text: String) -> Double? { parse(text.utf8.span) }
}
