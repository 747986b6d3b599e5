extension Loops {
  /// Adds the Euclidean distances of some rows to others to the sums of clusters.
  ///
  /// The others lie in pieces, and each piece in one cluster of each of some partitions. The distances
  /// to a piece are added one by one in the order of its rows, and the sum then to each cluster.
  ///
  /// - Parameters:
  ///   - vectors: Rows as `RowLanes` lays them out, `b × featureCount`.
  ///   - others: Shape `m × featureCount`, row-major.
  ///   - featureCount: Number of features, *d*.
  ///   - start: The other row with which the first piece begins; the next piece begins where it ends.
  ///   - pieces: Which pieces.
  ///   - ends: For each piece, the other row after its last.
  ///   - places: For each piece and each partition, which of all clusters it lies in.
  ///   - sums: For each block, a vector per cluster, which grow.
  ///
  /// - Complexity: O(*b*·*m*·*d*), and *b*·*m* square roots of eight numbers.
  @inline(never)
  public static func addCellDistances(
    of vectors: Span<Lanes>, to others: Span<Double>, featureCount: Int, from start: Int,
    pieces: Range<Int>, ends: Span<Int32>, places: Span<Int32>, sums: inout MutableSpan<Lanes>
  ) {
    let blockCount = vectors.count / featureCount
    guard blockCount > 0, !ends.isEmpty else { return }
    let partitionCount = places.count / ends.count
    let clusterCount = sums.count / blockCount
    for block in 0..<blockCount {
      let rows = vectors.extracting(block &* featureCount..<(block &+ 1) &* featureCount)
      let first = block &* clusterCount
      var begin = start
      for piece in pieces {
        let end = Int(ends[piece])
        let points = others.extracting(begin &* featureCount..<end &* featureCount)
        let sum = distanceSum(of: rows, to: points)
        let owners = places.extracting(
          piece &* partitionCount..<(piece &+ 1) &* partitionCount)
        for partition in owners.indices { sums[first &+ Int(owners[partition])] += sum }
        begin = end
      }
    }
  }

  /// The sums of the distances of eight rows to some points.
  @inline(__always)
  private static func distanceSum(of rows: Span<Lanes>, to points: Span<Double>) -> Lanes {
    switch rows.count {
    case 1: return distanceSum(of: rows, count: 1, to: points)
    case 2: return distanceSum(of: rows, count: 2, to: points)
    case 3: return distanceSum(of: rows, count: 3, to: points)
    case 4: return distanceSum(of: rows, count: 4, to: points)
    case 5: return distanceSum(of: rows, count: 5, to: points)
    case 6: return distanceSum(of: rows, count: 6, to: points)
    case 7: return distanceSum(of: rows, count: 7, to: points)
    case 8: return distanceSum(of: rows, count: 8, to: points)
    default:
      var total = Lanes.zero
      for point in 0..<points.count / rows.count {
        total += squaredDistances(
          rows, points.extracting(point &* rows.count..<(point &+ 1) &* rows.count)
        ).squareRoot()
      }
      return total
    }
  }

  /// The same, where the number of features is known when this is compiled, so that the rows stay in
  /// registers.
  @inline(__always)
  private static func distanceSum(
    of rows: Span<Lanes>, count: Int, to points: Span<Double>
  ) -> Lanes {
    var held = InlineArray<8, Lanes>(repeating: .zero)
    for feature in 0..<count { held[feature] = rows[feature] }
    var total = Lanes.zero
    for index in 0..<points.count / count {
      let point = points.extracting(index &* count..<index &* count &+ count)
      var sum = Lanes.zero
      for feature in 0..<count {
        let difference = held[feature] - point[feature]
        sum += difference * difference
      }
      total += sum.squareRoot()
    }
    return total
  }
}
