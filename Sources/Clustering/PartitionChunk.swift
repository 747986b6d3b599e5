import Kernels
import Matrices

/// The rows of one chunk: their labels, and what is known of how near they are.
struct PartitionChunk: Sendable {
  /// The label of each row, -1 before the first assignment.
  var labels: [Int32]

  /// The rows that may gain from a transfer, ascending, counted among all rows.
  private(set) var candidates: [Int] = []

  /// While iterating: for each row how far the centres may travel until its label is in doubt.
  private var thresholds: [Float] = []

  /// While transferring: bounds of the distances to the nearest centre and to all others.
  private var upper: [Double] = []
  private var lower: [Double] = []

  /// Begins without labels.
  init(rowCount: Int) { labels = [Int32](repeating: -1, count: rowCount) }

  /// Makes room for bounds of transfers that say nothing yet.
  mutating func beginTransfers() {
    upper = [Double](repeating: .infinity, count: labels.count)
    lower = [Double](repeating: 0, count: labels.count)
  }

  /// Forgets all bounds.
  mutating func endBounds() {
    candidates = []
    thresholds = []
    upper = []
    lower = []
  }

  /// Gives rows to their nearest centre where the thresholds no longer tell.
  ///
  /// - Parameters:
  ///   - range: The rows to look at.
  ///   - chunk: Which chunk this is.
  ///   - isFirst: Whether there are no thresholds yet.
  ///   - scratch: Memory; takes down the rows that change their label.
  mutating func renew(
    _ range: Range<Int>, of data: PreparedRows, chunk: Int, to target: ScreenedCenters,
    isFirst: Bool, scratch: inout LloydScratch
  ) {
    if isFirst && thresholds.isEmpty {
      thresholds = [Float](repeating: 0, count: labels.count)
    }
    var count = range.count
    if !isFirst {
      count = PartitionChunk.find(
        range, labels, thresholds, target.travel.ceilings, &scratch.screen.doubtful)
    }
    guard count > 0 else { return }
    var screened: (rows: ScreenRows, blocks: Range<Int>)?
    if !data.screenedRows.isEmpty && count * PartitionChunk.manyRows > range.count {
      let width = SIMD16<Float>.scalarCount
      let end = ScreenRows.blockCount(ofRows: range.upperBound)
      screened = (data.screenedRows[chunk], range.lowerBound / width..<end)
      count = range.count
    }
    if isFirst || screened != nil {
      for position in 0..<count {
        scratch.screen.doubtful[position] = Int32(
          truncatingIfNeeded: range.lowerBound + position)
      }
    }
    let movedCount = decide(count, screened, data, chunk, target, &scratch)
    let (moved, sources) = (scratch.screen.moved, scratch.screen.sources)
    scratch.sums.move(
      moved.span.extracting(0..<movedCount), from: sources.span, labels: labels.span, chunk: chunk)
  }

  /// Of which part of the rows more have to be in doubt for all to be looked at, where these are laid
  /// out in single precision.
  ///
  /// Rows here and there wait for memory. Measured at 1,000,000 × 16 with 64 centres, k-means++ to
  /// convergence: a quarter less for the whole request.
  private static let manyRows = 3

  private mutating func decide(
    _ count: Int, _ screened: (rows: ScreenRows, blocks: Range<Int>)?, _ data: PreparedRows,
    _ chunk: Int, _ target: ScreenedCenters,
    _ scratch: inout LloydScratch
  ) -> Int {
    let range = chunkRange(chunk, of: data.rowCount)
    let width = data.featureCount
    let rows = data.rows.values.span.extracting(range.lowerBound * width..<range.upperBound * width)
    let doubtful = scratch.screen.doubtful
    return scratch.screen.decide(
      doubtful.span.extracting(0..<count), of: rows, to: target, labels: &labels,
      thresholds: &thresholds, screened: screened)
  }

  /// The rows whose label may not be the only nearest.
  ///
  /// What is left of any other's threshold is more than all that its distances were rounded by.
  ///
  /// - Parameter travel: How far the centres came since all rows were given to them.
  func rowsInDoubt(_ travel: CenterTravel) -> ArraySlice<Int32> {
    guard thresholds.count == labels.count else { return labels.indices.map { Int32($0) }[...] }
    var doubtful = [Int32](repeating: 0, count: labels.count)
    let count = PartitionChunk.find(
      labels.indices, labels, thresholds, travel.ceilings, &doubtful)
    return doubtful[..<count]
  }

  /// Adds to ``candidates`` the rows that may gain from a transfer.
  ///
  /// Their bounds are forgotten: whether they move or not, they have to be looked at again.
  ///
  /// - Parameters:
  ///   - range: The rows to look at.
  ///   - first: Where the chunk begins among all rows.
  ///   - weights: For each cluster n/(n+1).
  ///   - leaving: For each cluster √((n+1)/(n−1)), the reach of a row that leaves it.
  ///   - drifts: How far the centres moved since the last time; nil the first time.
  ///   - scratch: Memory.
  mutating func findCandidates(
    _ range: Range<Int>, from first: Int, of data: PreparedRows, to centers: Matrix,
    weights: [Double], leaving: [Double], drifts: CenterDrifts?, scratch: inout TransferScratch
  ) {
    if range.lowerBound == 0 { candidates = [] }
    let count = decide(range, from: first, of: data, centers, weights, drifts, &scratch)
    for position in 0..<count {
      let row = Int(scratch.doubtful[position])
      let own = labels[row]
      let mayMove =
        scratch.labels[position] != own
        || isWithinReach(upper[row], leaving[Int(own)], lower[row])
      if mayMove {
        candidates.append(first + row)
        upper[row] = .infinity
      }
    }
  }

  /// Computes the cheapest centre of the rows in doubt; returns how many they are.
  private mutating func decide(
    _ range: Range<Int>, from first: Int, of data: PreparedRows, _ centers: Matrix,
    _ weights: [Double], _ drifts: CenterDrifts?, _ scratch: inout TransferScratch
  ) -> Int {
    var count = range.count
    if let drifts {
      count = PartitionChunk.find(range, labels, drifts, &upper, &lower, &scratch.doubtful)
    } else {
      for (position, row) in range.enumerated() {
        scratch.doubtful[position] = Int32(truncatingIfNeeded: row)
      }
    }
    let width = data.featureCount
    let rows = data.rows.values.span.extracting(
      first * width..<(first + labels.count) * width)
    let doubtful = scratch.doubtful
    PartitionChunk.decide(
      doubtful.span.extracting(0..<count), rows, centers, weights, &scratch.block,
      &scratch.labels, &upper, &lower)
    return count
  }

  // The kernels run on whole arrays: spans of two properties of one value would overlap.

  private static func find(
    _ range: Range<Int>, _ labels: [Int32], _ thresholds: [Float], _ drifts: [Float],
    _ doubtful: inout [Int32]
  ) -> Int {
    var doubtfulSpan = doubtful.mutableSpan
    return kernels.findRowsInDoubt(
      range, labels: labels.span, thresholds: thresholds.span, drifts: drifts.span,
      doubtful: &doubtfulSpan)
  }

  private static func find(
    _ range: Range<Int>, _ labels: [Int32], _ drifts: CenterDrifts, _ upper: inout [Double],
    _ lower: inout [Double], _ doubtful: inout [Int32]
  ) -> Int {
    var upperSpan = upper.mutableSpan
    var lowerSpan = lower.mutableSpan
    var doubtfulSpan = doubtful.mutableSpan
    return kernels.findDoubtfulRows(
      range, labels: labels.span, drifts: drifts, upper: &upperSpan, lower: &lowerSpan,
      doubtful: &doubtfulSpan)
  }

  private static func decide(
    _ doubtful: Span<Int32>, _ rows: Span<Double>, _ centers: Matrix, _ weights: [Double],
    _ block: inout [Lanes], _ labels: inout [Int32], _ upper: inout [Double],
    _ lower: inout [Double]
  ) {
    var blockSpan = block.mutableSpan
    var labelSpan = labels.mutableSpan
    var upperSpan = upper.mutableSpan
    var lowerSpan = lower.mutableSpan
    kernels.decideDoubtfulRows(
      doubtful, of: rows, to: centers.values.span, weights: weights.span, block: &blockSpan,
      labels: &labelSpan,
      upper: &upperSpan, lower: &lowerSpan)
  }
}
