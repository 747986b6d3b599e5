import Clustering
import Matrices

extension Matrix {
  /// Rows around so many centres, spread evenly; with none, around 0.
  static func random(
    _ rowCount: Int, _ columnCount: Int, seed: UInt64, groupCount: Int = 1, spread: Double = 1
  ) -> Matrix {
    var generator = RandomGenerator(seed: seed)
    let centers = (0..<groupCount * columnCount).map { _ in generator.nextDouble() * 10 }
    let values = (0..<rowCount).flatMap { _ -> [Double] in
      let group = generator.next(below: groupCount)
      return (0..<columnCount).map { column in
        let noise =
          generator.nextDouble() + generator.nextDouble() + generator.nextDouble() - 1.5
        return centers[group * columnCount + column] + spread * noise
      }
    }
    return Matrix(rowCount: rowCount, columnCount: columnCount, values: values)
  }

  /// The rows in an order of their own, whatever order they came in.
  func inCanonicalOrder() -> Matrix {
    let rows = (0..<rowCount).map { Array(row($0)) }
    return Matrix(
      rowCount: rowCount, columnCount: columnCount,
      values: rows.sorted { $0.lexicographicallyPrecedes($1) }.flatMap { $0 })
  }

  /// Some rows, in the order they are named.
  func picking(rows picked: [Int]) -> Matrix {
    Matrix(
      rowCount: picked.count, columnCount: columnCount, values: picked.flatMap { Array(row($0)) })
  }

  /// The same rows in another order.
  func shuffled(seed: UInt64) -> Matrix {
    var generator = RandomGenerator(seed: seed)
    let order = generator.distinct(rowCount, below: rowCount)
    return Matrix(
      rowCount: rowCount, columnCount: columnCount, values: order.flatMap { Array(row($0)) })
  }
}

extension KMeans {
  /// A fit on two threads that nobody stops.
  func fit(
    _ rows: Matrix, weights: [Double]? = nil, threadCount: Int = 2
  ) throws(ClusteringError) -> KMeansFit {
    try fit(rows, weights: weights, workers: Workers(threadCount: threadCount), monitor: .none)
  }
}

extension KMeansFit {
  /// Whether labels and distances are those which the centres give, for all rows together and for
  /// the named ones alone.
  func belongs(to rows: Matrix, alone: [Int] = []) throws -> Bool {
    let together = try assignment(
      of: rows, to: centers, workers: Workers(threadCount: 2), monitor: .none)
    guard together.labels == labels, together.squaredDistances == squaredDistances else {
      return false
    }
    return try alone.allSatisfy { row in
      let single = Matrix(
        rowCount: 1, columnCount: rows.columnCount, values: Array(rows.row(row)))
      let found = try assignment(of: single, to: centers, workers: .single, monitor: .none)
      return found.labels == [labels[row]] && found.squaredDistances == [squaredDistances[row]]
    }
  }
}

/// The mean of some numbers.
func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

/// Whether two numbers are equal within a part of their size.
func isClose(_ value: Double, _ expected: Double, within tolerance: Double) -> Bool {
  abs(value - expected) <= tolerance * max(abs(expected), 1e-300)
}
