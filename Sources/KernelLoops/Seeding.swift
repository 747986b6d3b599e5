/// Blocks that stay in the first-level cache while all candidates pass over them.
private let tileBlockCount = 16

extension Loops {
  /// Adds up, for every candidate, how far rows would be from their nearest seed with it.
  ///
  /// The potential of k-means++: the sum over rows of min(D², squared distance to the candidate). A
  /// lane keeps its own sum, in the order of the blocks; the caller adds the lanes up.
  ///
  /// - Parameters:
  ///   - vectors: Rows as ``RowLanes`` lays them out.
  ///   - blocks: The blocks to work on.
  ///   - candidates: Shape `t × featureCount`, row-major.
  ///   - featureCount: Number of features, *d*.
  ///   - nearest: D² so far, times the weight, a vector per block; 0 in the lanes that hold no row.
  ///   - weights: A vector per block, 0 or more; empty where all rows count the same.
  ///   - potentials: One vector per candidate, which grows by the sums.
  ///
  /// - Complexity: O(*n*·*t*·*d*).
  @inline(never)
  public static func addPotentials(
    of vectors: Span<Lanes>, blocks: Range<Int>, candidates: Span<Double>, featureCount: Int,
    nearest: Span<Lanes>, weights: Span<Lanes>, potentials: inout MutableSpan<Lanes>
  ) {
    var start = blocks.lowerBound
    while start < blocks.upperBound {
      let end = min(start + tileBlockCount, blocks.upperBound)
      for candidate in potentials.indices {
        let point = candidates.extracting(candidate * featureCount..<(candidate + 1) * featureCount)
        var sum = potentials[candidate]
        for block in start..<end {
          let rows = vectors.extracting(block * featureCount..<(block + 1) * featureCount)
          var distance = squaredDistances(rows, point)
          if !weights.isEmpty { distance *= weights[block] }
          let known = nearest[block]
          sum += known.replacing(with: distance, where: distance .< known)
        }
        potentials[candidate] = sum
      }
      start = end
    }
  }

  /// Lowers D², the squared distance of every row to its nearest seed, for one more seed.
  ///
  /// - Parameters:
  ///   - nearest: A vector per block, infinite where there is no seed yet, 0 where there is no row.
  ///   - vectors: Rows as ``RowLanes`` lays them out.
  ///   - blocks: The blocks to work on.
  ///   - seed: One value per feature.
  ///   - weights: A vector per block, 0 or more; empty where all rows count the same.
  ///
  /// - Complexity: O(*n*·*d*).
  @inline(never)
  public static func lowerNearest(
    _ nearest: inout MutableSpan<Lanes>, of vectors: Span<Lanes>, blocks: Range<Int>,
    seed: Span<Double>, weights: Span<Lanes>
  ) {
    let featureCount = seed.count
    for block in blocks {
      let rows = vectors.extracting(block * featureCount..<(block + 1) * featureCount)
      var distance = squaredDistances(rows, seed)
      if !weights.isEmpty { distance *= weights[block] }
      let known = nearest[block]
      nearest[block] = known.replacing(with: distance, where: distance .< known)
    }
  }
}
