/// Blocks whose squares are added up in single precision before they go to sums in double precision.
private let tileBlockCount = 16

extension Loops {
  /// Lays out rows side by side in single precision, moved and scaled.
  ///
  /// - Parameters:
  ///   - chosen: Which rows.
  ///   - rows: Shape `n × d`, row-major, all finite.
  ///   - origin: *d* values that are taken away from rows, eight a vector.
  ///   - scale: A power of two, by which they are then multiplied.
  ///   - staged: Memory for a multiple of sixteen rows, ⌊*d*/8⌋ vectors each, or 1.
  ///   - block: Memory for one vector per feature, *d*.
  ///   - vectors: Receives blocks of sixteen rows, *d* vectors each; the first row of the last block
  ///     fills the lanes that are left.
  ///   - squares: One vector, which grows by the sum of all squares, lane by lane.
  @inline(never)
  public static func layOutRows(
    _ chosen: Span<Int32>, of rows: Span<Double>, origin: Span<Lanes>, scale: Double,
    staged: inout MutableSpan<Lanes>, block: inout MutableSpan<ScreenLanes>,
    vectors: inout MutableSpan<ScreenLanes>, squares: inout MutableSpan<Lanes>
  ) {
    let width = ScreenLanes.scalarCount
    let featureCount = block.count
    let room = staged.count / max(1, featureCount / Lanes.scalarCount) / width * width
    var start = 0
    var place = 0
    while start < chosen.count {
      let stop = min(start &+ room, chosen.count)
      stage(chosen.extracting(start..<stop), of: rows, featureCount: featureCount, into: &staged)
      var first = 0
      while start &+ first < stop {
        let part = chosen.extracting(start &+ first..<min(start &+ first &+ width, stop))
        layOut(
          part, of: rows, staged: staged.span, from: first, origin: origin, scale: scale,
          into: &block)
        var square = ScreenLanes.zero
        for feature in 0..<featureCount {
          let values = block[feature]
          vectors[place] = values
          square += values * values
          place &+= 1
        }
        squares[0] += pairs(square)
        first &+= width
      }
      start = stop
    }
  }

  /// Adds up, for every candidate, about how far rows would be from their nearest seed with it, and
  /// marks the rows that it may be nearer to.
  ///
  /// The square of a distance is the sum of (y − c)² in single precision, of rows and candidates that
  /// were moved to an origin near them and scaled to magnitudes of at most about 1. It errs by less
  /// than η·(R + D), with R and D the squares of |y| and |y − c|, and η = (2*d* + 8)·u for u = 2⁻²⁴.
  ///
  /// Why. Rounding y and c to single precision, and then their difference, moves it by less than
  /// 1.01·u·(|y| + |c| + |y − c|), which is at most ε = 2.02·u·(√R + √D). That changes the square by at
  /// most 2√D·ε + ε², less than 6.1·u·(R + D), and adding *d* squares, fused or not, by less than
  /// 1.01·(*d* + 1)·u of it. What underflows is less than 2⁻¹⁰⁰.
  ///
  /// A row counts with its limit where that is less; `lowerNearest` says what it is. So a sum over rows
  /// errs by at most 3η of itself and of the sum of R, and adding 16 squares of a lane by 16·u more:
  /// by less than 6η of both together.
  ///
  /// - Parameters:
  ///   - vectors: Rows as ``layOutRows`` lays them out.
  ///   - blocks: The blocks to work on.
  ///   - candidates: Shape `t × featureCount`, row-major, moved and scaled.
  ///   - featureCount: Number of features, *d*.
  ///   - limits: One per row, sixteen per block; 0 where there is no row.
  ///   - marks: One per row; receives a bit for each of the first 15 candidates, and another for all
  ///     further ones: 1 where the candidate may be nearer than all seeds.
  ///   - sums: Memory for *t* vectors.
  ///   - potentials: One vector per candidate, which grows by the sums; lanes are to be added up.
  ///
  /// - Complexity: O(*n*·*t*·*d*).
  @inline(never)
  public static func screenPotentials(
    of vectors: Span<ScreenLanes>, blocks: Range<Int>, candidates: Span<Float>, featureCount: Int,
    limits: Span<Float>, marks: inout MutableSpan<SIMD16<UInt16>>,
    sums: inout MutableSpan<ScreenLanes>, potentials: inout MutableSpan<Lanes>
  ) {
    var start = blocks.lowerBound
    while start < blocks.upperBound {
      let end = min(start &+ tileBlockCount, blocks.upperBound)
      for candidate in sums.indices { sums[candidate] = .zero }
      for block in start..<end {
        let first = block &* featureCount
        let rows = vectors.extracting(first..<first &+ featureCount)
        let limit = sixteen(limits, at: block &* ScreenLanes.scalarCount)
        let found: SIMD16<Int32>
        switch featureCount {
        case 1: found = meet(rows, count: 1, candidates, limit, &sums)
        case 2: found = meet(rows, count: 2, candidates, limit, &sums)
        case 3: found = meet(rows, count: 3, candidates, limit, &sums)
        case 4: found = meet(rows, count: 4, candidates, limit, &sums)
        case 5: found = meet(rows, count: 5, candidates, limit, &sums)
        case 6: found = meet(rows, count: 6, candidates, limit, &sums)
        case 7: found = meet(rows, count: 7, candidates, limit, &sums)
        case 8: found = meet(rows, count: 8, candidates, limit, &sums)
        default: found = meet(rows, featureCount: featureCount, candidates, limit, &sums)
        }
        marks[block] = SIMD16<UInt16>(truncatingIfNeeded: found)
      }
      for candidate in sums.indices {
        potentials[candidate] += pairs(sums[candidate])
      }
      start = end
    }
  }

  /// Where the number of features is known when this is compiled, so that rows stay in registers.
  @inline(__always)
  private static func meet(
    _ rows: Span<ScreenLanes>, count: Int, _ candidates: Span<Float>, _ limit: ScreenLanes,
    _ sums: inout MutableSpan<ScreenLanes>
  ) -> SIMD16<Int32> {
    var held = InlineArray<8, ScreenLanes>(repeating: .zero)
    for feature in 0..<count { held[feature] = rows[feature] }
    var marks = SIMD16<Int32>.zero
    var bit: Int32 = 1
    for candidate in sums.indices {
      let point = candidates.extracting(candidate &* count..<candidate &* count &+ count)
      var square = ScreenLanes.zero
      for feature in 0..<count { square = sum(square, held[feature] - point[feature]) }
      keep(square, limit, bit, &marks, &sums, candidate)
      bit = next(bit)
    }
    return marks
  }

  @inline(__always)
  private static func meet(
    _ rows: Span<ScreenLanes>, featureCount: Int, _ candidates: Span<Float>,
    _ limit: ScreenLanes, _ sums: inout MutableSpan<ScreenLanes>
  ) -> SIMD16<Int32> {
    var marks = SIMD16<Int32>.zero
    var bit: Int32 = 1
    for candidate in sums.indices {
      let first = candidate &* featureCount
      let point = candidates.extracting(first..<first &+ featureCount)
      var square = ScreenLanes.zero
      for feature in 0..<featureCount { square = sum(square, rows[feature] - point[feature]) }
      keep(square, limit, bit, &marks, &sums, candidate)
      bit = next(bit)
    }
    return marks
  }

  /// The bit of the next candidate; the sixteenth and all further ones share the last.
  @inline(__always)
  private static func next(_ bit: Int32) -> Int32 { bit < 1 << 15 ? bit &<< 1 : bit }

  @inline(__always)
  private static func keep(
    _ square: ScreenLanes, _ limit: ScreenLanes, _ bit: Int32, _ marks: inout SIMD16<Int32>,
    _ sums: inout MutableSpan<ScreenLanes>, _ candidate: Int
  ) {
    let isNearer = square .< limit
    marks.replace(with: marks | SIMD16(repeating: bit), where: isNearer)
    sums[candidate] += limit.replacing(with: square, where: isNearer)
  }

  /// A sum and a square more; fused where the CPU can, as this only screens.
  @inline(__always)
  private static func sum(_ sum: ScreenLanes, _ difference: ScreenLanes) -> ScreenLanes {
    #if FUSED
      return sum.addingProduct(difference, difference)
    #else
      return sum + difference * difference
    #endif
  }

  /// The sums of lanes that are eight apart, in double precision.
  @inline(__always)
  private static func pairs(_ lanes: ScreenLanes) -> Lanes {
    // Written out: the compiler leaves a weak function for a conversion of whole vectors.
    let low = Lanes(
      Double(lanes[0]), Double(lanes[1]), Double(lanes[2]), Double(lanes[3]), Double(lanes[4]),
      Double(lanes[5]), Double(lanes[6]), Double(lanes[7]))
    let high = Lanes(
      Double(lanes[8]), Double(lanes[9]), Double(lanes[10]), Double(lanes[11]), Double(lanes[12]),
      Double(lanes[13]), Double(lanes[14]), Double(lanes[15]))
    return low + high
  }

  /// Finds the rows that were marked for a candidate.
  ///
  /// - Parameters:
  ///   - marks: As ``screenPotentials`` makes them, sixteen rows a vector.
  ///   - bit: Which candidate.
  ///   - found: At least a multiple of sixteen that holds all rows; receives the rows, ascending.
  /// - Returns: How many they are.
  /// - Complexity: O(*n*).
  @inline(never)
  public static func findMarkedRows(
    _ marks: Span<SIMD16<UInt16>>, bit: UInt16, found: inout MutableSpan<Int32>
  ) -> Int {
    precondition(marks.count &* ScreenLanes.scalarCount <= found.count)
    var count = 0
    var row: Int32 = 0
    for block in marks.indices {
      let mark = marks[block]
      for lane in 0..<ScreenLanes.scalarCount {
        found[count] = row
        count &+= mark[lane] & bit == 0 ? 0 : 1
        row &+= 1
      }
    }
    return count
  }
}
