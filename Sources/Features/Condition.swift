/// A test that a row must pass to be read.
public struct Condition: Equatable, Sendable {
  /// The column that is looked at.
  public var column: String

  /// What its cell must be.
  public var test: Test

  /// Keeps both.
  public init(column: String, test: Test) {
    self.column = column
    self.test = test
  }

  /// What a cell must be; a missing cell passes ``notIn(_:)`` alone.
  ///
  /// In a column of dates a value without a time of day stands for the whole day: `max` of
  /// `2011-12-31` lets 2011-12-31 10:00 pass.
  public enum Test: Equatable, Sendable {
    /// Equal to the value.
    case `is`(CellValue)
    /// Equal to one of the values.
    case `in`([CellValue])
    /// Equal to none of the values.
    case notIn([CellValue])
    /// A number or date that is not below the value.
    case min(CellValue)
    /// A number or date that is not above the value.
    case max(CellValue)

    /// The name on the wire.
    public var wireName: String {
      switch self {
      case .is: "is"
      case .in: "in"
      case .notIn: "not_in"
      case .min: "min"
      case .max: "max"
      }
    }

    /// The values it compares with.
    public var values: [CellValue] {
      switch self {
      case .is(let value), .min(let value), .max(let value): [value]
      case .in(let values), .notIn(let values): values
      }
    }
  }
}

/// A value that a condition compares cells with.
public enum CellValue: Equatable, Sendable {
  /// A finite number.
  case number(Double)
  /// A text, or a date written as text.
  case text(String)
  /// True or false: 1 or 0 in a column of numbers, `true` or `false` in any case of letters in text.
  case bool(Bool)
}
