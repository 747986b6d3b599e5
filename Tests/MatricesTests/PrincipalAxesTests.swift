import Matrices
import Testing

/// A table of random numbers, some columns of which are mixtures of others.
private func table(
  _ rowCount: Int, _ width: Int, rank: Int, seed: UInt64, scale: Double = 1
) -> Matrix {
  var generator = RandomGenerator(seed: seed)
  let mixture = (0..<rank * width).map { _ in generator.nextDouble() - 0.5 }
  var values: [Double] = []
  for _ in 0..<rowCount {
    let row = (0..<rank).map { _ in generator.nextDouble() * 10 - 3 }
    for column in 0..<width {
      values.append((0..<rank).reduce(0) { $0 + row[$1] * mixture[$1 * width + column] } * scale)
    }
  }
  return Matrix(rowCount: rowCount, columnCount: width, values: values)
}

@Suite("Principal axes")
struct PrincipalAxesTests {
  /// Rows on the line y = 2x: one axis (1, 2)/√5, along which they are -√5, 0, √5.
  @Test func `of points on a line`() throws {
    let rows = Matrix(rowCount: 3, columnCount: 2, values: [1, 2, 2, 4, 3, 6])

    let axes = try #require(PrincipalAxes(of: rows))

    #expect(axes.mean == [2, 4])
    #expect(abs(axes.variances[0] - 5) < 1e-14)
    #expect(axes.variances[1] < 1e-15)
    #expect(abs(axes.components[0, 0] - 1 / 5.0.squareRoot()) < 1e-15)
    #expect(abs(axes.components[0, 1] - 2 / 5.0.squareRoot()) < 1e-15)
    let projected = axes.project(rows, onto: 1).values
    for (value, expected) in zip(projected, [-5.0.squareRoot(), 0, 5.0.squareRoot()]) {
      #expect(abs(value - expected) < 1e-14)
    }
    #expect(abs(axes.shares[0] - 1) < 1e-15)
  }

  @Test func `of loadings that are alike the first is positive`() throws {
    let rows = Matrix(rowCount: 4, columnCount: 2, values: [3, 3, -3, -3, 1, -1, -1, 1])

    let axes = try #require(PrincipalAxes(of: rows))

    let root = 0.5.squareRoot()
    for (value, expected) in zip(axes.components.values, [root, root, root, -root]) {
      #expect(abs(value - expected) < 1e-15)
    }
  }

  /// C v = λ v, vectors at right angles and of length 1, variances descending with the right sum.
  @Test func `are eigenvectors of the covariance, whatever its rank`() throws {
    var comparedCount = 0
    for (index, shape) in [
      (2, 5, 5), (1, 4, 4), (30, 1, 1), (40, 3, 3), (50, 12, 4), (9, 20, 20), (300, 40, 40),
      (64, 7, 1),
    ].enumerated() {
      for scale in [1, 1e-120, 1e120] {
        let (rowCount, width, rank) = shape
        let rows = table(rowCount, width, rank: rank, seed: UInt64(index), scale: scale)

        let axes = try #require(PrincipalAxes(of: rows))

        let covariance = covariance(of: rows)
        let total = (0..<width).reduce(0) { $0 + covariance[$1 * width + $1] }
        #expect(abs(axes.variances.reduce(0, +) - total) <= 1e-12 * total)
        #expect(axes.variances == axes.variances.sorted(by: >))
        for first in 0..<width {
          let vector = Array(axes.components.row(first))
          for row in 0..<width {
            let product = (0..<width).reduce(0) { $0 + covariance[row * width + $1] * vector[$1] }
            #expect(abs(product - axes.variances[first] * vector[row]) <= 1e-12 * total)
            comparedCount += 1
          }
          for second in 0...first {
            let product = zip(vector, axes.components.row(second)).reduce(0) { $0 + $1.0 * $1.1 }
            #expect(abs(product - (first == second ? 1 : 0)) < 1e-12)
            comparedCount += 1
          }
        }
      }
    }
    print("principal axes: \(comparedCount) products compared")
    #expect(comparedCount > 5_000)
  }

  @Test func `of columns whose sizes lie as far apart as numbers can`() throws {
    var rows = table(30, 6, rank: 6, seed: 9)
    for row in 0..<30 {
      for (column, scale) in [1e-160, 1e130, 1, 0x1p-1060, 1e140, 0].enumerated() {
        rows[row, column] *= scale
      }
    }

    let axes = try #require(PrincipalAxes(of: rows))

    #expect(axes.variances.allSatisfy { $0.isFinite })
    for axis in 0..<6 {
      let length = axes.components.row(axis).reduce(0) { $0 + $1 * $1 }
      #expect(abs(length - 1) < 1e-12)
    }
    // The largest column is the first axis, the second largest the next.
    #expect(axes.components[0, 4] > 0.999)
    #expect(axes.components[1, 1] > 0.999)
  }

  @Test func `are the same bits for any number of threads`() throws {
    let rows = table(5_000, 17, rank: 17, seed: 4)
    let axes = try #require(PrincipalAxes(of: rows))
    let projected = axes.project(rows, onto: 9)

    for threadCount in [2, 3, 8] {
      let workers = Workers(threadCount: threadCount)

      let others = try #require(PrincipalAxes(of: rows, workers: workers))

      #expect(others == axes)
      #expect(axes.project(rows, onto: 9, workers: workers, monitor: .none) == projected)
    }
  }

  @Test func `a row gets the same bits alone as among others`() throws {
    let rows = table(2_500, 6, rank: 6, seed: 5)
    let axes = try #require(PrincipalAxes(of: rows))

    let projected = axes.project(rows, onto: 4)

    for row in stride(from: 0, to: 2_500, by: 97) {
      let alone = Matrix(rowCount: 1, columnCount: 6, values: Array(rows.row(row)))
      #expect(axes.project(alone, onto: 4).row(0).elementsEqual(projected.row(row)))
    }
  }

  @Test func `constant columns and one row have no variance`() throws {
    let constant = Matrix(rowCount: 3, columnCount: 2, values: [7, 1, 7, 1, 7, 1])
    let single = Matrix(rowCount: 1, columnCount: 2, values: [7, 1])

    for rows in [constant, single] {
      let axes = try #require(PrincipalAxes(of: rows))
      #expect(axes.variances == [0, 0])
      #expect(axes.shares == [0, 0])
      #expect(axes.project(rows, onto: 2).values.allSatisfy { $0 == 0 })
    }
  }

  @Test func `there are none where the monitor says stop or squares are infinite`() {
    let stopped = WorkMonitor(verdict: { .cancel }, report: { _, _, _ in })
    let rows = table(100, 3, rank: 3, seed: 1)

    #expect(PrincipalAxes(of: rows, monitor: stopped) == nil)
    #expect(PrincipalAxes(of: table(10, 3, rank: 3, seed: 1, scale: 1e200)) == nil)
    #expect(
      PrincipalAxes(of: Matrix(rowCount: 2, columnCount: 1, values: [.nan, 1])) == nil)
    #expect(PrincipalAxes(of: Matrix(rowCount: 0, columnCount: 2, values: [])) == nil)
  }
}

private func covariance(of rows: Matrix) -> [Double] {
  let width = rows.columnCount
  let means = (0..<width).map { column in
    (0..<rows.rowCount).reduce(0) { $0 + rows[$1, column] } / Double(rows.rowCount)
  }
  return (0..<width * width).map { index in
    let (first, second) = index.quotientAndRemainder(dividingBy: width)
    return (0..<rows.rowCount).reduce(0) {
      $0 + (rows[$1, first] - means[first]) * (rows[$1, second] - means[second])
    } / Double(max(1, rows.rowCount - 1))
  }
}
