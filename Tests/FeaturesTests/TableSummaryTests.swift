import Matrices
import Tables
import Testing

@testable import Features

@Suite("A first look at rows")
struct TableSummaryTests {
  private func summary(
    _ columns: [(String, Column)], batchSize: Int = 3, cellLimit: Int = 64_000_000,
    threads: Int = 2
  ) throws(FeatureError) -> TableSummary {
    try TableSummary(
      of: MemorySource(columns, batchSize: batchSize), cellLimit: cellLimit,
      workers: Workers(threadCount: threads), monitor: .none)
  }

  @Test func `numbers are described as by hand`() throws {
    let values: [Double] = [4, 1, .nan, 2, 2, -1, 100, 0, -0.0]

    let column = try summary([("x", .numbers(values))]).columns[0]

    #expect(column.kind == .number)
    #expect(column.count == 8 && column.missing == 1 && column.distinct == 6)
    let numbers = try #require(column.numbers)
    // -1 0 0 1 2 2 4 100
    #expect(numbers.minimum == -1 && numbers.maximum == 100)
    #expect(numbers.lower == 0 && numbers.median == 1.5 && numbers.upper == 2.5)
    #expect(numbers.mean == 13.5)
    #expect(numbers.zeroCount == 2 && numbers.negativeCount == 1)
    #expect(numbers.fences == (-3.75, 6.25) && numbers.outlierCount == 1)
    #expect(column.top.map(\.text).prefix(2) == ["0", "2"])
    #expect(column.top.map(\.count).prefix(2) == [2, 2])
  }

  @Test func `moments are those of the population`() throws {
    let numbers = try #require(
      try summary([("x", .numbers([1, 2, 3, 4, 10]))]).columns[0].numbers)

    // Mean 4, squares 9 + 4 + 1 + 0 + 36 = 50, cubes −27 − 8 − 1 + 216 = 180, fourths 1,394.
    #expect(abs(numbers.deviation - 10.0.squareRoot()) < 1e-12)
    #expect(abs(try #require(numbers.skewness) - 36 / (10 * 10.0.squareRoot())) < 1e-12)
    #expect(abs(try #require(numbers.kurtosis) - (278.8 / 100 - 3)) < 1e-12)
  }

  @Test func `text is counted, and dates have dates as quartiles`() throws {
    let day: Int64 = 86_400_000_000
    let texts = TextColumn(
      codes: [0, 1, 1, -1, 2, 2], labels: [Label("b"), Label("é\u{301}x"), Label("a")])
    let summary = try summary([
      ("t", .texts(texts)),
      (
        "d",
        .dates(
          [3, 0, 1, Column.missingDate, 4, 2].map {
            $0 == Column.missingDate ? $0 : $0 * day
          })
      ),
    ])

    let text = summary.columns[0]
    #expect(text.kind == .text && text.count == 5 && text.missing == 1 && text.distinct == 3)
    #expect(text.top.map(\.text) == ["a", "é\u{301}x", "b"])
    #expect(text.top.map(\.count) == [2, 2, 1])
    let date = summary.columns[1]
    #expect(date.dates == [0, day, 2 * day, 3 * day, 4 * day])
    #expect(date.distinct == 5 && date.missing == 1)
  }

  @Test func `equal rows are counted over batches, a missing cell equals a missing cell`() throws {
    let x: [Double] = [1, 2, 1, .nan, 3, .nan, 1]
    let texts = TextColumn(codes: [0, 0, 0, 1, 1, 1, 1], labels: [Label("p"), Label("q")])

    #expect(try summary([("x", .numbers(x)), ("t", .texts(texts))]).duplicateCount == 2)
  }

  @Test func `correlations are Pearson's, the strongest first, over rows that have both`() throws {
    let first: [Double] = [1, 2, 3, 4, .nan]
    let second: [Double] = [2, 4, 6, 8, 0]
    let third: [Double] = [1, 3, 2, 4, 9]

    let pairs = try summary([
      ("a", .numbers(first)), ("c", .numbers([7, 7, 7, 7, 7])), ("b", .numbers(second)),
      ("d", .numbers(third)),
    ]).correlations

    #expect(pairs.map { [$0.first, $0.second] } == [["a", "b"], ["a", "d"], ["b", "d"]])
    #expect(pairs.map(\.count) == [4, 4, 5])
    #expect(abs(pairs[0].coefficient - 1) < 1e-12)
    #expect(abs(pairs[1].coefficient - 0.8) < 1e-12)
  }

  @Test func `huge, tiny and constant numbers give figures or nothing, never NaN`() throws {
    for values in [
      [1e308, -1e308, 1e308], [0x1p-1074, 0, 0x1p-1070], [0.1, 0.1, 0.1],
      [1e300, 1e300, 1e300 * 1.5],
      [7], [0],
    ] {
      let numbers = try #require(try summary([("x", .numbers(values))]).columns[0].numbers)

      #expect(numbers.mean >= numbers.minimum && numbers.mean <= numbers.maximum)
      #expect(numbers.deviation.isFinite && numbers.deviation >= 0)
      #expect(numbers.skewness?.isFinite ?? true && numbers.kurtosis?.isFinite ?? true)
      if Set(values).count == 1 { #expect(numbers.deviation == 0 && numbers.skewness == nil) }
    }
  }

  @Test func `no rows and nothing but missing cells are no trap`() throws {
    let none = try summary([("x", .numbers([])), ("t", .texts(TextColumn(codes: [], labels: [])))])
    let missing = try summary([("x", .numbers([.nan, .nan])), ("d", .dates([.min, .min]))])

    #expect(none.rowCount == 0 && none.columns.map(\.distinct) == [0, 0])
    #expect(missing.columns.map(\.missing) == [2, 2] && missing.columns.map(\.count) == [0, 0])
    #expect(missing.columns[0].numbers == nil && missing.columns[1].dates == nil)
    #expect(missing.duplicateCount == 1)
  }

  @Test func `columns do not depend on the order of rows, batches or threads`() throws {
    var generator = RandomGenerator(seed: 9, stream: 0)
    let values = (0..<5_000).map { _ in
      generator.next(below: 50) == 0 ? Double.nan : Double(generator.next(below: 3_000)) / 7
    }
    let codes = (0..<5_000).map { _ in Int32(generator.next(below: 40)) - 1 }
    let labels = (0..<39).map { Label("label \($0 % 13)-\($0)") }
    func look(_ order: [Int], _ batch: Int, _ threads: Int) throws(FeatureError) -> TableSummary {
      try summary(
        [
          ("x", .numbers(order.map { values[$0] })),
          ("t", .texts(TextColumn(codes: order.map { codes[$0] }, labels: labels))),
        ], batchSize: batch, threads: threads)
    }
    let first = try look(Array(0..<5_000), 4_096, 1)

    for seed in 0..<5 {
      var shuffle = RandomGenerator(seed: UInt64(seed), stream: 1)
      let again = try look(shuffle.distinct(5_000, below: 5_000), 100 + 333 * seed, 3)

      #expect(again.columns == first.columns)
      #expect(again.duplicateCount == first.duplicateCount)
    }
  }

  @Test func `where there are too many numbers, some stand for all, and a note says so`() throws {
    let values = (0..<10_000).map { Double($0) }

    let summary = try summary(
      [("x", .numbers(values)), ("y", .numbers(values.map { -$0 }))], batchSize: 1_000,
      cellLimit: 3_000)

    #expect(summary.rowCount == 10_000 && summary.columns[0].count == 10_000)
    let numbers = try #require(summary.columns[0].numbers)
    #expect(abs(numbers.median - 5_000) < 50)
    #expect(abs(summary.correlations[0].coefficient + 1) < 1e-12)
    #expect(
      summary.notes == [
        "quantiles, outliers, different values and correlations of numbers and dates are those of "
          + "every 8th row; counts of text and of missing cells are of all rows"
      ])
  }

  @Test func `a cancelled look ends`() {
    let monitor = WorkMonitor(verdict: { .cancel }, report: { _, _, _ in })

    #expect(throws: FeatureError.cancelled) {
      try TableSummary(
        of: MemorySource([("x", .numbers([1]))]), workers: .single, monitor: monitor)
    }
  }
}
