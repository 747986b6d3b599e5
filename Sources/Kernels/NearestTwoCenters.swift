/// Finds the two centres of least weighted squared distance of every row of some blocks.
///
/// Ties go to the lowest index, for the first and for the second. A weight of 1 changes no bit, so
/// that the plain nearest two are the case of all weights 1.
///
/// - Parameters:
///   - vectors: Rows as ``RowLanes`` lays them out, all finite.
///   - blocks: The blocks to work on.
///   - centers: Shape `k × featureCount`, row-major, *k* at least 1.
///   - weights: One factor per centre for the squared distances to it, 0 or more.
///   - featureCount: Number of features, *d*.
///   - labels: One per row; receives the index of the least.
///   - costs: One per row; receives its weighted squared distance.
///   - secondLabels: One per row; receives the index of the second, -1 if *k* is 1.
///   - secondCosts: One per row; receives its weighted squared distance, infinite if *k* is 1.
///
/// - Complexity: O(*n*·*k*·*d*).
public func nearestTwoCenters(
  of vectors: Span<Lanes>, blocks: Range<Int>, to centers: Span<Double>, weights: Span<Double>,
  featureCount: Int, labels: inout MutableSpan<Int32>, costs: inout MutableSpan<Double>,
  secondLabels: inout MutableSpan<Int32>, secondCosts: inout MutableSpan<Double>
) {
  for block in blocks {
    let rows = vectors.extracting(block * featureCount..<(block + 1) * featureCount)
    var best = Lanes(repeating: .infinity)
    var second = Lanes(repeating: .infinity)
    var bestIndex = SIMD8<Int64>(repeating: -1)
    var secondIndex = SIMD8<Int64>(repeating: -1)
    for center in weights.indices {
      let point = centers.extracting(center * featureCount..<(center + 1) * featureCount)
      let cost = squaredDistances(rows, point) * weights[center]
      let index = SIMD8<Int64>(repeating: Int64(center))
      let beatsSecond = cost .< second
      second.replace(with: cost, where: beatsSecond)
      secondIndex.replace(with: index, where: beatsSecond)
      // What beats the best beats the second too; the best so far then becomes the second.
      let beatsBest = cost .< best
      second.replace(with: best, where: beatsBest)
      secondIndex.replace(with: bestIndex, where: beatsBest)
      best.replace(with: cost, where: beatsBest)
      bestIndex.replace(with: index, where: beatsBest)
    }

    let first = block * Lanes.scalarCount
    for lane in 0..<min(Lanes.scalarCount, labels.count - first) {
      labels[first + lane] = Int32(truncatingIfNeeded: max(0, bestIndex[lane]))
      costs[first + lane] = best[lane]
      secondLabels[first + lane] = Int32(truncatingIfNeeded: secondIndex[lane])
      secondCosts[first + lane] = second[lane]
    }
  }
}
