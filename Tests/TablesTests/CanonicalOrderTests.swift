import Tables
import Testing

@Suite("Canonical order and content hash")
struct CanonicalOrderTests {
  /// A table with repeated values, missing cells and both zeros, so that rows tie in single
  /// columns.
  private func table(rowCount: Int, seed: UInt64) -> Table {
    var random = Seeded(seed)
    let numbers = (0..<rowCount).map { _ in
      [0, -0.0, 1.5, .nan, 7].randomElement(using: &random) ?? 0
    }
    let dates = (0..<rowCount).map { _ in
      ([0, 5, Column.missingDate] as [Int64]).randomElement(using: &random) ?? 0
    }
    let texts = (0..<rowCount).map { _ in
      (["a", "b", nil, "é", ""] as [String?]).randomElement(using: &random) ?? nil
    }
    return Table(
      names: ["n", "d", "t", "m"],
      columns: [
        .numbers(numbers), .dates(dates), .texts(textColumn(texts)),
        .numbers((0..<rowCount).map { _ in Double(Int.random(in: 0..<40, using: &random)) }),
      ], rowCount: rowCount)
  }

  private func permuted(_ table: Table, rows: [Int], columns: [Int]) -> Table {
    Table(
      names: columns.map { table.names[$0] },
      columns: columns.map { index in
        switch table.columns[index] {
        case .numbers(let values): .numbers(rows.map { values[$0] })
        case .dates(let values): .dates(rows.map { values[$0] })
        case .texts(let texts):
          // Labels anew, in the order in which they are now first seen.
          .texts(
            textColumn(
              rows.map { texts.codes[$0] < 0 ? nil : texts.labels[Int(texts.codes[$0])].text }))
        }
      }, rowCount: rows.count)
  }

  /// A row's content as text, column by column in the order of names.
  private func content(_ table: Table, _ row: Int) -> [String] {
    table.names.indices.sorted { table.names[$0] < table.names[$1] }.map { index in
      switch table.columns[index] {
      case .numbers(let values): values[row] == 0 ? "0" : "\(values[row])"
      case .dates(let values): "\(values[row])"
      case .texts(let texts):
        texts.codes[row] < 0 ? "missing" : "text " + texts.labels[Int(texts.codes[row])].text
      }
    }
  }

  @Test(arguments: [1, 2, 63, 64, 65, 1_000, 5_000])
  func `shuffled rows and columns come in the same order`(rowCount: Int) {
    let table = table(rowCount: rowCount, seed: 9)
    let expected = canonicalOrder(of: table, identifiers: []).map { content(table, $0) }
    let hash = ContentHash(of: table)
    var random = Seeded(4)
    var compared = 0

    for _ in 0..<20 {
      let shuffled = permuted(
        table, rows: Array(0..<rowCount).shuffled(using: &random),
        columns: [0, 1, 2, 3].shuffled(using: &random))
      let order = canonicalOrder(of: shuffled, identifiers: [])

      #expect(order.sorted() == Array(0..<rowCount))
      #expect(order.map { content(shuffled, $0) } == expected)
      #expect(ContentHash(of: shuffled) == hash)
      compared += 1
    }
    print("compared \(compared) shuffles of \(rowCount) rows")
    #expect(compared == 20)
  }

  @Test func `identifiers take part, as text`() {
    let table = Table(names: ["x"], columns: [.numbers([1, 1, 1])], rowCount: 3)
    let texts = textColumn(["17850", "17851", "a"])
    let numbers = textColumn(["17850", "17851", "a"], isNumber: true)

    let order = canonicalOrder(of: table, identifiers: [texts])

    #expect(canonicalOrder(of: table, identifiers: [numbers]) == order)
    #expect(
      ContentHash(of: table, identifiers: [texts]) == ContentHash(of: table, identifiers: [numbers])
    )
    #expect(ContentHash(of: table, identifiers: [texts]) != ContentHash(of: table))
  }

  @Test func `rows that differ in the kind of an id alone have an order`() {
    let table = Table(names: [], columns: [], rowCount: 2)
    let labels = [Label("1", isNumber: true), Label("1")]

    let order = canonicalOrder(of: table, identifiers: [TextColumn(codes: [0, 1], labels: labels)])
    let swapped = canonicalOrder(
      of: table, identifiers: [TextColumn(codes: [1, 0], labels: labels)])

    #expect(order == [0, 1])
    #expect(swapped == [1, 0])
  }

  @Test func `all rows alike keep every row once`() {
    let table = Table(
      names: ["x"], columns: [.numbers(Array(repeating: 3, count: 10_000))], rowCount: 10_000)

    #expect(canonicalOrder(of: table, identifiers: []).sorted() == Array(0..<10_000))
  }

  @Test func `the content hash sees values, names, kinds and how often a row is there`() {
    let base = Table(
      names: ["x", "y"], columns: [.numbers([1, 2]), .numbers([3, 4])], rowCount: 2)
    let others = [
      Table(names: ["x", "y"], columns: [.numbers([1, 2]), .numbers([4, 3])], rowCount: 2),
      Table(names: ["x", "z"], columns: [.numbers([1, 2]), .numbers([3, 4])], rowCount: 2),
      Table(names: ["y", "x"], columns: [.numbers([1, 2]), .numbers([3, 4])], rowCount: 2),
      Table(
        names: ["x", "y"], columns: [.numbers([1, 2, 2]), .numbers([3, 4, 4])], rowCount: 3),
      Table(names: ["x", "y"], columns: [.numbers([1, .nan]), .numbers([3, 4])], rowCount: 2),
      Table(names: ["x", "y"], columns: [.dates([1, 2]), .numbers([3, 4])], rowCount: 2),
      Table(names: ["x"], columns: [.numbers([1, 2])], rowCount: 2),
    ]

    let hashes = Set(([base] + others).map { ContentHash(of: $0) })

    #expect(hashes.count == others.count + 1)
    #expect(ContentHash(of: base).description.count == 32)
  }

  @Test func `an empty table has an order and a hash`() {
    let empty = Table(names: [], columns: [], rowCount: 0)

    #expect(canonicalOrder(of: empty, identifiers: []) == [])
    #expect(ContentHash(of: empty) == ContentHash(of: empty))
  }
}
