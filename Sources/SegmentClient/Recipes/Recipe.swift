public import JSON

/// From raw rows to features; kept inside the model and carried out again by every `assign`.
///
///     let recipe = Recipe(
///       transactions: Transactions(
///         customer: "CustomerID", date: "InvoiceDate", invoice: "InvoiceNo",
///         quantity: "Quantity", price: "UnitPrice"),
///       defaults: Steps(transform: .log1p))
///
/// What is left out has the daemon's defaults; ``Model/recipe`` has them written out.
public struct Recipe: Equatable, Sendable {
  /// As the protocol has it.
  public let json: JSONObject

  /// A recipe as the protocol has it, such as one that was kept in a file.
  public init(json: JSONObject) { self.json = json }

  /// Says how rows become features.
  ///
  /// - Parameters:
  ///   - id: For tables of customers: the column, or columns, that name one.
  ///   - conditions: Rows that pass every condition are read.
  ///   - transactions: How rows become customers; nil where each row is one already.
  ///   - join: Tables of customers' attributes, joined after measuring; `assign` gets them again.
  ///   - derive: Columns made of dates.
  ///   - features: The columns to compare; nil for every measure, or every column but the id.
  ///   - defaults: What holds where a feature says nothing.
  ///   - exclude: Columns that are no features.
  ///   - components: Principal components instead of the features.
  public init(
    id: ColumnNames? = nil, where conditions: [Condition]? = nil,
    transactions: Transactions? = nil, join: [Join]? = nil, derive: [Derivation]? = nil,
    features: [Feature]? = nil, defaults: Steps? = nil, exclude: [String]? = nil,
    components: Components? = nil
  ) {
    json = members(
      ("id", id), ("where", conditions), ("transactions", transactions), ("join", join),
      ("derive", derive), ("features", features), ("defaults", defaults), ("exclude", exclude),
      ("pca", components))
  }
}

extension Recipe: WireValue, Readable {
  func write(to writer: inout JSONWriter) { json.write(to: &writer) }

  init(_ reader: inout JSONReader) throws(Misread) { json = try JSONObject(&reader) }
}

/// Those members that are there.
func members(_ given: (name: String, value: (any WireValue)?)...) -> JSONObject {
  JSONObject(given.compactMap { name, value in value.map { (name, $0.json) } })
}

/// One column, or several that make a key together.
public struct ColumnNames: Sendable, ExpressibleByStringInterpolation, ExpressibleByArrayLiteral {
  private let names: [String]

  /// These columns.
  public init(_ names: [String]) { self.names = names }

  /// One column.
  public init(stringLiteral name: String) { names = [name] }

  /// Several columns.
  public init(arrayLiteral names: String...) { self.names = names }
}

extension ColumnNames: WireValue {
  func write(to writer: inout JSONWriter) {
    if names.count == 1 { names[0].write(to: &writer) } else { names.write(to: &writer) }
  }
}

/// Keeps the rows whose cell passes a test.
///
///     Recipe(where: [.is("Country", "France"), .range("Quantity", min: 1)])
public struct Condition: Sendable {
  fileprivate let json: JSONObject

  /// The cell has this value.
  public static func `is`(_ column: String, _ value: Cell) -> Condition {
    Condition(json: members(("column", column), ("is", value)))
  }

  /// The cell has one of these values.
  public static func isIn(_ column: String, _ values: [Cell]) -> Condition {
    Condition(json: members(("column", column), ("in", values)))
  }

  /// The cell has none of these values.
  public static func isNotIn(_ column: String, _ values: [Cell]) -> Condition {
    Condition(json: members(("column", column), ("not_in", values)))
  }

  /// The cell, a number or a date, lies between these, both included.
  public static func range(_ column: String, min: Cell? = nil, max: Cell? = nil) -> Condition {
    Condition(json: members(("column", column), ("min", min), ("max", max)))
  }
}

extension Condition: WireValue {
  func write(to writer: inout JSONWriter) { json.write(to: &writer) }
}

/// Looks rows up by a key, which may be there once in the table; rows without a match stay.
public struct Join: Sendable, WireValue {
  fileprivate let json: JSONObject

  /// A table to join.
  ///
  /// - Parameters:
  ///   - data: The table.
  ///   - on: The key's column, or columns, in the rows.
  ///   - rightOn: The key's names in the table; nil for the same.
  ///   - columns: The columns to bring; nil for all but the key and those that are there already.
  public init(
    _ data: Rows, on: ColumnNames, rightOn: ColumnNames? = nil, columns: [String]? = nil
  ) {
    json = members(("data", data), ("on", on), ("right_on", rightOn), ("columns", columns))
  }

  func write(to writer: inout JSONWriter) { json.write(to: &writer) }
}

/// A column of numbers made of a column of dates.
public struct Derivation: Sendable, WireValue {
  /// What is counted.
  public enum Measure: String, Sendable, WireValue {
    /// Completed years.
    case yearsSince = "years_since"
    /// The difference of the two years.
    case yearDifference = "year_difference"
    /// Days.
    case daysSince = "days_since"
  }

  fileprivate let json: JSONObject

  /// A column to make.
  ///
  /// - Parameters:
  ///   - name: What it is called.
  ///   - column: A column of dates.
  ///   - measure: What is counted.
  ///   - date: The date that is counted to; nil for the recipe's.
  public init(_ name: String, from column: String, as measure: Measure, of date: String? = nil) {
    json = members(("name", name), ("from", column), ("as", measure), ("of", date))
  }

  func write(to writer: inout JSONWriter) { json.write(to: &writer) }
}

/// Principal components instead of the features.
public enum Components: Sendable, WireValue {
  /// The fewest that hold a larger share of the variance, 0 to 1.
  case variance(Double)
  /// So many.
  case count(Int)

  func write(to writer: inout JSONWriter) {
    writer.object {
      switch self {
      case .variance(let share): $0.member("variance", share)
      case .count(let count): $0.member("components", count)
      }
    }
  }
}
