import Kernels
import Matrices

/// What one thread needs for itself while it gives rows to centres.
struct Scratch: Sendable {
  /// Rows whose label has to be computed.
  var doubtful: [Int32]

  /// Those of them that single precision left in doubt.
  var unsure: [Int32]

  /// Rows whose label changed, and what labels they had.
  var moved: [Int32]
  var sources: [Int32]

  /// What the screen found, sixteen rows a vector.
  var found: [SIMD16<Int32>]
  var margins: [SIMD16<Float>]

  /// Rows side by side.
  var staged: [Lanes]
  var screenBlock: [SIMD16<Float>]
  var block: [Lanes]

  /// Memory for chunks of so many rows and so many features.
  init(rowCount: Int, featureCount: Int) {
    doubtful = [Int32](repeating: 0, count: rowCount)
    unsure = doubtful
    moved = unsure
    sources = unsure
    found = [SIMD16<Int32>](repeating: .zero, count: (rowCount + 15) / 16)
    margins = [SIMD16<Float>](repeating: .zero, count: found.count)
    let width = (featureCount + Lanes.scalarCount - 1) / Lanes.scalarCount
    staged = [Lanes](
      repeating: .zero, count: width * CenterScreen.stagedRowCount)
    screenBlock = [SIMD16<Float>](repeating: .zero, count: featureCount)
    block = [Lanes](repeating: .zero, count: featureCount)
  }

  /// Gives rows to their nearest centre and keeps their thresholds.
  ///
  /// Those that changed their label are then in ``moved``.
  ///
  /// - Parameters:
  ///   - chosen: Which rows, in their order.
  ///   - rows: The rows of a chunk, row-major.
  ///   - target: The centres.
  ///   - labels: One per row, -1 before the first.
  ///   - thresholds: One per row.
  ///   - screened: The chunk laid out in single precision, and which blocks of it the chosen rows are:
  ///     all of their rows in their order; nil where they are not.
  /// - Returns: How many changed their label.
  mutating func decide(
    _ chosen: Span<Int32>, of rows: Span<Double>, to target: ScreenedCenters,
    labels: inout [Int32], thresholds: inout [Float],
    screened: (rows: ScreenRows, blocks: Range<Int>)? = nil
  ) -> Int {
    var movedCount = 0
    var unsureCount = chosen.count
    let screen = target.screen
    if screen.scale > 0 {
      if let screened {
        Scratch.screen(screened.rows, screened.blocks, screen, &found, &margins)
      } else {
        Scratch.screen(chosen, rows, screen, &staged, &screenBlock, &found, &margins)
      }
      (movedCount, unsureCount) = Scratch.keep(
        chosen, found, margins, target.travel.floors, &labels, &thresholds, &moved, &sources,
        &unsure)
    }
    guard unsureCount > 0 else { return movedCount }
    let left = unsure
    guard screen.scale > 0 else {
      return Scratch.decide(
        chosen, rows, target, &block, &labels, &thresholds, &moved, &sources, 0)
    }
    return Scratch.decide(
      left.span.extracting(0..<unsureCount), rows, target, &block, &labels, &thresholds, &moved,
      &sources, movedCount)
  }

  // The kernels run on whole arrays: spans of two properties of one value would overlap.

  private static func screen(
    _ chosen: Span<Int32>, _ rows: Span<Double>, _ screen: CenterScreen,
    _ staged: inout [Lanes], _ block: inout [SIMD16<Float>], _ found: inout [SIMD16<Int32>],
    _ margins: inout [SIMD16<Float>]
  ) {
    var stagedSpan = staged.mutableSpan
    var blockSpan = block.mutableSpan
    var foundSpan = found.mutableSpan
    var marginSpan = margins.mutableSpan
    kernels.screenRows(
      chosen, of: rows, by: screen, staged: &stagedSpan, block: &blockSpan, labels: &foundSpan,
      margins: &marginSpan)
  }

  private static func screen(
    _ rows: ScreenRows, _ blocks: Range<Int>, _ screen: CenterScreen,
    _ found: inout [SIMD16<Int32>], _ margins: inout [SIMD16<Float>]
  ) {
    var foundSpan = found.mutableSpan
    var marginSpan = margins.mutableSpan
    kernels.screenBlocks(
      of: rows, blocks: blocks, by: screen, labels: &foundSpan, margins: &marginSpan)
  }

  private static func keep(
    _ chosen: Span<Int32>, _ found: [SIMD16<Int32>], _ margins: [SIMD16<Float>],
    _ drifts: [Float], _ labels: inout [Int32], _ thresholds: inout [Float],
    _ moved: inout [Int32], _ sources: inout [Int32], _ unsure: inout [Int32]
  ) -> (movedCount: Int, unsureCount: Int) {
    var labelSpan = labels.mutableSpan
    var thresholdSpan = thresholds.mutableSpan
    var movedSpan = moved.mutableSpan
    var sourceSpan = sources.mutableSpan
    var unsureSpan = unsure.mutableSpan
    return kernels.keepLabels(
      chosen, found: found.span, margins: margins.span, drifts: drifts.span, labels: &labelSpan,
      thresholds: &thresholdSpan, moved: &movedSpan, sources: &sourceSpan, unsure: &unsureSpan)
  }

  private static func decide(
    _ chosen: Span<Int32>, _ rows: Span<Double>, _ target: ScreenedCenters,
    _ block: inout [Lanes], _ labels: inout [Int32], _ thresholds: inout [Float],
    _ moved: inout [Int32], _ sources: inout [Int32], _ movedCount: Int
  ) -> Int {
    var blockSpan = block.mutableSpan
    var labelSpan = labels.mutableSpan
    var thresholdSpan = thresholds.mutableSpan
    var movedSpan = moved.mutableSpan
    var sourceSpan = sources.mutableSpan
    return kernels.decideRows(
      chosen, of: rows, to: target.centers.values.span, scale: target.screen.scale,
      drifts: target.travel.floors.span, block: &blockSpan, labels: &labelSpan,
      thresholds: &thresholdSpan, moved: &movedSpan, sources: &sourceSpan, movedCount: movedCount)
  }
}

/// What one thread needs while it iterates: memory, and what it adds to the sums of the clusters.
struct LloydScratch: Sendable {
  var screen: Scratch
  var sums: MovedSums

  /// Memory for the chunks of a table.
  init(of data: PreparedRows, clusterCount: Int) {
    screen = Scratch(
      rowCount: min(data.rowCount, PreparedRows.chunkRowCount), featureCount: data.featureCount)
    sums = MovedSums(clusterCount: clusterCount, of: data)
  }
}

/// What one thread needs while it looks for transfers.
struct TransferScratch: Sendable {
  /// Rows in doubt, and their cheapest centres.
  var doubtful: [Int32]
  var labels: [Int32]

  /// Eight rows side by side.
  var block: [Lanes]

  /// Memory for the chunks of a table.
  init(of data: PreparedRows) {
    doubtful = [Int32](repeating: 0, count: min(data.rowCount, PreparedRows.chunkRowCount))
    labels = doubtful
    block = [Lanes](repeating: .zero, count: data.featureCount)
  }
}

/// Centres, made ready to be compared with rows.
struct ScreenedCenters: Sendable {
  let centers: Matrix
  let screen: CenterScreen
  let travel: CenterTravel

  /// Makes them ready.
  ///
  /// - Parameter travel: How far they came, for the thresholds; nil where these begin.
  init(_ centers: Matrix, scale: ScreenScale, travel: CenterTravel? = nil) {
    self.centers = centers
    screen = CenterScreen(of: centers.values.span, scale: scale)
    self.travel = travel ?? CenterTravel(centerCount: centers.rowCount, scale: scale)
  }
}

/// Measures how far rows are from the centres of their labels.
func measure(
  _ rows: Span<Double>, to centers: Matrix, _ labels: Span<Int32>,
  _ squaredDistances: inout MutableSpan<Double>
) {
  kernels.labelledDistances(
    of: rows, to: centers.values.span, featureCount: centers.columnCount, labels: labels,
    squaredDistances: &squaredDistances)
}
