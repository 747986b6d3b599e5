public import Matrices

/// Rows drawn by how far they are from the centres there are, each on its own.
///
/// What a part of many rows can draw without knowing the others: for the candidates of k-means||,
/// where the chance goes by the distance alone, and for a lightweight coreset, where half of it is
/// even.
///
/// > Source: Bahmani, Moseley, Vattani, Kumar and Vassilvitskii, *Scalable k-means++*, VLDB 2012;
/// > Bachem, Lucic and Krause, *Scalable k-means clustering via lightweight coresets*, KDD 2018,
/// > where the only centre is the mean of all rows.
public struct DrawnRows: Equatable, Sendable {
  /// The rows that were drawn, in their order.
  public let rows: Matrix

  /// Of each, one over its chance: so many rows it stands for.
  public let weights: [Double]

  /// Draws.
  ///
  /// - Parameters:
  ///   - rows: Shape `n × d`.
  ///   - squaredDistances: Of each row to the nearest centre.
  ///   - isCounted: Of each row whether it may be drawn; nil for all.
  ///   - count: How many rows are drawn of all there are anywhere, about; 0 or more.
  ///   - cost: The sum of the squared distances of all rows anywhere.
  ///   - allCount: How many rows there are anywhere, where half of the chance is even.
  ///   - seed: Another for every part.
  public init(
    of rows: Matrix, squaredDistances: [Double], counting isCounted: [Bool]? = nil, count: Double,
    cost: Double, allCount: Int?, seed: UInt64
  ) {
    var generator = RandomGenerator(seed: seed)
    var drawn: [Int] = []
    var weights: [Double] = []
    for (row, squared) in squaredDistances.enumerated() where isCounted?[row] != false {
      // Where all rows are at their centres, none is more worth than another.
      let far = cost > 0 ? squared / cost : 0
      let share =
        allCount.map { 0.5 / Double($0) + (cost > 0 ? 0.5 * far : 0.5 / Double($0)) } ?? far
      let chance = min(1, count * share)
      guard generator.nextDouble() < chance else { continue }
      drawn.append(row)
      weights.append(1 / chance)
    }
    self.rows = rows.picking(drawn)
    self.weights = weights
  }
}
