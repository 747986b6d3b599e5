/// A table of doubles, row-major.
public struct Matrix: Equatable, Sendable {
  /// Number of rows, *n*.
  public let rowCount: Int

  /// Number of columns, *d*.
  public let columnCount: Int

  /// The values, row after row: `rowCount × columnCount`.
  public var values: [Double]

  /// Keeps the values; there must be `rowCount × columnCount` of them.
  public init(rowCount: Int, columnCount: Int, values: [Double]) {
    precondition(values.count == rowCount * columnCount)
    self.rowCount = rowCount
    self.columnCount = columnCount
    self.values = values
  }

  /// The value in that row and column, both counted from 0.
  public subscript(row: Int, column: Int) -> Double {
    get { values[row * columnCount + column] }
    set { values[row * columnCount + column] = newValue }
  }

  /// The values of one row.
  public func row(_ row: Int) -> ArraySlice<Double> {
    values[row * columnCount..<(row + 1) * columnCount]
  }
}
