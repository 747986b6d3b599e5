import JSON

/// The values of one column, in the order of the rows.
///
///     let spend: Column = [9.5, 120, nil]
///     let days = Column(recency)              // recency: [Double], [Int], [String?], ..
public struct Column: Sendable, ExpressibleByArrayLiteral {
  enum Values: Sendable {
    case numbers([Double])
    case cells([Cell])
  }

  let values: Values

  /// A value per row.
  public init(_ cells: [Cell]) { values = .cells(cells) }

  /// A number per row; NaN where one is missing.
  public init(_ numbers: [Double]) { values = .numbers(numbers) }

  /// A number per row; nil where one is missing.
  public init(_ numbers: [Double?]) { values = .numbers(numbers.map { $0 ?? .nan }) }

  /// A whole number per row.
  public init(_ numbers: [Int]) { values = .cells(numbers.map { .integer($0) }) }

  /// A whole number per row; nil where one is missing.
  public init(_ numbers: [Int?]) {
    values = .cells(numbers.map { $0.map { .integer($0) } ?? .missing })
  }

  /// A text per row.
  public init(_ texts: [String]) { values = .cells(texts.map { .text($0) }) }

  /// A text per row; nil where one is missing.
  public init(_ texts: [String?]) {
    values = .cells(texts.map { $0.map { .text($0) } ?? .missing })
  }

  /// True or false per row.
  public init(_ flags: [Bool]) { values = .cells(flags.map { .flag($0) }) }

  /// The values as they are written.
  public init(arrayLiteral elements: Cell...) { self.init(elements) }

  /// Number of rows.
  public var count: Int {
    switch values {
    case .numbers(let numbers): numbers.count
    case .cells(let cells): cells.count
    }
  }

  /// Writes the values of some rows; fewer where it has fewer.
  func write(_ rows: Range<Int>, to writer: inout JSONWriter) {
    let rows = rows.clamped(to: 0..<count)
    switch values {
    case .numbers(let numbers): writer.write(numbers: Array(numbers[rows]))
    case .cells(let cells): Array(cells[rows]).write(to: &writer)
    }
  }

  /// The first row whose number is infinite, which JSON cannot say.
  var firstInfiniteRow: Int? {
    switch values {
    case .numbers(let numbers): numbers.firstIndex { $0.isInfinite }
    case .cells(let cells): cells.firstIndex { $0.isInfinite }
    }
  }
}
