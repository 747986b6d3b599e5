/// What the cells of a column are.
public enum ColumnKind: String, CaseIterable, Equatable, Sendable {
  /// Finite doubles.
  case number
  /// Instants, in microseconds since 1970-01-01 00:00 UTC.
  case date
  /// Text: a category, or the name of a customer or an invoice.
  case text
}

/// The cells of one column, one per row.
public enum Column: Equatable, Sendable {
  /// Finite numbers; NaN is a missing cell.
  case numbers([Double])

  /// Microseconds since 1970-01-01 00:00 UTC; ``missingDate`` is a missing cell.
  case dates([Int64])

  /// Interned text.
  case texts(TextColumn)

  /// Whether all cells are the same; NaN equals NaN, both are missing cells.
  public static func == (left: Column, right: Column) -> Bool {
    switch (left, right) {
    case (.numbers(let left), .numbers(let right)):
      left.count == right.count
        && zip(left, right).allSatisfy { $0 == $1 || ($0.isNaN && $1.isNaN) }
    case (.dates(let left), .dates(let right)): left == right
    case (.texts(let left), .texts(let right)): left == right
    default: false
    }
  }

  /// The value that stands for a missing date.
  public static let missingDate = Int64.min

  /// Number of cells.
  public var count: Int {
    switch self {
    case .numbers(let values): values.count
    case .dates(let values): values.count
    case .texts(let column): column.codes.count
    }
  }

  /// What the cells are.
  public var kind: ColumnKind {
    switch self {
    case .numbers: .number
    case .dates: .date
    case .texts: .text
    }
  }
}

extension Column {
  /// Whether both are the same cells in the same memory: then nothing has to be compared.
  public func isIdentical(to other: Column) -> Bool {
    switch (self, other) {
    case (.numbers(let left), .numbers(let right)): left.span.isIdentical(to: right.span)
    case (.dates(let left), .dates(let right)): left.span.isIdentical(to: right.span)
    case (.texts(let left), .texts(let right)):
      left.codes.span.isIdentical(to: right.codes.span)
        && left.labels.span.isIdentical(to: right.labels.span)
    default: false
    }
  }

  /// Whether every label of a text is used, and labels stand in the order of their first use.
  var isCompact: Bool {
    guard case .texts(let texts) = self else { return true }
    var next: Int32 = 0
    for code in texts.codes where code >= next {
      guard code == next else { return false }
      next += 1
    }
    return next == texts.labels.count
  }
}

/// A text as it came, and whether it came as a bare number (JSON `17850`) or as text (`"00123"`).
public struct Label: Hashable, Sendable {
  /// The text; for a bare number its very token.
  public let text: String

  /// Whether it came as a bare number, so that it can go back as one.
  public let isNumber: Bool

  /// Keeps both.
  public init(_ text: String, isNumber: Bool = false) {
    self.text = text
    self.isNumber = isNumber
  }
}

/// A column of text, each distinct text kept once.
public struct TextColumn: Equatable, Sendable {
  /// Per row the index of its text in `labels`; -1 is a missing cell.
  public var codes: [Int32]

  /// The distinct texts, in the order in which they were first seen.
  public var labels: [Label]

  /// Keeps codes and texts; every code must be -1 or an index of `labels`.
  public init(codes: [Int32], labels: [Label]) {
    self.codes = codes
    self.labels = labels
  }
}
