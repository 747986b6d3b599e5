extension Loops {
  /// Adds to each of eight rows its Euclidean distances to a run of other rows.
  ///
  /// The distances are added one by one in the order of the others, so that cutting the run in pieces
  /// changes no bit.
  ///
  /// - Parameters:
  ///   - sums: One sum per lane, which grows.
  ///   - block: Eight rows as ``RowLanes`` lays them out, one vector per feature.
  ///   - others: Shape `m × block.count`, row-major.
  ///
  /// - Complexity: O(*m*·*d*), and *m* square roots for eight rows.
  @inline(never)
  public static func addDistances(
    _ sums: inout Lanes, of block: Span<Lanes>, to others: Span<Double>
  ) {
    let featureCount = block.count
    var start = 0
    while start < others.count {
      let other = others.extracting(start..<start + featureCount)
      sums += squaredDistances(block, other).squareRoot()
      start += featureCount
    }
  }

  /// Adds to each of eight rows its Euclidean distances to a run of other rows, each times a weight.
  ///
  /// As ``addDistances(_:of:to:)``, one by one in the order of the others.
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

  /// Adds the Euclidean distances of eight rows to a run of other rows to sums of several partitions.
  ///
  /// Every distance is computed once and added to one sum of each partition, in the order of the
  /// others, so that cutting the run in pieces changes no bit.
  ///
  /// - Parameters:
  ///   - sums: The sums, one vector per cluster of each partition, which grow.
  ///   - block: Eight rows as ``RowLanes`` lays them out, one vector per feature.
  ///   - others: Shape `m × block.count`, row-major.
  ///   - places: For each other row and partition, which of the block's sums it adds to, `m × p`.
  ///   - start: Where the block's sums begin.
  ///
  /// - Complexity: O(*m*·(*d* + *p*)), and *m* square roots for eight rows.
  @inline(never)
  public static func addDistances(
    _ sums: inout MutableSpan<Lanes>, of block: Span<Lanes>, to others: Span<Double>,
    places: Span<Int32>, at start: Int
  ) {
    let featureCount = block.count
    let otherCount = others.count / featureCount
    let partitionCount = places.count / max(otherCount, 1)
    for other in 0..<otherCount {
      let point = others.extracting(other * featureCount..<(other + 1) * featureCount)
      let distances = squaredDistances(block, point).squareRoot()
      let row = places.extracting(other * partitionCount..<(other + 1) * partitionCount)
      for partition in row.indices { sums[start + Int(row[partition])] += distances }
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
