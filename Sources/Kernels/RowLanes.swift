/// Rows laid out for the kernels: eight rows side by side, so that a lane is a row.
///
/// A block holds eight consecutive rows as `featureCount` vectors, one per feature. No lane is ever
/// idle whatever the number of centres, and no sum runs across lanes. The rows that fill up the
/// last block are zeros; kernels compute them and throw them away.
///
///     let lanes = RowLanes(rows: [1, 2, 3, 4, 5, 6].span, featureCount: 2)  // 3 rows of 2
///     lanes.blockCount                                                      // 1
///     lanes.vectors[0]                               // the first feature: 1, 3, 5, 0, 0, 0, 0, 0
public struct RowLanes: Sendable {
  /// Number of rows, *n*.
  public let rowCount: Int

  /// Number of features, *d*.
  public let featureCount: Int

  /// The vectors, block after block: `blockCount × featureCount`.
  public let vectors: [Lanes]

  /// Number of blocks of eight rows; the last may be part empty.
  public var blockCount: Int { RowLanes.blockCount(ofRows: rowCount) }

  /// Lays out rows.
  ///
  /// - Parameters:
  ///   - rows: Shape `n × featureCount`, row-major.
  ///   - featureCount: At least 1.
  public init(rows: Span<Double>, featureCount: Int) {
    precondition(featureCount >= 1 && rows.count % featureCount == 0)
    let rowCount = rows.count / featureCount
    let blockCount = RowLanes.blockCount(ofRows: rowCount)
    var vectors = [Lanes](repeating: .zero, count: blockCount * featureCount)
    var output = vectors.mutableSpan
    for block in 0..<blockCount {
      layOut(
        block: block, of: rows, featureCount: featureCount, into: &output,
        at: block * featureCount)
    }
    self.rowCount = rowCount
    self.featureCount = featureCount
    self.vectors = vectors
  }

  /// Number of blocks that hold so many rows.
  public static func blockCount(ofRows rowCount: Int) -> Int {
    (rowCount + Lanes.scalarCount - 1) / Lanes.scalarCount
  }
}

/// Writes one block of eight rows as vectors; rows past the end are zeros.
///
/// - Parameters:
///   - block: Which eight rows, counted in blocks.
///   - rows: Shape `n × featureCount`, row-major.
///   - featureCount: Number of features.
///   - output: Receives `featureCount` vectors.
///   - start: Where in `output` they begin.
func layOut(
  block: Int, of rows: Span<Double>, featureCount: Int, into output: inout MutableSpan<Lanes>,
  at start: Int
) {
  let first = block * Lanes.scalarCount
  let valid = min(Lanes.scalarCount, rows.count / featureCount - first)
  let source = rows.extracting(first * featureCount..<(first + valid) * featureCount)
  if valid == Lanes.scalarCount {
    for feature in 0..<featureCount {
      output[start + feature] = Lanes(
        source[feature], source[feature + featureCount], source[feature + 2 * featureCount],
        source[feature + 3 * featureCount], source[feature + 4 * featureCount],
        source[feature + 5 * featureCount], source[feature + 6 * featureCount],
        source[feature + 7 * featureCount])
    }
  } else {
    for feature in 0..<featureCount {
      var vector = Lanes.zero
      for lane in 0..<valid { vector[lane] = source[lane * featureCount + feature] }
      output[start + feature] = vector
    }
  }
}
