import Matrices

extension TableSummary {
  /// Correlations are told of so many pairs at most.
  private static let pairLimit = 50

  /// And looked for among so many columns.
  private static let columnLimit = 64

  /// The strongest correlations of columns of numbers.
  static func correlations(
    of columns: [KeptColumn], _ summaries: [ColumnSummary], workers: Workers, monitor: WorkMonitor
  ) throws(FeatureError) -> [Correlation] {
    let varying = summaries.indices.filter { index in
      summaries[index].numbers.map { $0.minimum < $0.maximum } ?? false
    }
    let chosen = varying.prefix(Self.columnLimit)
    let pairs = chosen.flatMap { first in
      chosen.filter { $0 > first }.map { (first: first, second: $0) }
    }
    let (found, verdict) = workers.map(count: pairs.count, monitor: monitor) {
      pair, _ -> Correlation? in
      let (first, second) = (pairs[pair].first, pairs[pair].second)
      guard
        let (coefficient, count) = pearson(
          columns[first].numbers, columns[second].numbers,
          (summaries[first].numbers?.mean ?? 0, summaries[first].numbers?.deviation ?? 1),
          (summaries[second].numbers?.mean ?? 0, summaries[second].numbers?.deviation ?? 1))
      else { return nil }
      return Correlation(
        first: columns[first].name, second: columns[second].name, coefficient: coefficient,
        count: count)
    }
    guard case .proceed = verdict else { throw .cancelled }
    let ranked = found.compactMap { $0 ?? nil }.enumerated().sorted { left, right in
      (-left.element.coefficient.magnitude, left.offset)
        < (-right.element.coefficient.magnitude, right.offset)
    }
    return ranked.prefix(Self.pairLimit).map(\.element)
  }
}

/// Pearson's correlation over the rows that have both values, and how many these are; `nil` where
/// there are fewer than two, or one of the columns does not vary among them.
///
/// Values are taken from each column's mean and in units of its deviation first, so that nothing
/// overflows and little is lost.
private func pearson(
  _ first: [Double], _ second: [Double], _ firstScale: (mean: Double, deviation: Double),
  _ secondScale: (mean: Double, deviation: Double)
) -> (coefficient: Double, count: Int)? {
  guard firstScale.deviation > 0, secondScale.deviation > 0 else { return nil }
  let (left, right) = (1 / firstScale.deviation, 1 / secondScale.deviation)
  var (x, y, xx, yy, xy) = (0.0, 0.0, 0.0, 0.0, 0.0)
  var count = 0
  for row in first.indices where !first[row].isNaN && !second[row].isNaN {
    let one = (first[row] - firstScale.mean) * left
    let other = (second[row] - secondScale.mean) * right
    x += one
    y += other
    xx += one * one
    yy += other * other
    xy += one * other
    count += 1
  }
  guard count > 1 else { return nil }
  let size = Double(count)
  let (firstPart, secondPart) = (xx - x * x / size, yy - y * y / size)
  // What is left of rounding is no variation.
  guard firstPart > 1e-12 * size, secondPart > 1e-12 * size else { return nil }
  let coefficient = (xy - x * y / size) / (firstPart * secondPart).squareRoot()
  guard coefficient.isFinite else { return nil }
  return (min(max(coefficient, -1), 1), count)
}
