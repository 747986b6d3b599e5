extension Loops {
  /// Adds to each of eight rows its Euclidean distances to a run of other rows, each times a weight.
  ///
  /// The distances are added one by one in the order of the others, so that cutting the run in pieces
  /// changes no bit.
  ///
  /// - Parameters:
  ///   - sums: One sum per lane, which grows.
  ///   - block: Eight rows as ``RowLanes`` lays them out, one vector per feature.
  ///   - others: Shape `m × block.count`, row-major.
  ///   - weights: *m* of them.
  ///
  /// - Complexity: O(*m*·*d*), and *m* square roots for eight rows.
  @inline(never)
  public static func addWeightedDistances(
    _ sums: inout Lanes, of block: Span<Lanes>, to others: Span<Double>, weights: Span<Double>
  ) {
    let featureCount = block.count
    for index in weights.indices {
      let other = others.extracting(index * featureCount..<(index + 1) * featureCount)
      sums += squaredDistances(block, other).squareRoot() * weights[index]
    }
  }

  /// The squared distances of eight rows to every centre.
  ///
  /// - Parameters:
  ///   - block: Eight rows as ``RowLanes`` lays them out, one vector per feature.
  ///   - centers: Shape `k × block.count`, row-major.
  ///   - output: Receives one vector per centre.
  ///
  /// - Complexity: O(*k*·*d*).
  @inline(never)
  public static func centerDistances(
    of block: Span<Lanes>, to centers: Span<Double>, output: inout MutableSpan<Lanes>
  ) {
    let featureCount = block.count
    for center in output.indices {
      let point = centers.extracting(center * featureCount..<(center + 1) * featureCount)
      output[center] = squaredDistances(block, point)
    }
  }
}
