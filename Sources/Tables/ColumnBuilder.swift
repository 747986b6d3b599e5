import Decimals

/// Takes the cells of one column one by one and decides at the end what they are.
///
///     var builder = ColumnBuilder(name: "spend", kind: nil)
///     builder.append(number: 9.5)
///     builder.append(text: "12.75")       // text that is a whole number counts as one
///     builder.appendMissing()
///
/// See ``ColumnEvidence`` for the rule of kinds.
public struct ColumnBuilder: Sendable {
  /// The column's name.
  public let name: String

  /// What it was declared to be; `nil` leaves it to the cells.
  public let kind: ColumnKind?

  /// Whether text stays text in a column of no declared kind: for a table that is kept, whose next
  /// reader knows better what the column is, so that leading zeros and the like are not lost.
  public var keepsText = false

  /// One per row: the number of a cell that came as one, else NaN.
  var numbers: [Double] = []

  /// One per row once a cell came as text: its code, else -1.
  ///
  /// A number that came with its token has both, a code whose label says so and a value.
  var codes: [Int32] = []

  /// The texts behind `codes`.
  var texts = TextInterner()

  /// Rows that came as true or false, ascending.
  var booleanRows: [Int] = []

  /// The first infinite number.
  var firstInfinite: ReadReport.Example?

  /// Whether an integer beyond 2^53 came in a column of no declared kind.
  var hasLongInteger = false

  /// No cells yet.
  public init(name: String, kind: ColumnKind?) {
    self.name = name
    self.kind = kind
  }

  /// Whether numbers should come as their tokens, because the column is declared to be text.
  public var wantsTokens: Bool { kind == .text }

  /// Number of cells so far.
  public var count: Int { numbers.count }

  /// Makes room for as many cells in all.
  public mutating func reserveCapacity(_ count: Int) { numbers.reserveCapacity(count) }

  /// Adds a number; NaN is missing.
  public mutating func append(number: Double) {
    if kind == .text {
      if number.isNaN {
        appendMissing()
      } else {
        append(numberToken: number.isFinite ? shortestText(of: number) : "\(number)")
      }
      return
    }
    if number.isInfinite { noteInfinite(text: "\(number)") }
    numbers.append(number)
    if !codes.isEmpty { codes.append(-1) }
  }

  /// Adds many numbers; NaN is missing.
  public mutating func append(numbers more: [Double]) {
    guard kind != .text, codes.isEmpty else {
      for number in more { append(number: number) }
      return
    }
    let first = numbers.count
    numbers.append(contentsOf: more)
    for (offset, number) in more.enumerated() where number.isInfinite {
      if firstInfinite == nil {
        firstInfinite = .init(row: first + offset, text: "\(number)")
      }
    }
  }

  /// Adds a number by the very token it came as.
  ///
  /// - Parameter numberToken: A number in JSON's grammar.
  public mutating func append(numberToken: String) {
    let value = nearestDouble(numberToken.utf8.span) ?? .nan
    if value.isInfinite { noteInfinite(text: numberToken) }
    let isLong = isLongInteger(numberToken.utf8.span)
    guard kind == .text || isLong else {
      append(number: value)
      return
    }
    if kind == nil { hasLongInteger = true }
    append(number: value, code: texts.code(of: numberToken.utf8.span, isNumber: true))
  }

  /// Adds a text; the empty text is missing.
  public mutating func append(text: String) {
    guard !text.utf8.isEmpty else {
      appendMissing()
      return
    }
    append(number: .nan, code: texts.code(of: text.utf8.span))
  }

  /// Adds true (1) or false (0).
  public mutating func append(bool: Bool) {
    if kind == .text {
      append(text: bool ? "true" : "false")
    } else {
      booleanRows.append(numbers.count)
      append(number: bool ? 1 : 0)
    }
  }

  /// Adds a missing cell.
  public mutating func appendMissing() {
    numbers.append(.nan)
    if !codes.isEmpty { codes.append(-1) }
  }

  private mutating func append(number: Double, code: Int32) {
    if codes.isEmpty { codes = Array(repeating: -1, count: numbers.count) }
    numbers.append(number)
    codes.append(code)
  }

  private mutating func noteInfinite(text: String) {
    if firstInfinite == nil { firstInfinite = .init(row: numbers.count, text: text) }
  }
}
