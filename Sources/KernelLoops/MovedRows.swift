/// 1.5·2⁵²: what is added to it is rounded to a whole number, which stands in its last bits.
private let magic = 0x1.8p52

extension Loops {
  /// Moves rows from the sums of clusters to those of others, as whole numbers.
  ///
  /// A value is the whole number high·2⁴⁶ + low of `ExactSums`; both parts are added up by themselves,
  /// so that 4,096 rows fit in 64 bits. Eight features lie side by side in a vector.
  ///
  /// Measured with 8 features: 6 ns for a row that gets its first label.
  ///
  /// - Parameters:
  ///   - moved: Which rows.
  ///   - sources: The label that each of these had; -1 for none.
  ///   - labels: The label of each row of the table.
  ///   - rows: Shape `n × featureCount`, row-major.
  ///   - featureCount: Number of features, *d*.
  ///   - scales: What brings each feature below 2⁵⁰, eight a vector.
  ///   - high: *k* × ⌈*d*/8⌉ vectors, which grow and shrink.
  ///   - low: As many.
  ///   - counts: How many rows each cluster won or lost.
  /// - Complexity: O(*m*·*d*) for *m* rows.
  @inline(never)
  public static func moveRows(
    _ moved: Span<Int32>, from sources: Span<Int32>, labels: Span<Int32>, rows: Span<Double>,
    featureCount: Int, scales: Span<Lanes>, high: inout MutableSpan<SIMD8<Int64>>,
    low: inout MutableSpan<SIMD8<Int64>>, counts: inout MutableSpan<Int64>
  ) {
    let width = scales.count
    let rest = featureCount % Lanes.scalarCount
    let wholeCount = featureCount / Lanes.scalarCount
    for index in moved.indices {
      let row = Int(moved[index])
      let source = Int(sources[index])
      let target = Int(labels[row])
      counts[target] &+= 1
      if source >= 0 { counts[source] &-= 1 }
      for part in 0..<width {
        let start = row &* featureCount &+ part &* Lanes.scalarCount
        let values =
          part < wholeCount ? eight(rows, at: start) : few(rows, at: start, count: rest)
        let scaled = values * scales[part]
        let shifted = scaled + magic
        let upper = whole(shifted)
        let lower = whole((scaled - (shifted - magic)) * 0x1p46 + magic)
        high[target &* width &+ part] &+= upper
        low[target &* width &+ part] &+= lower
        if source >= 0 {
          high[source &* width &+ part] &-= upper
          low[source &* width &+ part] &-= lower
        }
      }
    }
  }

  /// The whole numbers that stand in the last bits of sums with `magic`.
  @inline(__always)
  private static func whole(_ sums: Lanes) -> SIMD8<Int64> {
    // In one cast when compiled.
    SIMD8(
      bits(sums[0]), bits(sums[1]), bits(sums[2]), bits(sums[3]), bits(sums[4]), bits(sums[5]),
      bits(sums[6]), bits(sums[7])) &- bits(magic)
  }

  @inline(__always)
  private static func bits(_ value: Double) -> Int64 { Int64(bitPattern: value.bitPattern) }
}
