import Matrices

/// A matrix that is being filled column by column, and what is to be said about its rows.
struct Filling {
  let rowCount: Int
  let outputCount: Int
  /// Row-major; empty until ``write(_:_:body:)``.
  private(set) var values: [Double]
  private(set) var unassignable: [Int: String] = [:]
  private(set) var imputed: [Int: [String]] = [:]
  private(set) var unseen: [Int: [String]] = [:]
  private(set) var outOfRange: [Int: [String]] = [:]
  private(set) var outliers: [Int: [String]] = [:]
  private(set) var leftOut: Set<Int> = []
  private(set) var imputedCounts: [String: Int] = [:]
  private(set) var unseenValues: [String: Set<String>] = [:]
  private let keepsRows: Bool

  /// The square of what is larger could not be added up over rows and features.
  static let largestMagnitude = 1e140

  /// How many distinct unseen values of a column are kept: they come from outside.
  private static let unseenLimit = 100

  init(rowCount: Int, outputCount: Int, keepsRows: Bool) {
    self.rowCount = rowCount
    self.outputCount = outputCount
    self.keepsRows = keepsRows
    values = []
  }

  /// Rows that are written at once: their features stay in the first-level cache while column
  /// after column is written; whole columns would each touch every line of the matrix.
  private var blockRowCount: Int { max(64, min(2_048, 2_048 / max(1, outputCount))) }

  /// Writes the features of all rows, several blocks of rows at a time.
  ///
  /// - Parameter body: Gets the rows, the number of features, and room for them, row after row.
  /// - Returns: What the body returned of each block, in the order of rows.
  mutating func write<Part: Sendable>(
    _ workers: Workers, _ monitor: WorkMonitor,
    body: @Sendable (Range<Int>, Int, inout MutableSpan<Double>) -> Part
  ) -> (parts: [Part], verdict: WorkMonitor.Verdict) {
    let width = outputCount
    let (values, parts, verdict) = workers.table(
      rowCount: rowCount, width: width, blockRowCount: blockRowCount, monitor: monitor
    ) { rows, values in body(rows, width, &values) }
    self.values = values
    return (parts, verdict)
  }

  mutating func set(_ row: Int, _ output: Int, _ value: Double) {
    values[row * outputCount + output] = value
  }

  mutating func clear(_ row: Int) {
    for output in 0..<outputCount { values[row * outputCount + output] = 0 }
  }

  mutating func refuse(_ row: Int, _ reason: String) {
    if unassignable[row] == nil { unassignable[row] = reason }
  }

  mutating func noteImputed(_ row: Int, _ column: String) {
    imputedCounts[column, default: 0] += 1
    if keepsRows { imputed[row, default: []].append(column) }
  }

  mutating func noteOutOfRange(_ row: Int, _ column: String) {
    if keepsRows { outOfRange[row, default: []].append(column) }
  }

  mutating func noteOutlier(_ row: Int, _ column: String, isLeftOut: Bool) {
    if keepsRows { outliers[row, default: []].append(column) }
    if isLeftOut { leftOut.insert(row) }
  }

  mutating func noteUnseen(_ row: Int, _ column: String, _ value: String) {
    if keepsRows { unseen[row, default: []].append(column) }
    if unseenValues[column]?.count ?? 0 < Self.unseenLimit {
      unseenValues[column, default: []].insert(value)
    }
  }
}
