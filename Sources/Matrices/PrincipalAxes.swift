/// The principal axes of a table: the directions in which its rows differ most.
///
///     let axes = PrincipalAxes(of: rows, workers: workers, monitor: monitor)
///     let plane = axes.project(rows, onto: 2)   // n × 2
///
/// Eigenvectors of the covariance, the largest variance first. Of each axis the largest loading by
/// magnitude is positive; where several are largest but for rounding, the first of them.
///
/// > Source: Hotelling, *Analysis of a Complex of Statistical Variables into Principal Components*,
/// > J. Educ. Psychol. 24, 1933; signs as scikit-learn's `PCA`.
public struct PrincipalAxes: Equatable, Sendable {
  /// The mean of each column, *d* numbers.
  public let mean: [Double]

  /// The variance along each axis, divided by *n* − 1; *d* numbers, descending, none below 0.
  public let variances: [Double]

  /// The axes, *d* × *d*: a row per axis, of unit length.
  public let components: Matrix

  /// Keeps axes that were found before.
  public init(mean: [Double], variances: [Double], components: Matrix) {
    self.mean = mean
    self.variances = variances
    self.components = components
  }

  /// Finds the axes of a table.
  ///
  /// - Parameters:
  ///   - rows: `n × d`, *n* at least 1, no value larger than 1e140 in magnitude; in canonical order
  ///     where the result must not depend on the order of rows.
  ///   - workers: How many threads may work; the result does not depend on it.
  ///   - monitor: Asked at least every 20 ms.
  /// - Returns: Nil where the monitor said stop, or where the squares of the values are infinite.
  /// - Complexity: O(*n* *d*² + *d*³).
  public init?(of rows: Matrix, workers: Workers = .single, monitor: WorkMonitor = .none) {
    guard let moments = Moments(of: rows, workers: workers, monitor: monitor),
      let eigen = SymmetricEigen(of: moments.covariance, watch: LoopWatch(monitor))
    else { return nil }
    mean = moments.mean
    // What is below 0 is rounding of 0.
    variances = eigen.values.map { max($0, 0) }
    var components = Matrix(
      rowCount: rows.columnCount, columnCount: rows.columnCount, values: eigen.vectors)
    for axis in 0..<components.rowCount where components.row(axis).pointsBackwards {
      for column in 0..<components.columnCount { components[axis, column].negate() }
    }
    self.components = components
  }

  /// The share of the whole variance along each axis, 0 to 1; 0 throughout where there is none.
  public var shares: [Double] {
    let total = variances.reduce(0, +)
    return variances.map { total > 0 ? $0 / total : 0 }
  }

  /// The coordinates of rows along the first axes.
  ///
  /// A row gets the same bits whatever rows it comes with.
  ///
  /// - Parameters:
  ///   - rows: `n × d`.
  ///   - count: How many axes, *m*, at most `components.rowCount`.
  ///   - workers: How many threads may work; the result does not depend on it.
  ///   - monitor: Asked at least every 20 ms.
  /// - Returns: `n × m`; nil where the monitor said stop.
  /// - Complexity: O(*n* *d* *m*).
  public func project(
    _ rows: Matrix, onto count: Int, workers: Workers, monitor: WorkMonitor
  ) -> Matrix? {
    precondition(rows.columnCount == mean.count && count <= components.rowCount)
    // Loadings by column: the sums of all axes then grow side by side.
    let loadings = (0..<mean.count).flatMap { column in
      (0..<count).map { components[$0, column] }
    }
    let chunks = (rows.rowCount + Self.chunkSize - 1) / Self.chunkSize
    let (parts, verdict) = workers.map(count: chunks, monitor: monitor) { chunk, watch in
      let first = chunk * Self.chunkSize
      return project(
        rows, first..<min(first + Self.chunkSize, rows.rowCount), loadings, onto: count, watch)
    }
    guard case .proceed = verdict else { return nil }
    return Matrix(
      rowCount: rows.rowCount, columnCount: count, values: parts.flatMap { $0 ?? [] })
  }

  /// The coordinates of rows along the first axes, by one thread that nobody stops.
  public func project(_ rows: Matrix, onto count: Int) -> Matrix {
    project(rows, onto: count, workers: .single, monitor: .none)
      ?? Matrix(rowCount: 0, columnCount: count, values: [])
  }

  private static let chunkSize = 1024

  private func project(
    _ rows: Matrix, _ range: Range<Int>, _ loadings: [Double], onto count: Int, _ watch: LoopWatch
  ) -> [Double] {
    let width = mean.count
    var projected = [Double](repeating: 0, count: range.count * count)
    var sums = projected.mutableSpan
    let (values, mean, loadings) = (rows.values.span, mean.span, loadings.span)
    let rowsPerQuestion = max(1, 1 << 20 / max(1, width * count))
    for (index, row) in range.enumerated() {
      if index % rowsPerQuestion == 0, !watch.mayGoOn() { break }
      let (line, first) = (row * width, index * count)
      for column in 0..<width {
        let centered = values[line + column] - mean[column]
        for axis in 0..<count {
          sums[first + axis] += centered * loadings[column * count + axis]
        }
      }
      // Adding 0 turns a negative zero into zero.
      for axis in 0..<count { sums[first + axis] += 0.0 }
    }
    return projected
  }
}

extension ArraySlice<Double> {
  /// Whether the first of the largest numbers by magnitude is negative.
  ///
  /// Two columns that matter alike have the same loading but for rounding, which must not decide.
  fileprivate var pointsBackwards: Bool {
    let largest = reduce(0) { Swift.max($0, $1.magnitude) }
    return (first { $0.magnitude >= largest * (1 - 1e-9) } ?? 0) < 0
  }
}
