extension Loops {
  /// Finds the two nearest centres of every row of some blocks, by squared Euclidean distance.
  ///
  /// Ties go to the lowest index, for the first and for the second.
  ///
  /// - Parameters:
  ///   - vectors: Rows as ``RowLanes`` lays them out, all finite.
  ///   - blocks: The blocks to work on.
  ///   - centers: Shape `k × featureCount`, row-major, *k* at least 1.
  ///   - featureCount: Number of features, *d*.
  ///   - labels: One per row; receives the index of the nearest.
  ///   - squaredDistances: One per row; receives the squared distance to it.
  ///   - secondLabels: One per row; receives the index of the second, -1 if *k* is 1.
  ///   - secondSquaredDistances: One per row; receives the squared distance to it, infinite if *k* is
  ///     1.
  ///
  /// - Complexity: O(*n*·*k*·*d*).
  @inline(never)
  public static func nearestTwoCenters(
    of vectors: Span<Lanes>, blocks: Range<Int>, to centers: Span<Double>, featureCount: Int,
    labels: inout MutableSpan<Int32>, squaredDistances: inout MutableSpan<Double>,
    secondLabels: inout MutableSpan<Int32>, secondSquaredDistances: inout MutableSpan<Double>
  ) {
    for block in blocks {
      let rows = vectors.extracting(block * featureCount..<(block + 1) * featureCount)
      var best = Lanes(repeating: .infinity)
      var second = Lanes(repeating: .infinity)
      var bestIndex = SIMD8<Int64>(repeating: -1)
      var secondIndex = SIMD8<Int64>(repeating: -1)
      for center in 0..<centers.count / featureCount {
        let point = centers.extracting(center * featureCount..<(center + 1) * featureCount)
        let distance = Loops.squaredDistances(rows, point)
        let index = SIMD8<Int64>(repeating: Int64(center))
        let beatsSecond = distance .< second
        second.replace(with: distance, where: beatsSecond)
        secondIndex.replace(with: index, where: beatsSecond)
        // What beats the best beats the second too; the best so far then becomes the second.
        let beatsBest = distance .< best
        second.replace(with: best, where: beatsBest)
        secondIndex.replace(with: bestIndex, where: beatsBest)
        best.replace(with: distance, where: beatsBest)
        bestIndex.replace(with: index, where: beatsBest)
      }

      let first = block * Lanes.scalarCount
      for lane in 0..<min(Lanes.scalarCount, labels.count - first) {
        labels[first + lane] = Int32(truncatingIfNeeded: max(0, bestIndex[lane]))
        squaredDistances[first + lane] = best[lane]
        secondLabels[first + lane] = Int32(truncatingIfNeeded: secondIndex[lane])
        secondSquaredDistances[first + lane] = second[lane]
      }
    }
  }
}
