/// Rows laid out for the kernels in single precision: sixteen rows side by side, moved and scaled.
///
/// A block holds sixteen consecutive rows as one vector per feature. The first row of the last block
/// fills the lanes that are left; their limits are 0, so that they count for nothing.
public struct ScreenRows: Sendable {
  /// Number of rows, *n*.
  public let rowCount: Int

  /// Number of features, *d*.
  public let featureCount: Int

  /// The vectors, block after block: `blockCount × featureCount`.
  public let vectors: [SIMD16<Float>]

  /// The sum of all squares, moved and scaled; a little more than it is.
  public let squareSum: Double

  /// Number of blocks of sixteen rows; the last may be part empty.
  public var blockCount: Int { ScreenRows.blockCount(ofRows: rowCount) }

  /// Lays out rows.
  ///
  /// - Parameters:
  ///   - rows: Shape `n × d`, row-major, finite.
  ///   - scale: That of the rows, not 0.
  public init(rows: Span<Double>, scale: ScreenScale) {
    let featureCount = scale.origin.count
    self.featureCount = featureCount
    rowCount = rows.count / featureCount
    let chosen = [Int32](0..<Int32(truncatingIfNeeded: rowCount))
    var staged = [Lanes](
      repeating: .zero,
      count: max(1, featureCount / Lanes.scalarCount) * CenterScreen.stagedRowCount)
    var block = [SIMD16<Float>](repeating: .zero, count: featureCount)
    var vectors = [SIMD16<Float>](
      repeating: .zero, count: ScreenRows.blockCount(ofRows: rowCount) * featureCount)
    var squares = [Lanes.zero]
    let origin = scale.lanes
    var stagedSpan = staged.mutableSpan
    var blockSpan = block.mutableSpan
    var vectorSpan = vectors.mutableSpan
    var squareSpan = squares.mutableSpan
    kernels.layOutRows(
      chosen.span, of: rows, origin: origin.span, scale: scale.factor, staged: &stagedSpan,
      block: &blockSpan, vectors: &vectorSpan, squares: &squareSpan)
    self.vectors = vectors
    squareSum = squares[0].sum() * (1 + 0x1p-10)
  }

  /// Number of blocks that hold so many rows.
  public static func blockCount(ofRows rowCount: Int) -> Int { (rowCount + 15) / 16 }
}

extension ScreenScale {
  /// The origin, eight features a vector.
  var lanes: [Lanes] {
    var lanes = [Lanes](repeating: .zero, count: (origin.count + 7) / 8)
    for feature in origin.indices { lanes[feature / 8][feature % 8] = origin[feature] }
    return lanes
  }

  /// Points as rows are in single precision.
  ///
  /// - Parameter points: Shape `m × d`, row-major.
  public func scaled(_ points: Span<Double>) -> [Float] {
    points.indices.map { Float((points[$0] - origin[$0 % origin.count]) * factor) }
  }

  /// η of ``KernelSet/screenPotentials(of:blocks:candidates:featureCount:limits:marks:sums:potentials:)``:
  /// by how much a square may err.
  public var seedingSlack: Double { Double(2 * origin.count + 8) * 0x1p-24 }
}

extension KernelSet {
  /// Lowers D², the squared distance of rows to their nearest seed, for one more seed.
  public static func lowerNearest(
    _ nearest: inout MutableSpan<Double>, limits: inout MutableSpan<Float>,
    of chosen: Span<Int32>, rows: Span<Double>, seed: Span<Double>, weights: Span<Double>,
    scale: borrowing ScreenScale, block: inout MutableSpan<Lanes>
  ) {
    lowerNearest(
      &nearest, limits: &limits, of: chosen, rows: rows, seed: seed, weights: weights,
      origin: scale.origin.span, scale: scale.factor, slack: scale.seedingSlack, block: &block)
  }
}
