/// A matrix that is being filled column by column, and what is to be said about its rows.
struct Filling {
  let rowCount: Int
  let outputCount: Int
  var values: [Double]
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
    values = Array(repeating: 0, count: rowCount * outputCount)
  }

  /// Sets a whole feature.
  @inline(__always)
  mutating func write(_ output: Int, rowCount: Int, _ value: (Int) -> Double) {
    var index = output
    for row in 0..<rowCount {
      values[index] = value(row)
      index += outputCount
    }
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
