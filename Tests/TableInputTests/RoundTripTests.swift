import Foundation
import TableInput
import Tables
import Testing

/// Random tables written as CSV in every way a CSV may be written.
@Suite("CSV there and back")
struct RoundTripTests {
  /// How one CSV is written.
  private struct Manner {
    let delimiter: String
    let lineEnd: String
    let encoding: String.Encoding
    let mark: [UInt8]
    let decimal: String
    let quoting: Int
    let hasLastEnd: Bool

    init(using random: inout Seeded) {
      delimiter = [",", ";", "\t", "|"].randomElement(using: &random) ?? ","
      lineEnd = ["\n", "\r\n", "\r"].randomElement(using: &random) ?? "\n"
      let encodings: [(String.Encoding, [UInt8])] = [
        (.utf8, []), (.utf8, [0xEF, 0xBB, 0xBF]), (.utf16LittleEndian, [0xFF, 0xFE]),
        (.utf16BigEndian, [0xFE, 0xFF]), (.windowsCP1252, []),
      ]
      (encoding, mark) = encodings.randomElement(using: &random) ?? (.utf8, [])
      decimal = Bool.random(using: &random) ? "." : ","
      quoting = Int.random(in: 0...2, using: &random)
      hasLastEnd = Bool.random(using: &random)
    }

    /// A cell, quoted where it must be and sometimes where it need not.
    func cell(_ text: String, isAlone: Bool, using random: inout Seeded) -> String {
      let needs =
        text.unicodeScalars.contains { "\"\r\n,;\t|".unicodeScalars.contains($0) }
        || (isAlone && text.isEmpty)
      let wants = quoting == 2 || (quoting == 1 && Bool.random(using: &random))
      guard needs || wants else { return text }
      return "\"" + text.replacingOccurrences(of: "\"", with: "\"\"") + "\""
    }

    func bytes(_ rows: [[String]], using random: inout Seeded) throws -> [UInt8] {
      var lines: [String] = []
      for row in rows {
        var cells: [String] = []
        for text in row { cells.append(cell(text, isAlone: row.count == 1, using: &random)) }
        lines.append(cells.joined(separator: delimiter))
        if Int.random(in: 0..<20, using: &random) == 0 { lines.append("") }
      }
      let text = lines.joined(separator: lineEnd) + (hasLastEnd ? lineEnd : "")
      return mark + Array(try #require(text.data(using: encoding)))
    }

    func number(_ value: Double) -> String {
      "\(value)".replacingOccurrences(of: ".", with: decimal)
    }
  }

  /// No two of these are one letter of UTF-8 when written in Windows-1252, as `ß€` is.
  private static let letters: [String] = [
    "a", "b", "Z", " ", "\"", ",", ";", "\t", "|", "\n", "\r\n", "1", ".", "é", "ß", "ü", "-",
  ]

  private func text(using random: inout Seeded) -> String {
    // A letter at both ends: spaces at an end do not make another text, but "NA" would be missing.
    let middle = (0..<Int.random(in: 0..<8, using: &random)).map { _ in
      Self.letters.randomElement(using: &random) ?? "x"
    }
    return "k" + middle.joined() + "q"
  }

  /// One random table: the cells as text, and the columns they are.
  private func table(
    _ manner: Manner, using random: inout Seeded
  ) -> (names: [String], kinds: [ColumnKind], rows: [[String]], columns: [Column]) {
    let columnCount = Int.random(in: 1...6, using: &random)
    let rowCount = Int.random(in: 0...60, using: &random)
    var rows = Array(repeating: [String](), count: rowCount)
    var columns: [Column] = []
    var kinds: [ColumnKind] = []
    for _ in 0..<columnCount {
      let isMissing = (0..<rowCount).map { _ in Int.random(in: 0..<6, using: &random) == 0 }
      switch Int.random(in: 0..<3, using: &random) {
      case 0:
        let values = isMissing.map { missing in
          missing
            ? Double.nan
            : Double(Int.random(in: -9_999_999...9_999_999, using: &random))
              / ([1, 10, 100, 1_000].randomElement(using: &random) ?? 1)
        }
        for (row, value) in values.enumerated() {
          rows[row].append(
            value.isNaN
              ? (["", "NA", "NaN"].randomElement(using: &random) ?? "") : manner.number(value))
        }
        kinds.append(.number)
        columns.append(.numbers(values))
      case 1:
        let values = isMissing.map { missing in
          missing
            ? Column.missingDate
            : Int64.random(in: -2_208_988_800...4_133_980_799, using: &random) * 1_000_000
        }
        for (row, value) in values.enumerated() { rows[row].append(dateText(value)) }
        kinds.append(.date)
        columns.append(.dates(values))
      default:
        let values = isMissing.map { missing in missing ? nil : text(using: &random) }
        for (row, value) in values.enumerated() { rows[row].append(value ?? "") }
        kinds.append(.text)
        columns.append(texts(values))
      }
    }
    return ((0..<columnCount).map { "c\($0) é" }, kinds, rows, columns)
  }

  @Test func `a random table reads back equal, however it was written and cut`() throws {
    var random = Seeded(11)
    var compared = 0
    for _ in 0..<600 {
      let manner = Manner(using: &random)
      let (names, kinds, rows, columns) = table(manner, using: &random)
      let bytes = try manner.bytes([names] + rows, using: &random)
      let options = CSVOptions(
        delimiter: manner.delimiter.utf8.first,
        decimal: manner.decimal.utf8.first)
      let bufferSize = [1, 2, 3, 7, 16, 61, 256, 4_096, 1 << 19].randomElement(using: &random) ?? 7
      let threadCount = Int.random(in: 1...3, using: &random)

      let read = try readCSV(
        bytes, options: options,
        zip(names, kinds).map { ColumnRequest($0, as: $1) }, threadCount: threadCount,
        bufferSize: bufferSize)

      try #require(read.names == names)
      let expected = Table(names: names, columns: columns, rowCount: rows.count)
      try #require(difference(read.table, expected) == nil, "\(manner) \(bufferSize)")
      #expect(read.report.droppedRows.isEmpty && read.report.unreadable.isEmpty)
      compared += 1
    }
    print("compared \(compared) tables")
    #expect(compared >= 300)
  }

  /// Nothing is declared: delimiter, encoding, kinds and formats are recognised, and what was sent
  /// as JSON gives the same table and the same hash.
  @Test func `a CSV and the same cells one by one give equal tables and hashes`() throws {
    var random = Seeded(12)
    var compared = 0
    for _ in 0..<400 {
      let rowCount = Int.random(in: 1...50, using: &random)
      var builder = TableBuilder(names: ["n", "d", "t"])
      var rows: [[String]] = []
      for row in 0..<rowCount {
        let number = Double(Int.random(in: -99_999...99_999, using: &random)) / 100
        let instant = Int64.random(in: 0...4_133_980_799, using: &random) * 1_000_000
        // The first row has all cells, so that each column has a kind.
        let isMissing = row > 0 && Int.random(in: 0..<4, using: &random) == 0
        let name = text(using: &random)
        if isMissing {
          for column in 0..<3 { builder.columns[column].appendMissing() }
          rows.append(["", "", ""])
        } else {
          builder.columns[0].append(number: number)
          builder.columns[1].append(text: dateText(instant))
          builder.columns[2].append(text: name)
          rows.append(["\(number)", dateText(instant), name])
        }
      }
      let built = try builder.finish()
      var manner = Manner(using: &random)
      while manner.decimal != "." { manner = Manner(using: &random) }
      let bytes = try manner.bytes(
        [["n", "d", "t"]] + rows.map { $0[0].isEmpty ? ["", "", "\u{20}"] : $0 }, using: &random)
      let shuffled = try manner.bytes(
        [["t", "n", "d"]]
          + rows.shuffled(using: &random).map { [$0[2], $0[0], $0[1]] }, using: &random)

      let read = try readCSV(bytes)
      let other = try readCSV(shuffled)

      try #require(difference(read.table, built) == nil)
      #expect(ContentHash(of: read.table) == ContentHash(of: built))
      #expect(ContentHash(of: other.table) == ContentHash(of: built))
      compared += 1
    }
    print("compared \(compared) tables")
    #expect(compared >= 300)
  }
}
