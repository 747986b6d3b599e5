/// Centres whose drifts are put in lanes centre by centre.
private let fewCenters = 16

extension Loops {
  /// Finds those rows whose nearest centre may have changed since it was found.
  ///
  /// A row has one threshold: as long as what its own centre and the fastest of the others have moved
  /// since the beginning is below it, its label holds. Nothing is written for rows that stay.
  ///
  /// > Source: Hamerly, *Making k-means Even Faster*, SDM 2010; his two bounds drawn together in one,
  /// > as in Kwedlo, *Accelerated k-means algorithms for low-dimensional data*, 2017.
  ///
  /// - Parameters:
  ///   - range: The rows to look at.
  ///   - labels: The label of each row.
  ///   - thresholds: One per row.
  ///   - drifts: For each centre, how far it and the others moved, rounded up.
  ///   - doubtful: At least as many as `range`; receives the rows in doubt, ascending.
  /// - Returns: How many rows are in doubt.
  /// - Complexity: O(*n*).
  @inline(never)
  public static func findRowsInDoubt(
    _ range: Range<Int>, labels: Span<Int32>, thresholds: Span<Float>, drifts: Span<Float>,
    doubtful: inout MutableSpan<Int32>
  ) -> Int {
    precondition(range.count <= doubtful.count)
    let labels = labels.extracting(range)
    let thresholds = thresholds.extracting(range)
    var count = 0
    var index = 0
    #if FUSED
      // Measured with the change in `doubt`: 20,000 × 8 with 10 centres and swaps take a fifth less. To
      // go from bit to bit where a few of sixteen rows are in doubt is slower, by guesses gone wrong.
      if drifts.count <= fewCenters {
        while index &+ ScreenLanes.scalarCount <= labels.count {
          let left = left(labels, thresholds, drifts, from: index)
          if hasDoubt(left) {
            for lane in 0..<ScreenLanes.scalarCount {
              doubtful[count] = Int32(truncatingIfNeeded: range.lowerBound &+ index &+ lane)
              count &+= doubt(left[lane])
            }
          }
          index &+= ScreenLanes.scalarCount
        }
      }
    #endif
    while index < labels.count {
      doubtful[count] = Int32(truncatingIfNeeded: range.lowerBound &+ index)
      count &+= doubt(thresholds[index] - drifts[Int(labels[index])])
      index &+= 1
    }
    return count
  }

  /// 1 for a row of which so much of its threshold is left, if that is not above 0; else 0.
  ///
  /// 0, less and not a number are told by their bits, as a comparison becomes a branch that is guessed
  /// wrong. Measured with half of the rows in doubt: 1.2 ns a row in place of 5.0.
  @inline(__always)
  private static func doubt(_ left: Float) -> Int {
    let bits = UInt64(left.bitPattern &- 1)
    return Int(truncatingIfNeeded: (bits &+ 0x8080_0000) &>> 32)
  }

  #if FUSED
    /// What is left of the thresholds of sixteen rows.
    ///
    /// Every drift is put in the lanes of its centre, which for a few centres takes less than to look
    /// up one for each lane.
    @inline(__always)
    private static func left(
      _ labels: Span<Int32>, _ thresholds: Span<Float>, _ drifts: Span<Float>, from index: Int
    ) -> ScreenLanes {
      let label = sixteen(labels, at: index)
      var drift = ScreenLanes.zero
      for center in drifts.indices {
        drift.replace(
          with: ScreenLanes(repeating: drifts[center]),
          where: label .== SIMD16(repeating: Int32(truncatingIfNeeded: center)))
      }
      return sixteen(thresholds, at: index) - drift
    }

    /// Whether any of sixteen rows is in doubt.
    @inline(__always)
    private static func hasDoubt(_ left: ScreenLanes) -> Bool {
      let doubt = SIMD16<Int32>(repeating: 1).replacing(with: 0, where: left .> 0)
      let eight = doubt.lowHalf | doubt.highHalf
      let four = eight.lowHalf | eight.highHalf
      let two = four.lowHalf | four.highHalf
      return two[0] | two[1] != 0
    }
  #endif

  /// Keeps the labels that a screen was sure of, with their thresholds.
  ///
  /// - Parameters:
  ///   - chosen: Which rows were screened.
  ///   - found: Their labels, sixteen a vector.
  ///   - margins: Their margins.
  ///   - drifts: For each centre, how far it and the others have moved, rounded down.
  ///   - labels: One per row; -1 before the first.
  ///   - thresholds: One per row.
  ///   - moved: At least as many as `chosen`; receives the rows whose label changed.
  ///   - sources: As many; receives the labels that these had.
  ///   - unsure: As many; receives the rows whose margin is not above 0.
  /// - Returns: How many rows changed their label, and how many are unsure.
  @inline(never)
  public static func keepLabels(
    _ chosen: Span<Int32>, found: Span<SIMD16<Int32>>, margins: Span<ScreenLanes>,
    drifts: Span<Float>, labels: inout MutableSpan<Int32>, thresholds: inout MutableSpan<Float>,
    moved: inout MutableSpan<Int32>, sources: inout MutableSpan<Int32>,
    unsure: inout MutableSpan<Int32>
  ) -> (movedCount: Int, unsureCount: Int) {
    let width = ScreenLanes.scalarCount
    var movedCount = 0
    var unsureCount = 0
    var start = 0
    var batch = 0
    while start < chosen.count {
      let part = chosen.extracting(start..<min(start &+ width, chosen.count))
      let new = found[batch]
      let margin = margins[batch]
      for lane in part.indices {
        let row = Int(part[lane])
        if margin[lane] > 0 {
          let label = new[lane]
          let old = labels[row]
          thresholds[row] = threshold(drifts[Int(label)], margin[lane])
          labels[row] = label
          moved[movedCount] = Int32(truncatingIfNeeded: row)
          sources[movedCount] = old
          movedCount &+= label == old ? 0 : 1
        } else {
          unsure[unsureCount] = Int32(truncatingIfNeeded: row)
          unsureCount &+= 1
        }
      }
      start &+= width
      batch &+= 1
    }
    return (movedCount, unsureCount)
  }

  /// What may be moved in all until a margin is used up, rounded down.
  @inline(__always)
  private static func threshold(_ drift: Float, _ margin: Float) -> Float {
    (drift + margin) * (1 - 0x1p-22)
  }

  /// Finds the nearest centre of some rows by exact distances, and keeps their labels and thresholds.
  ///
  /// - Parameters:
  ///   - chosen: The rows, eight of which are computed side by side.
  ///   - rows: Shape `n × d`, row-major, all finite.
  ///   - centers: Shape `k × d`, row-major, *k* at least 1.
  ///   - scale: What thresholds are scaled by; 0 where there are none.
  ///   - drifts: For each centre, how far it and the others have moved, rounded down.
  ///   - block: Memory for one vector per feature, *d*.
  ///   - labels: One per row; -1 before the first.
  ///   - thresholds: One per row.
  ///   - moved: Receives the rows whose label changed, from `movedCount` on.
  ///   - sources: Receives the labels that these had.
  ///   - movedCount: How many there are already.
  /// - Returns: How many there are then.
  /// - Complexity: O(*m*·*k*·*d*) for *m* rows.
  @inline(never)
  public static func decideRows(
    _ chosen: Span<Int32>, of rows: Span<Double>, to centers: Span<Double>, scale: Double,
    drifts: Span<Float>, block: inout MutableSpan<Lanes>, labels: inout MutableSpan<Int32>,
    thresholds: inout MutableSpan<Float>, moved: inout MutableSpan<Int32>,
    sources: inout MutableSpan<Int32>, movedCount: Int
  ) -> Int {
    let featureCount = block.count
    // As much again for the distances that are compared later, when the centres have moved.
    let slack = 4 * Loops.slack(featureCount: featureCount)
    var movedCount = movedCount
    var start = 0
    while start < chosen.count {
      let valid = min(Lanes.scalarCount, chosen.count - start)
      gather(chosen.extracting(start..<start + valid), of: rows, into: &block)
      let vectors = block.span
      var nearest = NearestTwo()
      for center in 0..<centers.count / featureCount {
        let point = centers.extracting(center * featureCount..<(center + 1) * featureCount)
        nearest.meet(squaredDistances(vectors, point), center)
      }
      // Below 1e-140 squares lose their digits.
      let upper = nearest.best.squareRoot() * (1 + slack) + 1e-140
      let margin = (nearest.second.squareRoot() * (1 - slack) - upper) * scale
      for lane in 0..<valid {
        let row = Int(chosen[start + lane])
        let label = Int32(truncatingIfNeeded: nearest.index[lane])
        let old = labels[row]
        labels[row] = label
        // Conversion rounds by half as much as is taken off.
        thresholds[row] = threshold(drifts[Int(label)], Float(margin[lane]))
        moved[movedCount] = Int32(truncatingIfNeeded: row)
        sources[movedCount] = old
        movedCount += label == old ? 0 : 1
      }
      start += valid
    }
    return movedCount
  }

  /// The squared distance of each row to the centre of its label.
  ///
  /// - Parameters:
  ///   - rows: Shape `n × featureCount`, row-major.
  ///   - centers: Shape `k × featureCount`, row-major.
  ///   - featureCount: Number of features, *d*.
  ///   - labels: One per row.
  ///   - squaredDistances: Receives one per row.
  /// - Complexity: O(*n*·*d*).
  @inline(never)
  public static func labelledDistances(
    of rows: Span<Double>, to centers: Span<Double>, featureCount: Int, labels: Span<Int32>,
    squaredDistances: inout MutableSpan<Double>
  ) {
    var start = 0
    for row in labels.indices {
      let first = Int(labels[row]) * featureCount
      let values = rows.extracting(start..<start + featureCount)
      let point = centers.extracting(first..<first + featureCount)
      var sum = 0.0
      for feature in values.indices {
        let difference = values[feature] - point[feature]
        sum += difference * difference
      }
      squaredDistances[row] = sum
      start += featureCount
    }
  }
}
