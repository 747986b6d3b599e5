import Kernels
import Testing

@Suite("Screening")
struct ScreeningTests {
  /// From where squares vanish to where they nearly overflow.
  private static let magnitudes = [
    0x1p-1070, 0x1p-1030, 1e-150, 1e-99, 1e-30, 1, 1e30, 1e99, 1e120, 1e139,
  ]

  /// Centres wander; whatever single precision sees, labels are those of exact distances.
  @Test(arguments: [1, 2, 5, 9, 17, 64], [1, 2, 3, 4, 7, 8, 9, 16, 19])
  func `gives the labels of the scalar twin wherever the centres go`(
    centerCount: Int, featureCount: Int
  ) {
    var numbers = Numbers(seed: UInt64(centerCount * 100 + featureCount))
    var counts = ScreenedLabels.Counts()
    for kernels in everyLevel {
      for kind in Kind.allCases {
        let magnitude = kind == .sized ? Self.magnitudes[Int(numbers.next().magnitude * 10)] : 1
        let rows = kind.rows(&numbers, 61, featureCount, magnitude)
        var centers = kind.centers(&numbers, rows, centerCount, featureCount, magnitude)
        var labels = ScreenedLabels(rows, featureCount, centerCount, kernels)
        for step in 0..<12 {
          let reach = magnitude * [1, 0.1, 0.01, 1e-4, 0, 1e-9][step % 6]
          let moved = centers.map { center in
            if kind == .coarse { return numbers.next() > 0.9 ? center + 0.5 : center }
            return numbers.next() > 0 ? center + reach * numbers.next() : center
          }
          if step == 0 { labels.begin(centers) } else { labels.move(from: centers, to: moved) }
          if step > 0 { centers = moved }

          for row in 0..<61 {
            let values = rows.row(row, featureCount)
            let expected = Reference.nearestCenter(of: values.span, to: centers.span)
            #expect(labels.labels[row] == expected.label)
          }
          counts.rowCount += 61
        }
        counts.add(labels.counts)
      }
    }
    print("Screening, k \(centerCount), d \(featureCount): \(counts)")
    #expect(counts.rowCount == 61 * 12 * Kind.allCases.count * everyLevel.count)
    // One centre is never in doubt again.
    #expect(counts.screenedCount > counts.rowCount / (centerCount == 1 ? 24 : 12))
    #expect(centerCount == 1 || counts.unsureCount > 0)
    #expect(counts.keptCount > counts.rowCount / 10)
  }

  /// What kinds of tables are tried.
  enum Kind: CaseIterable {
    case plain, coarse, equal, far, sized, mixed

    func rows(
      _ numbers: inout Numbers, _ count: Int, _ width: Int, _ magnitude: Double
    ) -> [Double] {
      var rows = numbers.table(count, width, isCoarse: self == .coarse)
      switch self {
      case .plain, .coarse: break
      case .equal: rows = (0..<count).flatMap { rows.row($0 % 5, width) }
      case .far: rows = rows.map { 1e6 + $0 }
      case .sized: rows = rows.map { $0 * magnitude }
      case .mixed: rows = rows.enumerated().map { $1 * ($0 % 7 == 0 ? 1e6 : 1e-3) }
      }
      return rows
    }

    /// Some are rows, others near them, one is far off.
    func centers(
      _ numbers: inout Numbers, _ rows: [Double], _ count: Int, _ width: Int, _ magnitude: Double
    ) -> [Double] {
      var centers = (0..<count).flatMap { center in rows.row(center * 61 / count, width) }
      for index in centers.indices where index % 3 == 0 && self != .coarse {
        centers[index] += magnitude * 1e-3 * numbers.next()
      }
      if self == .mixed { centers[0] = 1e30 }
      return centers
    }
  }
}

/// Labels kept up by screens and thresholds, as a fit does it.
private struct ScreenedLabels {
  struct Counts {
    var rowCount = 0
    var screenedCount = 0
    var unsureCount = 0
    var keptCount = 0

    mutating func add(_ other: Counts) {
      screenedCount += other.screenedCount
      unsureCount += other.unsureCount
      keptCount += other.keptCount
    }
  }

  private(set) var labels: [Int32]
  private(set) var counts = Counts()
  private let rows: [Double]
  private let featureCount: Int
  private let kernels: any KernelSet.Type
  private let scale: ScreenScale
  private var travel: CenterTravel
  private var thresholds: [Float]

  init(_ rows: [Double], _ featureCount: Int, _ centerCount: Int, _ kernels: any KernelSet.Type) {
    self.rows = rows
    self.featureCount = featureCount
    self.kernels = kernels
    let count = rows.count / featureCount
    labels = [Int32](repeating: -1, count: count)
    thresholds = [Float](repeating: 0, count: count)
    scale = ScreenScale(
      rows: rows.span, featureCount: featureCount,
      largestMagnitude: rows.reduce(0) { max($0, $1.magnitude) })
    travel = CenterTravel(centerCount: centerCount, scale: scale)
  }

  mutating func begin(_ centers: [Double]) {
    decide(labels.indices.map { Int32($0) }, centers)
  }

  mutating func move(from old: [Double], to new: [Double]) {
    let reach = [Double](repeating: 1, count: new.count / featureCount)
    travel.add(
      CenterDrifts(from: old.span, to: new.span, featureCount: featureCount, reach: reach))
    var doubtful = [Int32](repeating: 0, count: labels.count)
    var doubtfulSpan = doubtful.mutableSpan
    let count = kernels.findRowsInDoubt(
      0..<labels.count, labels: labels.span, thresholds: thresholds.span,
      drifts: travel.ceilings.span, doubtful: &doubtfulSpan)
    counts.keptCount += labels.count - count
    decide(Array(doubtful.prefix(count)), new)
  }

  private mutating func decide(_ chosen: [Int32], _ centers: [Double]) {
    let screen = CenterScreen(of: centers.span, scale: scale)
    let width = (featureCount + 7) / 8
    var staged = [Lanes](repeating: .zero, count: width * 32)
    var screenBlock = [SIMD16<Float>](repeating: .zero, count: featureCount)
    var found = [SIMD16<Int32>](repeating: .zero, count: 4)
    var margins = [SIMD16<Float>](repeating: .zero, count: 4)
    var unsure = chosen
    var moved = [Int32](repeating: 0, count: labels.count)
    var sources = moved
    var block = [Lanes](repeating: .zero, count: featureCount)
    var (labels, thresholds) = (self.labels, self.thresholds)
    let before = labels
    var labelSpan = labels.mutableSpan
    var thresholdSpan = thresholds.mutableSpan
    var movedSpan = moved.mutableSpan
    var sourceSpan = sources.mutableSpan
    var movedCount = 0
    if screen.scale > 0 {
      var stagedSpan = staged.mutableSpan
      var screenSpan = screenBlock.mutableSpan
      var foundSpan = found.mutableSpan
      var marginSpan = margins.mutableSpan
      kernels.screenRows(
        chosen.span, of: rows.span, by: screen, staged: &stagedSpan, block: &screenSpan,
        labels: &foundSpan, margins: &marginSpan)
      var unsureSpan = unsure.mutableSpan
      let kept = kernels.keepLabels(
        chosen.span, found: found.span, margins: margins.span, drifts: travel.floors.span,
        labels: &labelSpan, thresholds: &thresholdSpan, moved: &movedSpan, sources: &sourceSpan,
        unsure: &unsureSpan)
      movedCount = kept.movedCount
      unsure = Array(unsure.prefix(kept.unsureCount))
      counts.screenedCount += chosen.count - kept.unsureCount
    }
    counts.unsureCount += unsure.count
    var blockSpan = block.mutableSpan
    movedCount = kernels.decideRows(
      unsure.span, of: rows.span, to: centers.span, scale: screen.scale,
      drifts: travel.floors.span, block: &blockSpan, labels: &labelSpan,
      thresholds: &thresholdSpan, moved: &movedSpan, sources: &sourceSpan, movedCount: movedCount)
    for (row, source) in zip(moved.prefix(movedCount), sources) {
      #expect(before[Int(row)] == source && labels[Int(row)] != source)
    }
    #expect(zip(before, labels).count { $0 != $1 } == movedCount)
    (self.labels, self.thresholds) = (labels, thresholds)
  }
}
