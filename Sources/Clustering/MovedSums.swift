import Kernels
import Matrices

/// What one thread adds to the sums of clusters and takes away from them.
///
/// Whole numbers in two parts of 64 bits, which hold the rows of one chunk, and go to sums of 128
/// bits before they could overflow.
struct MovedSums: Sendable {
  /// Rows whose sum fits: each is below 2⁵⁰ in magnitude.
  private static let rowLimit = 1 << 12

  private let data: PreparedRows
  private let scales: [Lanes]

  /// What was added up before, or where rows have weights.
  private var sums: ClusterSums
  private var high: [SIMD8<Int64>] = []
  private var low: [SIMD8<Int64>] = []
  private var counts: [Int64] = []

  /// Rows in the two parts.
  private var heldCount = 0

  /// Labels that changed.
  private(set) var changedCount = 0

  /// Begins with nothing.
  init(clusterCount: Int, of data: PreparedRows) {
    self.data = data
    sums = ClusterSums(clusterCount: clusterCount, of: data)
    let width = (data.featureCount + Lanes.scalarCount - 1) / Lanes.scalarCount
    var scales = [Lanes](repeating: Lanes(repeating: 1), count: width)
    for (feature, scale) in data.exact.scales.enumerated() {
      scales[feature / Lanes.scalarCount][feature % Lanes.scalarCount] = scale
    }
    self.scales = scales
    guard data.weights == nil else { return }
    high = [SIMD8<Int64>](repeating: .zero, count: clusterCount * width)
    low = high
    counts = [Int64](repeating: 0, count: clusterCount)
  }

  /// Moves rows of a chunk, at most as many as a chunk has.
  ///
  /// - Parameters:
  ///   - moved: Which rows of the chunk.
  ///   - sources: The label that each had, -1 for none.
  ///   - labels: The label of each row of the chunk.
  ///   - chunk: Which chunk.
  mutating func move(
    _ moved: Span<Int32>, from sources: Span<Int32>, labels: Span<Int32>, chunk: Int
  ) {
    guard !moved.isEmpty else { return }
    changedCount += moved.count
    let first = chunk * PreparedRows.chunkRowCount
    guard data.weights == nil else {
      for index in moved.indices {
        let row = Int(moved[index])
        sums.move(first + row, of: data, from: sources[index], to: labels[row])
      }
      return
    }
    if heldCount + moved.count > Self.rowLimit { flush() }
    heldCount += moved.count
    let range = chunkRange(chunk, of: data.rowCount)
    let width = data.featureCount
    let rows = data.rows.values
    let values = rows.span.extracting(range.lowerBound * width..<range.upperBound * width)
    MovedSums.move(moved, sources, labels, values, width, scales, &high, &low, &counts)
  }

  /// Runs the kernel on whole arrays: spans of two properties of one value would overlap.
  private static func move(
    _ moved: Span<Int32>, _ sources: Span<Int32>, _ labels: Span<Int32>, _ rows: Span<Double>,
    _ featureCount: Int, _ scales: [Lanes], _ high: inout [SIMD8<Int64>],
    _ low: inout [SIMD8<Int64>], _ counts: inout [Int64]
  ) {
    var highSpan = high.mutableSpan
    var lowSpan = low.mutableSpan
    var countSpan = counts.mutableSpan
    kernels.moveRows(
      moved, from: sources, labels: labels, rows: rows, featureCount: featureCount,
      scales: scales.span, high: &highSpan, low: &lowSpan, counts: &countSpan)
  }

  /// Adds all to the sums of clusters, and begins anew.
  mutating func drain(into total: inout ClusterSums) {
    guard changedCount > 0 else { return }
    flush()
    total.add(sums)
    sums = ClusterSums(clusterCount: sums.masses.count, of: data)
    changedCount = 0
  }

  /// Adds the two parts to the sums of 128 bits.
  private mutating func flush() {
    guard heldCount > 0 else { return }
    heldCount = 0
    let width = scales.count
    for cluster in counts.indices {
      sums.add(mass: Int128(truncatingIfNeeded: counts[cluster]), to: cluster)
      counts[cluster] = 0
      for part in 0..<width {
        let index = cluster * width + part
        let (upper, lower) = (high[index], low[index])
        let first = part * Lanes.scalarCount
        for lane in 0..<min(Lanes.scalarCount, data.featureCount - first) {
          sums.add(
            ExactSums.whole(high: upper[lane], low: lower[lane]), feature: first + lane,
            of: cluster, in: data)
        }
        high[index] = .zero
        low[index] = .zero
      }
    }
  }
}
