import Kernels
import Matrices
import Synchronization

/// What one band of rows learns of its distances.
protocol DistanceTally: Sendable {
  /// Takes the sum of each row's distances to some rows of a cell.
  ///
  /// Cells come in their order; what was not told yet of a cell comes before the next cell.
  mutating func add(_ sums: Span<Double>, of cell: Int)
}

/// All Euclidean distances between rows that lie in cells, each computed once.
///
/// Cells are cut into bands. The strip of a band is its distances to itself and to all rows after it:
/// one thread computes it, and adds every distance to a sum of the row and to one of the other row.
/// The sums of rows in later bands wait until they can be told in the order of bands, so no bit
/// depends on threads. Strips are computed in groups, which bounds what waits: no more than
/// ``waitingValueLimit`` numbers, or four strips.
struct PairDistances: Sendable {
  /// The rows, cell after cell.
  let rows: Matrix

  /// The bands in the order of the rows, none larger than ``bandRowCount(_:)``.
  let bands: [Band]

  /// Rows of one cell.
  struct Band: Sendable {
    let range: Range<Int>
    let cell: Int
  }

  private let cells: [Range<Int>]

  /// Cuts cells into bands.
  ///
  /// - Parameters:
  ///   - rows: Shape `n × d`, finite, cell after cell.
  ///   - cells: Where each lies, ascending, none empty, together all rows.
  init(_ rows: Matrix, cells: [Range<Int>]) {
    self.rows = rows
    self.cells = cells
    let bandRowCount = Self.bandRowCount(rows.columnCount)
    bands = cells.enumerated().flatMap { cell, range in
      stride(from: range.lowerBound, to: range.upperBound, by: bandRowCount).map {
        Band(range: $0..<min($0 + bandRowCount, range.upperBound), cell: cell)
      }
    }
  }

  /// Computes the distances.
  ///
  /// - Parameters:
  ///   - tallies: One per band; each hears of every cell.
  ///   - workers: How many threads may work; the result does not depend on it.
  ///   - monitor: Asked at least every 20 ms; hears how much is done.
  ///   - step: What it hears.
  /// - Throws: ``ClusteringError/cancelled`` or ``ClusteringError/outOfTime``.
  /// - Complexity: O(*n*²·*d*).
  func tell<Tally: DistanceTally>(
    _ tallies: inout [Tally], workers: Workers, monitor: WorkMonitor, step: String
  ) throws(ClusteringError) {
    let total = Double(rows.rowCount) * Double(rows.rowCount)
    let done = Atomic<Int>(0)
    let groupCount = min(
      max(4, Self.waitingValueLimit / max(1, rows.rowCount)), max(32, 8 * workers.threadCount))
    var first = 0
    while first < bands.count {
      let group = first..<min(first + groupCount, bands.count)
      var strips = group.map { Strip(band: bands[$0]) }
      let verdict = workers.update(&strips, monitor: monitor) { _, strip, watch in
        strip.compute(self, watch)
        let after = rows.rowCount - strip.band.range.lowerBound
        let pairCount = strip.band.range.count * (2 * after - strip.band.range.count)
        let count = done.wrappingAdd(pairCount, ordering: .relaxed).newValue
        monitor.report(Double(count), of: total, step)
      }
      try verdict.check()
      let found = strips
      let telling = workers.update(&tallies, monitor: monitor) { band, tally, _ in
        // The bands before the group have heard everything.
        guard band >= group.lowerBound else { return }
        for strip in found { strip.tell(&tally, bands[band]) }
      }
      try telling.check()
      first = group.upperBound
    }
  }

  /// Rows of a band: so many that they stay in the first-level cache beside what they meet there.
  private static func bandRowCount(_ featureCount: Int) -> Int {
    max(64, min(256, 2048 / featureCount / Lanes.scalarCount * Lanes.scalarCount))
  }

  /// Numbers that may wait to be told, 64 MB.
  private static let waitingValueLimit = 8_000_000

  /// Other rows that a band meets at a time.
  fileprivate static func tileRowCount(_ featureCount: Int) -> Int {
    max(16, min(128, 1024 / featureCount))
  }

  /// The distances of one band to its own rows and to those after it.
  private struct Strip: Sendable {
    let band: Band

    /// For each cell from the band's own on, the sum for each row of the band.
    private var rowSums: [[Double]] = []

    /// For each row after the band, the sum of its distances to the rows of the band.
    private var laterSums: [Double] = []

    init(band: Band) { self.band = band }

    mutating func compute(_ pairs: PairDistances, _ watch: LoopWatch) {
      let featureCount = pairs.rows.columnCount
      let values = pairs.rows.values.span
      let vectors = rowLanes(of: pairs.rows, band.range)
      let tileRowCount = tileRowCount(featureCount)
      var lanes = [Lanes](repeating: .zero, count: max(tileRowCount, band.range.count))
      var laterSums = [Double](
        repeating: 0, count: pairs.rows.rowCount - band.range.upperBound)
      rowSums.reserveCapacity(pairs.cells.count - band.cell)

      var sums = [Lanes](repeating: .zero, count: vectors.blockCount)
      for cell in band.cell..<pairs.cells.count {
        for block in sums.indices { sums[block] = .zero }
        if cell == band.cell { addOwnDistances(&sums, vectors, values, &lanes) }
        var start = max(band.range.upperBound, pairs.cells[cell].lowerBound)
        while start < pairs.cells[cell].upperBound {
          guard watch.mayGoOn() else { return }
          let end = min(start + tileRowCount, pairs.cells[cell].upperBound)
          var rowSpan = sums.mutableSpan
          var laneSpan = lanes.mutableSpan
          var laterSpan = laterSums.mutableSpan
          kernels.addPairDistances(
            of: vectors.vectors.span, rowCount: vectors.rowCount,
            to: values.extracting(start * featureCount..<end * featureCount),
            featureCount: featureCount, rowSums: &rowSpan, otherSums: &laterSpan,
            at: start - band.range.upperBound, lanes: &laneSpan)
          start = end
        }
        rowSums.append(
          (0..<vectors.rowCount).map { sums[$0 / Lanes.scalarCount][$0 % Lanes.scalarCount] })
      }
      self.laterSums = laterSums
    }

    /// Adds the distances within the band, each pair twice: that is one band among all.
    private func addOwnDistances(
      _ sums: inout [Lanes], _ vectors: RowLanes, _ values: Span<Double>, _ lanes: inout [Lanes]
    ) {
      var unused = [Double](repeating: 0, count: band.range.count)
      var rowSpan = sums.mutableSpan
      var laneSpan = lanes.mutableSpan
      var unusedSpan = unused.mutableSpan
      let width = vectors.featureCount
      kernels.addPairDistances(
        of: vectors.vectors.span, rowCount: vectors.rowCount,
        to: values.extracting(band.range.lowerBound * width..<band.range.upperBound * width),
        featureCount: width, rowSums: &rowSpan, otherSums: &unusedSpan, at: 0, lanes: &laneSpan)
    }

    /// Tells a band what the strip found of its rows.
    func tell(_ tally: inout some DistanceTally, _ other: Band) {
      if other.range == band.range {
        for (index, sums) in rowSums.enumerated() { tally.add(sums.span, of: band.cell + index) }
      } else if other.range.lowerBound > band.range.lowerBound {
        let start = other.range.lowerBound - band.range.upperBound
        tally.add(
          laterSums.span.extracting(start..<start + other.range.count), of: band.cell)
      }
    }
  }
}
