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
  ///   - nearest: D² so far, times the weight, eight values per block; 0 where there is no row.
  ///   - weights: A vector per block, 0 or more; empty where all rows count the same.
  ///   - potentials: One vector per candidate, which grows by the sums.
  ///
  /// - Complexity: O(*n*·*t*·*d*).
  @inline(never)
  public static func addPotentials(
    of vectors: Span<Lanes>, blocks: Range<Int>, candidates: Span<Double>, featureCount: Int,
    nearest: Span<Double>, weights: Span<Lanes>, potentials: inout MutableSpan<Lanes>
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
          let known = eight(nearest, at: block * Lanes.scalarCount)
          sum += known.replacing(with: distance, where: distance .< known)
        }
        potentials[candidate] = sum
      }
      start = end
    }
  }

  /// Lowers D², the squared distance of rows to their nearest seed, for one more seed.
  ///
  /// With it goes the limit of each row: what ``screenPotentials`` computes for another seed is below
  /// it if that seed is nearer.
  ///
  /// Why it is safe. Let η be the slack, R the square of the length of the row and D that of its
  /// distance to the other seed, as ``screenPotentials`` has them. What it computes is at most
  /// D + η(R + D); so where that is D² or more, D·(1 + η) + ηR, D is D² or more. The limit takes twice
  /// η for the rounding of the limit itself.
  ///
  /// - Parameters:
  ///   - nearest: One value per row, infinite where there is no seed yet.
  ///   - limits: One value per row, scaled.
  ///   - chosen: Which rows, eight of which are computed side by side.
  ///   - rows: Shape `n × d`, row-major.
  ///   - seed: One value per feature.
  ///   - weights: One value per row, 0 or more; empty where all rows count the same.
  ///   - origin: One value per feature.
  ///   - scale: What rows are multiplied by for ``screenPotentials``.
  ///   - slack: η of ``screenPotentials``.
  ///   - block: Memory for one vector per feature, *d*.
  ///
  /// - Complexity: O(*m*·*d*) for *m* rows.
  @inline(never)
  public static func lowerNearest(
    _ nearest: inout MutableSpan<Double>, limits: inout MutableSpan<Float>,
    of chosen: Span<Int32>, rows: Span<Double>, seed: Span<Double>, weights: Span<Double>,
    origin: Span<Double>, scale: Double, slack: Double, block: inout MutableSpan<Lanes>
  ) {
    var start = 0
    while start < chosen.count {
      let valid = min(Lanes.scalarCount, chosen.count - start)
      let part = chosen.extracting(start..<start + valid)
      gather(part, of: rows, into: &block)
      let vectors = block.span
      var distance = squaredDistances(vectors, seed)
      if !weights.isEmpty {
        for lane in 0..<valid { distance[lane] *= weights[Int(part[lane])] }
      }
      var length = Lanes.zero
      for feature in vectors.indices {
        let value = (vectors[feature] - origin[feature]) * scale
        length += value * value
      }
      let room = 2 * slack
      let limit =
        (distance * (scale * scale) * (1 + room) + length * room + 0x1p-100) * (1 + 0x1p-22)
      for lane in 0..<valid {
        let row = Int(part[lane])
        if distance[lane] < nearest[row] {
          nearest[row] = distance[lane]
          limits[row] = Float(limit[lane])
        }
      }
      start += valid
    }
  }
}
