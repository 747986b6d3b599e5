import Decimals

extension Column {
  /// A cell as text; a missing one is empty.
  public func text(ofRow row: Int) -> String {
    switch self {
    case .numbers(let values): values[row].isNaN ? "" : shortestText(of: normalised(values[row]))
    case .dates(let values): dateText(values[row])
    case .texts(let column):
      column.codes[row] < 0 ? "" : column.labels[Int(column.codes[row])].text
    }
  }
}

extension Column {
  /// What the cells are where nobody said: of text, what the texts look like.
  var recognisedKind: ColumnKind {
    if case .texts(let texts) = self { texts.evidence(declared: nil).kind } else { kind }
  }
}

extension TextColumn {
  /// What the texts say about what the column is.
  fileprivate func evidence(declared: ColumnKind?) -> ColumnEvidence {
    var counts = Array(repeating: 0, count: labels.count)
    var firstRows = counts
    for (row, code) in codes.enumerated() where code >= 0 {
      if counts[Int(code)] == 0 { firstRows[Int(code)] = row }
      counts[Int(code)] += 1
    }
    var evidence = ColumnEvidence(declared: declared)
    for (code, label) in labels.enumerated() where counts[code] > 0 {
      evidence.add(label.text.utf8.span, row: firstRows[code], count: counts[code])
    }
    return evidence
  }
}

/// Zero without its sign, every NaN the same.
@inline(__always)
func normalised(_ value: Double) -> Double { value == 0 ? 0 : value.isNaN ? .nan : value }

/// Hands on a stored column as the kind that is asked for.
struct ColumnConverter {
  let name: String
  let column: Column
  let kind: ColumnKind

  /// Texts behind the codes, in the order in which they were first seen.
  private(set) var labels: [Label] = []
  private(set) var unreadable = ReadReport.Unreadable()
  private(set) var note: String?
  private(set) var dateFormat: String?
  private(set) var decimal: String?

  private var cellCount = 0

  /// Codes of the numbers and dates that were made text, by their bits.
  private var codes: [UInt64: Int32] = [:]

  /// Per label of a text column what it reads as.
  private var parsedNumbers: [Double] = []
  private var parsedDates: [Int64] = []
  private var format: DateFormat?

  init(name: String, column: Column, kind: ColumnKind) throws(TableError) {
    self.name = name
    self.column = column
    self.kind = kind
    guard case .texts(let texts) = column else {
      if case .numbers(let values) = column, kind == .date { try recogniseDates(values) }
      return
    }
    if kind == .text {
      labels = texts.labels
      return
    }
    try take(texts.evidence(declared: kind).decide(column: name), labels: texts.labels)
  }

  private mutating func take(_ reading: ColumnReading, labels: [Label]) {
    note = reading.note
    switch reading {
    case .text: break
    case .number(let format, _):
      parsedNumbers = labels.map { format.parse($0.text.utf8.span) ?? .nan }
      decimal = format.decimal == Byte.comma ? "," : nil
    case .date(let format, _, _):
      var repairs = 0
      parsedDates = labels.map {
        format.parse($0.text.utf8.span, repairs: &repairs) ?? Column.missingDate
      }
      dateFormat = format.name
    }
  }

  private mutating func recogniseDates(_ values: [Double]) throws(TableError) {
    var evidence = ColumnEvidence(declared: .date)
    for (row, value) in values.enumerated() where !value.isNaN {
      evidence.add(shortestText(of: value).utf8.span, row: row)
    }
    guard case .date(let format, let note, _) = try evidence.decide(column: name) else { return }
    self.format = format
    self.note = note
    dateFormat = format.name
  }

  mutating func convert(_ rows: Range<Int>) throws(TableError) -> BatchColumn {
    switch (column, kind) {
    case (.numbers(let values), .number): .numbers(Array(values[rows]))
    case (.dates(let values), .date): .dates(Array(values[rows]))
    case (.texts(let texts), .text): .codes(Array(texts.codes[rows]))
    case (.numbers(let values), .text): .codes(codes(of: values[rows]))
    case (.dates(let values), .text): .codes(codes(of: values[rows]))
    case (.numbers(let values), .date): .dates(dates(of: values, rows))
    case (.dates(let values), .number):
      .numbers(values[rows].map { $0 == Column.missingDate ? .nan : Double($0) / 1_000_000 })
    case (.texts(let texts), .number): .numbers(try numbers(of: texts, rows))
    case (.texts(let texts), .date): .dates(try dates(of: texts, rows))
    }
  }

  /// Refuses the column if too many cells did not fit.
  func check() throws(TableError) {
    try unreadable.check(column: name, kind: kind, cellCount: cellCount)
  }

  private mutating func codes(of values: ArraySlice<Double>) -> [Int32] {
    values.map { value in
      guard !value.isNaN else { return -1 }
      let value = normalised(value)
      return code(of: value.bitPattern) { Label(shortestText(of: value), isNumber: true) }
    }
  }

  private mutating func codes(of values: ArraySlice<Int64>) -> [Int32] {
    values.map { value in
      guard value != Column.missingDate else { return -1 }
      return code(of: UInt64(bitPattern: value)) { Label(dateText(value)) }
    }
  }

  private mutating func code(of bits: UInt64, make: () -> Label) -> Int32 {
    if let code = codes[bits] { return code }
    let code = Int32(truncatingIfNeeded: labels.count)
    labels.append(make())
    codes[bits] = code
    return code
  }

  private mutating func dates(of values: [Double], _ rows: Range<Int>) -> [Int64] {
    var result: [Int64] = []
    var repairs = 0
    for row in rows {
      let value = values[row]
      if !value.isNaN { cellCount += 1 }
      let date = value.isNaN ? nil : (format ?? .epoch).parse(number: value, repairs: &repairs)
      if date == nil, !value.isNaN { unreadable.add(row: row, text: shortestText(of: value)) }
      result.append(date ?? Column.missingDate)
    }
    return result
  }

  private mutating func numbers(
    of texts: TextColumn, _ rows: Range<Int>
  ) throws(TableError) -> [Double] {
    var result: [Double] = []
    for row in rows {
      let code = Int(texts.codes[row])
      let value = code < 0 ? .nan : parsedNumbers[code]
      if code >= 0 {
        cellCount += 1
        let text = texts.labels[code].text
        if value.isNaN { unreadable.add(row: row, text: text) }
        if value.isInfinite { throw infiniteNumber(column: name, .init(row: row, text: text)) }
      }
      result.append(value)
    }
    return result
  }

  private mutating func dates(
    of texts: TextColumn, _ rows: Range<Int>
  ) throws(TableError) -> [Int64] {
    var result: [Int64] = []
    for row in rows {
      let code = Int(texts.codes[row])
      let value = code < 0 ? Column.missingDate : parsedDates[code]
      if code >= 0 {
        cellCount += 1
        if value == Column.missingDate {
          unreadable.add(row: row, text: texts.labels[code].text)
        }
      }
      result.append(value)
    }
    return result
  }
}
