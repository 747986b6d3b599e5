public import Matrices

/// Pairs rows with columns, each at most once, so that the sum of the pairs' scores is largest.
///
/// > Source: Kuhn, *The Hungarian method for the assignment problem*, 1955, in the form with
/// > potentials that takes one shortest path per row (Jonker and Volgenant, Computing 38, 1987).
///
/// - Parameter scores: Finite; any shape.
/// - Returns: As many pairs as the shorter side has entries, rows ascending. Where several matchings
///   have the same sum, always the same one of them.
/// - Complexity: O(*m*²·*n*) for the shorter side *m* and the longer side *n*.
public func optimalMatching(_ scores: Matrix) -> [(row: Int, column: Int)] {
  precondition(scores.values.allSatisfy(\.isFinite))
  guard scores.rowCount <= scores.columnCount else {
    return optimalMatching(scores.transposed)
      .map { (row: $0.column, column: $0.row) }.sorted { $0.row < $1.row }
  }
  // Row and column 0 are the root of the search; real ones count from 1.
  var rowPotentials = [Double](repeating: 0, count: scores.rowCount + 1)
  var columnPotentials = [Double](repeating: 0, count: scores.columnCount + 1)
  var rowOf = [Int](repeating: 0, count: scores.columnCount + 1)
  for row in stride(from: 1, through: scores.rowCount, by: 1) {
    rowOf[0] = row
    var least = [Double](repeating: .infinity, count: scores.columnCount + 1)
    var previous = [Int](repeating: 0, count: scores.columnCount + 1)
    var isDone = [Bool](repeating: false, count: scores.columnCount + 1)
    var column = 0
    repeat {
      isDone[column] = true
      let current = rowOf[column]
      var step = Double.infinity
      var next = 0
      for other in 1...scores.columnCount where !isDone[other] {
        let cost =
          -scores[current - 1, other - 1] - rowPotentials[current] - columnPotentials[other]
        if cost < least[other] { (least[other], previous[other]) = (cost, column) }
        if least[other] < step { (step, next) = (least[other], other) }
      }
      for other in 0...scores.columnCount {
        if isDone[other] {
          rowPotentials[rowOf[other]] += step
          columnPotentials[other] -= step
        } else {
          least[other] -= step
        }
      }
      column = next
    } while rowOf[column] != 0
    // Turn the path around: every column on it goes to the row before it.
    while column != 0 {
      rowOf[column] = rowOf[previous[column]]
      column = previous[column]
    }
  }
  return (1..<rowOf.count).filter { rowOf[$0] > 0 }
    .map { (row: rowOf[$0] - 1, column: $0 - 1) }.sorted { $0.row < $1.row }
}

extension Matrix {
  /// Rows as columns.
  fileprivate var transposed: Matrix {
    var values: [Double] = []
    values.reserveCapacity(self.values.count)
    for column in 0..<columnCount {
      for row in 0..<rowCount { values.append(self[row, column]) }
    }
    return Matrix(rowCount: columnCount, columnCount: rowCount, values: values)
  }
}
