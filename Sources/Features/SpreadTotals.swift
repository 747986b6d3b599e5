/// What each customer bought of each value of the spread column, as money and as rows, whatever form
/// the features take.
public struct SpreadTotals: Equatable, Sendable {
  /// The spread column.
  public var column: String

  /// Its values in the order of text: those of the fit.
  public var values: [String]

  /// Customers × values, row-major: money, or 0 where rows have no amounts.
  ///
  /// Returns count against it with ``ReturnPolicy/net``.
  public var amounts: [Double]

  /// Customers × values, row-major: purchases (rows).
  public var lineCounts: [Int32]

  /// Keeps what is given; `amounts` and `lineCounts` have customers × values entries.
  public init(column: String, values: [String], amounts: [Double], lineCounts: [Int32]) {
    self.column = column
    self.values = values
    self.amounts = amounts
    self.lineCounts = lineCounts
  }
}
