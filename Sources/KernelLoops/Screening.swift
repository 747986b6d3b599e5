/// Sixteen values in single precision, one of each of sixteen rows.
public typealias ScreenLanes = SIMD16<Float>

/// Centres that are added up side by side, so that a row's value is loaded once for all of them.
private let tile = 4

extension Loops {
  /// Finds the nearest centre of rows in single precision, and by how much it is the nearest.
  ///
  /// Distances are |y|² + (|c|² − 2yc), of rows and centres that were moved to an origin near them and
  /// scaled to magnitudes of at most about 1. The margin is the least by which the distance to any
  /// other centre exceeds that to the nearest, with all rounding taken off, also that of the exact
  /// distances: where it is above 0, the label is the one that exact distances give.
  ///
  /// Why it is safe. Let u be 2⁻²⁴, y and c a row and a centre as they are in single precision, R and
  /// D the squares of |y| and |y − c|. Adding |c|² and *d* products errs by at most
  /// (*d* + 3)·u·(|c|² + 2|y||c|), fused or not, and |c| ≤ |y| + |y − c| makes that at most
  /// (*d* + 3)·u·(5R + 3D). Adding R, itself with (*d* + 1)·u·R, and rounding row and centre to single
  /// precision, each by u of its length, add less than (*d* + 8)·u·R + 6u·D. So the computed square
  /// errs by less than η·(R + D) with η = (8*d* + 32)·u. As D is at most (computed + ηR)/(1 − η), twice
  /// η times what was computed is enough where η ≤ ¼, and leaves ⅔η for the roundings of the bounds
  /// themselves. What underflows is less than 2⁻¹⁰⁰. The factors 1 ± 4u on the roots exceed their
  /// rounding and that of exact distances, which is below (*d* + 8)·2⁻⁵¹ of their sum, even when the
  /// centres have moved by all of the margin and doubled that sum.
  ///
  /// - Parameters:
  ///   - chosen: Which rows.
  ///   - rows: Shape `n × d`, row-major, all finite.
  ///   - origin: *d* values that are taken away from rows, eight a vector.
  ///   - scale: A power of two, by which they are then multiplied.
  ///   - factors: Shape `k × d`: −2 times the centres, moved and scaled.
  ///   - squares: For each centre its squared length.
  ///   - slack: η, at most ¼.
  ///   - staged: Memory for a multiple of sixteen rows, ⌊*d*/8⌋ vectors each, or 1.
  ///   - block: Memory for one vector per feature, *d*.
  ///   - labels: Receives the nearest centres, sixteen rows a vector.
  ///   - margins: Receives the margins, in scaled units; 0 or less, or NaN, where there is doubt.
  /// - Complexity: O(*m*·*k*·*d*) for *m* rows.
  @inline(never)
  public static func screenRows(
    _ chosen: Span<Int32>, of rows: Span<Double>, origin: Span<Lanes>, scale: Double,
    factors: Span<Float>, squares: Span<Float>, slack: Float,
    staged: inout MutableSpan<Lanes>, block: inout MutableSpan<ScreenLanes>,
    labels: inout MutableSpan<SIMD16<Int32>>,
    margins: inout MutableSpan<ScreenLanes>
  ) {
    let width = ScreenLanes.scalarCount
    let rowWidth = max(1, block.count / Lanes.scalarCount)
    let room = staged.count / rowWidth / width * width
    var start = 0
    var batch = 0
    while start < chosen.count {
      let stop = min(start &+ room, chosen.count)
      stage(chosen.extracting(start..<stop), of: rows, featureCount: block.count, into: &staged)
      var first = 0
      while start &+ first < stop {
        let part = chosen.extracting(start &+ first..<min(start &+ first &+ width, stop))
        layOut(
          part, of: rows, staged: staged.span, from: first, origin: origin, scale: scale,
          into: &block)
        let vectors = block.span
        let found = nearest(vectors, featureCount: vectors.count, factors, squares)
        labels[batch] = found.index
        margins[batch] = margin(found, squared(vectors), slack)
        first &+= width
        batch &+= 1
      }
      start = stop
    }
  }

  /// Finds the nearest centre of rows that are laid out in single precision already, as
  /// ``screenRows`` does of others.
  ///
  /// - Parameters:
  ///   - vectors: Rows as ``layOutRows`` lays them out, with the origin and the scale of the centres.
  ///   - blocks: The blocks to work on.
  ///   - featureCount: Number of features, *d*.
  ///   - factors: Shape `k × d`: −2 times the centres, moved and scaled.
  ///   - squares: For each centre its squared length.
  ///   - slack: η of ``screenRows``, at most ¼.
  ///   - labels: Receives the nearest centres, a vector for each of the blocks.
  ///   - margins: Receives the margins, in scaled units; 0 or less, or NaN, where there is doubt.
  /// - Complexity: O(*n*·*k*·*d*) for *n* rows.
  @inline(never)
  public static func screenBlocks(
    of vectors: Span<ScreenLanes>, blocks: Range<Int>, featureCount: Int, factors: Span<Float>,
    squares: Span<Float>, slack: Float, labels: inout MutableSpan<SIMD16<Int32>>,
    margins: inout MutableSpan<ScreenLanes>
  ) {
    var batch = 0
    for block in blocks {
      let first = block &* featureCount
      let rows = vectors.extracting(first..<first &+ featureCount)
      let found = nearest(rows, featureCount: featureCount, factors, squares)
      labels[batch] = found.index
      margins[batch] = margin(found, squared(rows), slack)
      batch &+= 1
    }
  }

  /// The squares of the lengths of rows.
  @inline(__always)
  private static func squared(_ vectors: Span<ScreenLanes>) -> ScreenLanes {
    var square = ScreenLanes.zero
    for feature in vectors.indices { square += vectors[feature] * vectors[feature] }
    return square
  }

  @inline(__always)
  private static func nearest(
    _ vectors: Span<ScreenLanes>, featureCount: Int, _ factors: Span<Float>,
    _ squares: Span<Float>
  ) -> Nearest {
    switch featureCount {
    case 1: nearest(vectors, count: 1, factors, squares)
    case 2: nearest(vectors, count: 2, factors, squares)
    case 3: nearest(vectors, count: 3, factors, squares)
    case 4: nearest(vectors, count: 4, factors, squares)
    case 5: nearest(vectors, count: 5, factors, squares)
    case 6: nearest(vectors, count: 6, factors, squares)
    case 7: nearest(vectors, count: 7, factors, squares)
    case 8: nearest(vectors, count: 8, factors, squares)
    default:
      nearest(
        vectors, featureCount: featureCount, factors, squares, centerCount: squares.count)
    }
  }

  /// The least two of |c|² − 2yc over all centres, and the first that has the least.
  private struct Nearest {
    var best = ScreenLanes(repeating: .infinity)
    var second = ScreenLanes(repeating: .infinity)
    var index = SIMD16<Int32>.zero

    @inline(__always)
    mutating func meet(_ square: ScreenLanes, _ center: Int) {
      let closer = square .< best
      let other = square.replacing(with: best, where: closer)
      second.replace(with: other, where: other .< second)
      best.replace(with: square, where: closer)
      index.replace(with: SIMD16(repeating: Int32(truncatingIfNeeded: center)), where: closer)
    }
  }

  /// A sum and a product more; fused where the CPU can, as this only screens.
  @inline(__always)
  private static func sum(_ sum: ScreenLanes, _ values: ScreenLanes, _ factor: Float) -> ScreenLanes
  {
    #if FUSED
      return sum.addingProduct(values, ScreenLanes(repeating: factor))
    #else
      return sum + values * factor
    #endif
  }

  /// Where the number of features is known when this is compiled, so that rows stay in registers.
  @inline(__always)
  private static func nearest(
    _ vectors: Span<ScreenLanes>, count: Int, _ factors: Span<Float>, _ squares: Span<Float>
  ) -> Nearest {
    var held = InlineArray<8, ScreenLanes>(repeating: .zero)
    for feature in 0..<count { held[feature] = vectors[feature] }
    var found = Nearest()
    for center in squares.indices {
      let point = factors.extracting(center &* count..<center &* count &+ count)
      var square = ScreenLanes(repeating: squares[center])
      for feature in 0..<count { square = sum(square, held[feature], point[feature]) }
      found.meet(square, center)
    }
    return found
  }

  /// Four centres at a time, which wait for loads of the row together.
  ///
  /// Counts come as parameters: asked of a span in here, the compiler leaves a weak function for it
  /// that every module might share (Tests/Support/levels.py).
  @inline(__always)
  private static func nearest(
    _ vectors: Span<ScreenLanes>, featureCount count: Int, _ factors: Span<Float>,
    _ squares: Span<Float>, centerCount: Int
  ) -> Nearest {
    var found = Nearest()
    var center = 0
    while center &+ tile <= centerCount {
      let first = center &* count
      let point0 = factors.extracting(first..<first &+ count)
      let point1 = factors.extracting(first &+ count..<first &+ 2 &* count)
      let point2 = factors.extracting(first &+ 2 &* count..<first &+ 3 &* count)
      let point3 = factors.extracting(first &+ 3 &* count..<first &+ 4 &* count)
      var square0 = ScreenLanes(repeating: squares[center])
      var square1 = ScreenLanes(repeating: squares[center &+ 1])
      var square2 = ScreenLanes(repeating: squares[center &+ 2])
      var square3 = ScreenLanes(repeating: squares[center &+ 3])
      for feature in 0..<count {
        let values = vectors[feature]
        square0 = sum(square0, values, point0[feature])
        square1 = sum(square1, values, point1[feature])
        square2 = sum(square2, values, point2[feature])
        square3 = sum(square3, values, point3[feature])
      }
      found.meet(square0, center)
      found.meet(square1, center &+ 1)
      found.meet(square2, center &+ 2)
      found.meet(square3, center &+ 3)
      center &+= tile
    }
    while center < centerCount {
      let point = factors.extracting(center &* count..<center &* count &+ count)
      var square = ScreenLanes(repeating: squares[center])
      for feature in 0..<count { square = sum(square, vectors[feature], point[feature]) }
      found.meet(square, center)
      center &+= 1
    }
    return found
  }

  /// What is left between the two nearest when all errors are taken off.
  @inline(__always)
  private static func margin(
    _ found: Nearest, _ square: ScreenLanes, _ slack: Float
  ) -> ScreenLanes {
    let unit: Float = 0x1p-24
    let nearest = found.best + square
    let room = square * (2 * slack) + 0x1p-100
    var upper = nearest.replacing(with: 0, where: nearest .< 0) * (1 + 2 * slack) + room
    var lower = (found.second + square) * (1 - 2 * slack) - room
    upper = upper.squareRoot() * (1 + 4 * unit)
    lower = lower.replacing(with: 0, where: lower .< 0).squareRoot() * (1 - 4 * unit)
    return lower - upper - 0x1p-60
  }

  /// Copies rows to where they are near, eight features a vector.
  ///
  /// Many rows, so that the next are on their way from memory while one is copied, and few enough to
  /// stay near: `CenterScreen.stagedRowCount` says what that measured.
  @inline(__always)
  static func stage(
    _ chosen: Span<Int32>, of rows: Span<Double>, featureCount: Int,
    into staged: inout MutableSpan<Lanes>
  ) {
    let wholeCount = featureCount / Lanes.scalarCount
    guard wholeCount > 0 else { return }
    var place = 0
    for row in chosen.indices {
      var start = Int(chosen[row]) &* featureCount
      for _ in 0..<wholeCount {
        staged[place] = eight(rows, at: start)
        place &+= 1
        start &+= Lanes.scalarCount
      }
    }
  }

  /// Lays out sixteen rows side by side, moved and scaled; the first fills the lanes that are left.
  ///
  /// Measured with 3 features and 6 centres: 2.2 ns a row in place of 4.5 where these were staged, too.
  @inline(__always)
  static func layOut(
    _ chosen: Span<Int32>, of rows: Span<Double>, staged: Span<Lanes>, from first: Int,
    origin: Span<Lanes>, scale: Double, into block: inout MutableSpan<ScreenLanes>
  ) {
    let count = block.count
    let wholeCount = count / Lanes.scalarCount
    for part in 0..<wholeCount {
      let shift = origin[part]
      var pairs = InlineArray<8, ScreenLanes>(repeating: .zero)
      for lane in 0..<8 {
        let low = (staged[(first &+ lane) &* wholeCount &+ part] - shift) * scale
        let high = (staged[(first &+ lane &+ 8) &* wholeCount &+ part] - shift) * scale
        // Of an element's place, the bits of feature stand before that of row 8.
        pairs[lane] = zipped(single(low), single(high))
      }
      transpose(&pairs)
      for offset in 0..<8 { block[part &* Lanes.scalarCount &+ offset] = pairs[offset] }
    }
    var feature = wholeCount &* Lanes.scalarCount
    guard feature < count else { return }
    let start = Int(chosen[0]) &* count
    // Written out: the compiler leaves a weak function for one that repeats an element.
    var starts: InlineArray<16, Int> = [
      start, start, start, start, start, start, start, start, start, start, start, start, start,
      start, start, start,
    ]
    for lane in 0..<chosen.count { starts[lane] = Int(chosen[lane]) &* count }
    while feature < count {
      let row = rows.extracting(feature...)
      let shift = origin[feature / Lanes.scalarCount][feature % Lanes.scalarCount]
      let low = (eight(row, starts, from: 0) - shift) * scale
      let high = (eight(row, starts, from: 8) - shift) * scale
      block[feature] = ScreenLanes(lowHalf: single(low), highHalf: single(high))
      feature &+= 1
    }
  }

  /// Values in single precision.
  @inline(__always)
  private static func single(_ lanes: Lanes) -> SIMD8<Float> {
    // Written out: the compiler leaves a weak function for a conversion of whole vectors.
    SIMD8<Float>(
      Float(lanes[0]), Float(lanes[1]), Float(lanes[2]), Float(lanes[3]), Float(lanes[4]),
      Float(lanes[5]), Float(lanes[6]), Float(lanes[7]))
  }

  /// Turns eight vectors of (feature, row 8) into eight of (row 8, row 4, row 2, row 1).
  ///
  /// Each of three rounds appends a bit of the vector's number to the places of the elements, and
  /// makes their first bit, of the feature, a bit of the vector's number.
  @inline(__always)
  private static func transpose(_ vectors: inout InlineArray<8, ScreenLanes>) {
    var bit = 4
    while bit > 0 {
      var next = InlineArray<8, ScreenLanes>(repeating: .zero)
      for index in 0..<8 where index & bit == 0 {
        let first = vectors[index]
        let second = vectors[index | bit]
        next[index] = zipped(first.lowHalf, second.lowHalf)
        next[index | bit] = zipped(first.highHalf, second.highHalf)
      }
      vectors = next
      bit /= 2
    }
  }

  /// The values of two vectors in turns.
  @inline(__always)
  private static func zipped(_ even: SIMD8<Float>, _ odd: SIMD8<Float>) -> ScreenLanes {
    ScreenLanes(
      even[0], odd[0], even[1], odd[1], even[2], odd[2], even[3], odd[3], even[4], odd[4],
      even[5], odd[5], even[6], odd[6], even[7], odd[7])
  }

  /// The values at eight places.
  @inline(__always)
  private static func eight(
    _ values: Span<Double>, _ places: InlineArray<16, Int>, from first: Int
  ) -> Lanes {
    Lanes(
      values[places[first]], values[places[first &+ 1]], values[places[first &+ 2]],
      values[places[first &+ 3]], values[places[first &+ 4]], values[places[first &+ 5]],
      values[places[first &+ 6]], values[places[first &+ 7]])
  }
}
