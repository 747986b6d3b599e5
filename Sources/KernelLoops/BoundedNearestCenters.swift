extension Loops {
  /// Finds those rows whose nearest centre may have changed since the last time.
  ///
  /// For every row an upper bound of the distance to its centre and a lower bound of the distance to
  /// any other are kept. When centres move, the bounds give way by as much; as long as the upper one
  /// stays below the lower one, the row needs no distance. The bounds are widened at every step by
  /// more than all rounding, and a tie is always in doubt, so labels are those of
  /// ``nearestCenters(of:blocks:to:featureCount:labels:squaredDistances:)``, bit for bit.
  ///
  /// > Source: Hamerly, *Making k-means Even Faster*, SDM 2010.
  ///
  /// - Parameters:
  ///   - range: The rows to look at.
  ///   - labels: The label of each row so far.
  ///   - own: For each centre, how far it moved.
  ///   - other: For each centre, how far any other moved.
  ///   - reach: For each centre, how many times the distance to it another must be away.
  ///   - growth: The factor for upper bounds.
  ///   - shrinkage: The factor for lower bounds.
  ///   - upper: One bound per row, in units of the features.
  ///   - lower: The other bound of each row.
  ///   - doubtful: At least as many as `range`; receives the rows in doubt, ascending.
  /// - Returns: How many rows are in doubt.
  /// - Complexity: O(*n*).
  @inline(never)
  public static func findDoubtfulRows(
    _ range: Range<Int>, labels: Span<Int32>, own: Span<Double>, other: Span<Double>,
    reach: Span<Double>,
    growth: Double, shrinkage: Double, upper: inout MutableSpan<Double>,
    lower: inout MutableSpan<Double>,
    doubtful: inout MutableSpan<Int32>
  ) -> Int {
    var count = 0
    for row in range {
      let label = Int(labels[row])
      let up = upper[row] * growth + own[label]
      let low = lower[row] * shrinkage - other[label]
      upper[row] = up
      lower[row] = low
      doubtful[count] = Int32(truncatingIfNeeded: row)
      // As `isWithinReach`, by the bits of the difference: 0, less and not a number are within reach.
      // What compares becomes a branch that is guessed wrong.
      let left = low - (up * reach[label] + 1e-140)
      count &+= Int(
        truncatingIfNeeded: (((left.bitPattern &- 1) &>> 32) &+ 0x8010_0000) &>> 32)
    }
    return count
  }

  /// More than the relative rounding of a weighted distance over so many features.
  @inline(__always)
  public static func slack(featureCount: Int) -> Double { Double(featureCount + 8) * 0x1p-51 }

  /// Whether a row whose distances have these bounds may belong to another centre.
  ///
  /// Below 1e-140 squares lose their digits, and no bound can be trusted.
  @inline(__always)
  public static func isWithinReach(_ upper: Double, _ reach: Double, _ lower: Double) -> Bool {
    !(upper * reach + 1e-140 < lower)
  }

  /// Finds the centre of least weighted distance of some rows, and makes their bounds anew.
  ///
  /// Bounds are of the square roots of weighted squared distances. Ties go to the lowest index.
  ///
  /// - Parameters:
  ///   - doubtful: The rows, eight of which are computed side by side.
  ///   - rows: Shape `n × d`, row-major, all finite.
  ///   - centers: Shape `k × d`, row-major, *k* at least 1.
  ///   - weights: One factor per centre for the squared distances to it; 1 changes no bit.
  ///   - block: Memory for one vector per feature, *d*.
  ///   - labels: Receives the label of each row of `doubtful`, in their order.
  ///   - upper: One bound per row of `rows`.
  ///   - lower: The other bound.
  /// - Complexity: O(*m*·*k*·*d*) for *m* rows.
  @inline(never)
  public static func decideDoubtfulRows(
    _ doubtful: Span<Int32>, of rows: Span<Double>, to centers: Span<Double>,
    weights: Span<Double>, block: inout MutableSpan<Lanes>, labels: inout MutableSpan<Int32>,
    upper: inout MutableSpan<Double>, lower: inout MutableSpan<Double>
  ) {
    let featureCount = block.count
    let slack = Loops.slack(featureCount: featureCount)
    var start = 0
    while start < doubtful.count {
      let valid = min(Lanes.scalarCount, doubtful.count - start)
      gather(doubtful.extracting(start..<start + valid), of: rows, into: &block)
      let vectors = block.span
      var nearest = NearestTwo()
      for center in weights.indices {
        let point = centers.extracting(center * featureCount..<(center + 1) * featureCount)
        nearest.meet(squaredDistances(vectors, point) * weights[center], center)
      }
      let up = nearest.best.squareRoot() * (1 + slack)
      let low = nearest.second.squareRoot() * (1 - slack)
      for lane in 0..<valid {
        let row = Int(doubtful[start + lane])
        upper[row] = up[lane]
        lower[row] = low[lane]
        labels[start + lane] = Int32(truncatingIfNeeded: nearest.index[lane])
      }
      start += valid
    }
  }

  /// The two least of the distances that eight rows have met, and the first that is the least.
  struct NearestTwo {
    private(set) var best = Lanes(repeating: .infinity)
    private(set) var second = Lanes(repeating: .infinity)
    private(set) var index = SIMD8<Int64>.zero

    @inline(__always)
    mutating func meet(_ distance: Lanes, _ center: Int) {
      second.replace(with: distance, where: distance .< second)
      let closer = distance .< best
      second.replace(with: best, where: closer)
      best.replace(with: distance, where: closer)
      index.replace(with: SIMD8(repeating: Int64(center)), where: closer)
    }
  }

  /// Lays out eight rows side by side; where they are fewer, the first fills the lanes that are left.
  static func gather(
    _ rows: Span<Int32>, of table: Span<Double>, into block: inout MutableSpan<Lanes>
  ) {
    let width = block.count
    func first(_ lane: Int) -> Int { Int(rows[lane < rows.count ? lane : 0]) * width }
    let row0 = table.extracting(first(0)..<first(0) + width)
    let row1 = table.extracting(first(1)..<first(1) + width)
    let row2 = table.extracting(first(2)..<first(2) + width)
    let row3 = table.extracting(first(3)..<first(3) + width)
    let row4 = table.extracting(first(4)..<first(4) + width)
    let row5 = table.extracting(first(5)..<first(5) + width)
    let row6 = table.extracting(first(6)..<first(6) + width)
    let row7 = table.extracting(first(7)..<first(7) + width)
    // Whole vectors: to write them lane by lane takes longer than all that is computed with them.
    for feature in 0..<width {
      block[feature] = Lanes(
        row0[feature], row1[feature], row2[feature], row3[feature], row4[feature], row5[feature],
        row6[feature], row7[feature])
    }
  }
}
