import Glibc
public import Matrices

/// How far two partitions of the same rows agree, corrected for chance: 1 where they are the same
/// up to renaming, about 0 where they have nothing to do with each other.
///
/// > Source: Hubert and Arabie, *Comparing partitions*, J. of Classification 2, 1985; equal to
/// > scikit-learn's `adjusted_rand_score`.
///
/// - Parameters:
///   - first: A label per row; any number is a label.
///   - second: A label per row, as many.
/// - Returns: −0.5 to 1; 1 for no rows at all.
/// - Complexity: O(*n* log *n*).
public func adjustedRandIndex(_ first: [Int32], _ second: [Int32]) -> Double {
  let table = Contingency(first, second)
  // Whole numbers: the differences of such large products would lose digits as doubles.
  func pairs(_ counts: some Sequence<Int>) -> Int128 {
    counts.reduce(Int128(0)) { $0 + Int128($1) * Int128($1 - 1) }
  }
  let total = Int128(table.total)
  let all = total * (total - 1)
  let together = pairs(table.cells.lazy.map(\.count))
  let inFirst = pairs(table.rowSizes)
  let inSecond = pairs(table.columnSizes)
  let firstAlone = inFirst - together
  let secondAlone = inSecond - together
  if firstAlone == 0 && secondAlone == 0 { return 1 }
  let apart = all - inFirst - secondAlone
  let found = together * apart - firstAlone * secondAlone
  let possible = inFirst * (firstAlone + apart) + inSecond * (secondAlone + apart)
  return 2 * Double(found) / Double(possible)
}

/// How much one partition tells of another, 0 to 1, over the mean of their entropies.
///
/// > Source: Strehl and Ghosh, *Cluster ensembles*, JMLR 3, 2002, with the arithmetic mean; equal to
/// > scikit-learn's `normalized_mutual_info_score`.
///
/// - Parameters:
///   - first: A label per row; any number is a label.
///   - second: A label per row, as many.
/// - Returns: 1 where both have at most one label.
/// - Complexity: O(*n* log *n*).
public func normalizedMutualInformation(_ first: [Int32], _ second: [Int32]) -> Double {
  let table = Contingency(first, second)
  if table.rowSizes.count <= 1 && table.columnSizes.count <= 1 { return 1 }
  let total = Double(table.total)
  func entropy(_ sizes: [Int]) -> Double {
    -sizes.reduce(0) { $0 + Double($1) / total * log(Double($1) / total) }
  }
  let information = table.cells.reduce(0) { sum, cell in
    let share = Double(cell.count) / total
    let expected =
      Double(table.rowSizes[cell.row]) / total * (Double(table.columnSizes[cell.column]) / total)
    return sum + share * log(share / expected)
  }
  guard information > 0 else { return 0 }
  return min(information / ((entropy(table.rowSizes) + entropy(table.columnSizes)) / 2), 1)
}

/// How much each cluster of one partition is each cluster of another: the rows that are in both,
/// over the rows that are in either.
///
/// > Source: Jaccard, *Étude comparative de la distribution florale*, 1901.
///
/// - Parameters:
///   - first: A label per row, from 0; −1 for a row in no cluster.
///   - second: A label per row, as many, from 0; −1 for a row in no cluster.
///   - firstCount: Number of clusters of the first partition.
///   - secondCount: Number of clusters of the second partition.
/// - Returns: Shape `firstCount × secondCount`, 0 to 1; 0 for two clusters without rows.
/// - Complexity: O(*n*) and memory for the result.
public func jaccardMatrix(
  _ first: [Int32], _ second: [Int32], firstCount: Int, secondCount: Int
) -> Matrix {
  precondition(first.count == second.count)
  var firstSizes = [Int](repeating: 0, count: firstCount)
  var secondSizes = [Int](repeating: 0, count: secondCount)
  var shared = [Int](repeating: 0, count: firstCount * secondCount)
  for (one, other) in zip(first, second) {
    if one >= 0 { firstSizes[Int(one)] += 1 }
    if other >= 0 { secondSizes[Int(other)] += 1 }
    if one >= 0 && other >= 0 { shared[Int(one) * secondCount + Int(other)] += 1 }
  }
  var scores = Matrix(
    rowCount: firstCount, columnCount: secondCount,
    values: [Double](repeating: 0, count: shared.count))
  for row in 0..<firstCount {
    for column in 0..<secondCount where shared[row * secondCount + column] > 0 {
      let both = shared[row * secondCount + column]
      scores[row, column] = Double(both) / Double(firstSizes[row] + secondSizes[column] - both)
    }
  }
  return scores
}
