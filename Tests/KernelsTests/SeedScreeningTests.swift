import Kernels
import Testing

@Suite("Screening of seeds")
struct SeedScreeningTests {
  /// Whatever single precision sees: no row that a candidate is nearer to goes without its mark, and
  /// potentials are within their bounds.
  @Test(arguments: [1, 15, 16, 17, 300, 700], [1, 2, 3, 7, 8, 9, 16, 19])
  func `marks every row that is nearer, and keeps potentials within their bounds`(
    rowCount: Int, featureCount: Int
  ) {
    var numbers = Numbers(seed: UInt64(rowCount * 100 + featureCount))
    var markedCount = 0
    var comparedCount = 0
    for kernels in everyLevel {
      for kind in ScreeningTests.Kind.allCases where kind != .sized {
        let rows = kind.rows(&numbers, rowCount, featureCount, 1)
        var seeding = Seeding(rows, featureCount, kernels)
        for step in 0..<6 {
          let points = (0..<18).map { index in
            rows.row((index * 7 + step * 31) % rowCount, featureCount)
          }
          let screened = seeding.screen(points)
          for (candidate, point) in points.enumerated() {
            let squares = seeding.squares(to: point)
            var potential = 0.0
            for row in 0..<rowCount {
              let isNearer = squares[row] < seeding.nearest[row]
              let bit: UInt16 = 1 << UInt16(min(candidate, 15))
              let isMarked = screened.marks[row] & bit != 0
              #expect(isMarked || !isNearer)
              markedCount += isMarked ? 1 : 0
              potential += min(squares[row], seeding.nearest[row])
              comparedCount += 1
            }
            let scaled = potential * seeding.scale.factor * seeding.scale.factor
            let bound =
              6 * seeding.scale.seedingSlack * (screened.potentials[candidate] + seeding.squareSum)
            if step > 0 {
              #expect(abs(scaled - screened.potentials[candidate]) <= bound + 0x1p-60)
            }
          }
          seeding.add(points[step])
        }
      }
    }
    print(
      "Seed screening, n \(rowCount), d \(featureCount): \(comparedCount), \(markedCount) marked")
    #expect(comparedCount == 6 * 18 * rowCount * 5 * everyLevel.count)
    // Marks that say nothing would do no harm, but help nothing.
    #expect(rowCount < 300 || markedCount < comparedCount * 2 / 3)
  }
}

/// Rows, and how far they are from their nearest seed.
private struct Seeding {
  let rows: [Double]
  let featureCount: Int
  let kernels: any KernelSet.Type
  let scale: ScreenScale
  private let screened: ScreenRows
  private(set) var nearest: [Double]
  private var limits: [Float]

  var rowCount: Int { rows.count / featureCount }
  var squareSum: Double { screened.squareSum }

  init(_ rows: [Double], _ featureCount: Int, _ kernels: any KernelSet.Type) {
    self.rows = rows
    self.featureCount = featureCount
    self.kernels = kernels
    scale = ScreenScale(
      rows: rows.span, featureCount: featureCount,
      largestMagnitude: rows.reduce(0) { max($0, $1.magnitude) })
    screened = ScreenRows(rows: rows.span, scale: scale)
    let count = rows.count / featureCount
    nearest = [Double](repeating: .infinity, count: count)
    limits = [Float](repeating: .infinity, count: count)
    limits += [Float](repeating: 0, count: screened.blockCount * 16 - count)
  }

  func squares(to point: [Double]) -> [Double] {
    (0..<rowCount).map {
      Reference.squaredDistance(rows.row($0, featureCount).span, point.span)
    }
  }

  func screen(_ points: [[Double]]) -> (marks: [UInt16], potentials: [Double]) {
    var marks = [SIMD16<UInt16>](repeating: .zero, count: screened.blockCount)
    var sums = [SIMD16<Float>](repeating: .zero, count: points.count)
    var potentials = [Lanes](repeating: .zero, count: points.count)
    let all = points.flatMap { $0 }
    let candidates = scale.scaled(all.span)
    var markSpan = marks.mutableSpan
    var sumSpan = sums.mutableSpan
    var potentialSpan = potentials.mutableSpan
    kernels.screenPotentials(
      of: screened.vectors.span, blocks: 0..<screened.blockCount, candidates: candidates.span,
      featureCount: featureCount, limits: limits.span, marks: &markSpan, sums: &sumSpan,
      potentials: &potentialSpan)
    for bit in 0..<16 as Range<UInt16> {
      var found = [Int32](repeating: 0, count: marks.count * 16)
      var foundSpan = found.mutableSpan
      let count = kernels.findMarkedRows(marks.span, bit: 1 << bit, found: &foundSpan)
      var expected: [Int32] = []
      for row in 0..<marks.count * 16 {
        let mark: UInt16 = marks[row / 16][row % 16] & (1 << bit)
        if mark != 0 { expected.append(Int32(row)) }
      }
      #expect(Array(found[..<count]) == expected)
    }
    return ((0..<rowCount).map { marks[$0 / 16][$0 % 16] }, potentials.map { $0.sum() })
  }

  mutating func add(_ seed: [Double]) {
    let all = (0..<rowCount).map { Int32($0) }
    let expected = zip(squares(to: seed), nearest).map { min($0, $1) }
    var block = [Lanes](repeating: .zero, count: featureCount)
    let weights: [Double] = []
    var (lowered, bounds) = (nearest, limits)
    var blockSpan = block.mutableSpan
    var nearestSpan = lowered.mutableSpan
    var limitSpan = bounds.mutableSpan
    kernels.lowerNearest(
      &nearestSpan, limits: &limitSpan, of: all.span, rows: rows.span, seed: seed.span,
      weights: weights.span, scale: scale, block: &blockSpan)
    #expect(lowered == expected)
    (nearest, limits) = (lowered, bounds)
  }
}
