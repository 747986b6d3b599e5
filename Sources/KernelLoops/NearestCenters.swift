extension Loops {
  /// Finds the nearest centre of every row of some blocks, by squared Euclidean distance.
  ///
  /// Ties go to the lowest index, because only a smaller distance replaces.
  ///
  /// - Parameters:
  ///   - vectors: Rows as ``RowLanes`` lays them out, all finite.
  ///   - blocks: The blocks to work on.
  ///   - centers: Shape `k × featureCount`, row-major, *k* at least 1.
  ///   - featureCount: Number of features, *d*.
  ///   - labels: At least one per row of `vectors`; receives the index of the nearest centre.
  ///   - squaredDistances: One per row of `vectors`; receives the squared distance to it.
  ///
  /// - Complexity: O(*n*·*k*·*d*).
  @inline(never)
  public static func nearestCenters(
    of vectors: Span<Lanes>, blocks: Range<Int>, to centers: Span<Double>, featureCount: Int,
    labels: inout MutableSpan<Int32>, squaredDistances: inout MutableSpan<Double>
  ) {
    let centerCount = centers.count / featureCount
    for block in blocks {
      let rows = vectors.extracting(block * featureCount..<(block + 1) * featureCount)
      var best = Lanes(repeating: .infinity)
      var bestIndex = SIMD8<Int64>.zero
      for center in 0..<centerCount {
        let point = centers.extracting(center * featureCount..<(center + 1) * featureCount)
        let distance = Loops.squaredDistances(rows, point)
        let closer = distance .< best
        best.replace(with: distance, where: closer)
        bestIndex.replace(with: SIMD8(repeating: Int64(center)), where: closer)
      }

      let first = block * Lanes.scalarCount
      let narrow = SIMD8<Int32>(truncatingIfNeeded: bestIndex)
      for lane in 0..<min(Lanes.scalarCount, squaredDistances.count - first) {
        labels[first + lane] = narrow[lane]
        squaredDistances[first + lane] = best[lane]
      }
    }
  }
}
