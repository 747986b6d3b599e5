/// A feature per value of a column: what a customer bought of each.
///
/// The feature of the value `Bikes` of the column `Category` is called `Category=Bikes`, as an
/// encoded category's are.
public struct SpreadRule: Equatable, Sendable {
  /// The column of the transactions, or of a table joined to them.
  public var column: String

  /// What the features hold.
  public var form: SpreadForm

  /// The values that have a feature, in the order of text; `nil` while fitting: every value there
  /// is.
  public var values: [String]?

  /// The most values that may have a feature.
  public static let valueLimit = 1_000

  /// Keeps what is given.
  public init(column: String, form: SpreadForm = .amount, values: [String]? = nil) {
    self.column = column
    self.form = form
    self.values = values
  }

  /// The name of a value's feature.
  public func name(of value: String) -> String { "\(column)=\(value)" }
}

/// What the features of a ``SpreadRule`` hold.
public enum SpreadForm: String, WireNamed {
  /// The money spent on the value.
  case amount
  /// Its part of all the customer's money, 0 to 1; 0 where there is none.
  case share
  /// The purchases (rows) of the value.
  case count
}
