import Kernels
import Testing

@Suite("Nearest centres")
struct NearestCentersTests {
  /// Row counts, cluster counts around the lane width, feature counts around powers of two.
  @Test(arguments: [1, 2, 7, 8, 9, 20], [1, 3, 4, 17])
  func `agree with the scalar twin bit for bit`(centerCount: Int, featureCount: Int) {
    var numbers = Numbers(seed: 1)
    var comparedCount = 0
    for kernels in everyLevel {
      for rowCount in [1, 7, 8, 9, 50] {
        for isCoarse in [false, true] {
          let rows = numbers.table(rowCount, featureCount, isCoarse: isCoarse)
          let centers = numbers.table(centerCount, featureCount, isCoarse: isCoarse)

          let one = nearest(rows, centers, featureCount, by: kernels)
          let two = nearestTwo(rows, centers, featureCount, by: kernels)

          for row in 0..<rowCount {
            let values = rows.row(row, featureCount)
            let expected = Reference.nearestCenter(of: values.span, to: centers.span)
            #expect(one.labels[row] == expected.label)
            #expect(one.distances[row] == expected.squaredDistance)
            let pair = Reference.nearestTwoCenters(of: values.span, to: centers.span)
            #expect(two.labels[row] == pair.label && two.distances[row] == pair.squaredDistance)
            #expect(two.seconds[row] == pair.second)
            #expect(two.secondDistances[row] == pair.secondSquaredDistance)
            comparedCount += 1
          }
        }
      }
    }
    #expect(comparedCount == 150 * everyLevel.count)
  }

  @Test func `a tie goes to the lowest index, and so does one for the second`() {
    let centers: [Double] = [2, 1, -1, 1, 2, 2, 2, 2, -1, 1]

    let found = nearestTwo([0], centers, 1)

    #expect(found.labels == [1])
    #expect(found.seconds == [2])
    #expect(nearest([0], centers, 1).labels == [1])
  }

  @Test func `one centre has no second`() {
    let found = nearestTwo([3, 4], [0, 0], 2)

    #expect(found.distances == [25])
    #expect(found.seconds == [-1])
    #expect(found.secondDistances == [.infinity])
  }

  /// Centres wander, now far, now hardly; the bounds must never let a row keep a wrong label.
  @Test(arguments: [1, 2, 5, 9], [1, 2, 8])
  func `bounds give the same labels wherever the centres go`(
    centerCount: Int, featureCount: Int
  ) {
    var numbers = Numbers(seed: 3)
    var comparedCount = 0
    var keptCount = 0
    for kernels in everyLevel {
      for isCoarse in [false, true] {
        let rowCount = 100
        let rows = numbers.table(rowCount, featureCount, isCoarse: isCoarse)
        var centers = numbers.table(centerCount, featureCount, isCoarse: isCoarse)
        var bounds = BoundedLabels(rows, centers, featureCount, kernels)
        for step in 0..<40 {
          let reach = isCoarse ? 0.5 : [1, 0.1, 0.01, 1e-4, 0][step % 5]
          let moved = centers.map { center in
            isCoarse
              ? (numbers.next() > 0.7 ? center + 0.5 : center) : center + reach * numbers.next()
          }
          keptCount += rowCount - bounds.move(rows, from: centers, to: moved, featureCount)
          centers = moved

          let expected = nearest(rows, centers, featureCount, by: kernels).labels

          #expect(bounds.labels == expected)
          comparedCount += rowCount
        }
      }
    }
    #expect(comparedCount == 8000 * everyLevel.count)
    #expect(keptCount > 500, "the bounds saved \(keptCount) of \(comparedCount) rows")
  }
}

/// Runs the kernel on a table.
func nearest(
  _ rows: [Double], _ centers: [Double], _ featureCount: Int,
  by kernels: any KernelSet.Type = kernels
) -> (labels: [Int32], distances: [Double]) {
  let lanes = RowLanes(rows: rows.span, featureCount: featureCount)
  var labels = [Int32](repeating: -7, count: lanes.rowCount)
  var distances = [Double](repeating: -7, count: lanes.rowCount)
  var labelSpan = labels.mutableSpan
  var distanceSpan = distances.mutableSpan
  kernels.nearestCenters(
    of: lanes.vectors.span, blocks: 0..<lanes.blockCount, to: centers.span,
    featureCount: featureCount, labels: &labelSpan, squaredDistances: &distanceSpan)
  return (labels, distances)
}

/// Runs the kernel for two on a table.
func nearestTwo(
  _ rows: [Double], _ centers: [Double], _ featureCount: Int,
  by kernels: any KernelSet.Type = kernels
) -> (labels: [Int32], distances: [Double], seconds: [Int32], secondDistances: [Double]) {
  let lanes = RowLanes(rows: rows.span, featureCount: featureCount)
  var labels = [Int32](repeating: -7, count: lanes.rowCount)
  var distances = [Double](repeating: -7, count: lanes.rowCount)
  var seconds = labels
  var secondDistances = distances
  var labelSpan = labels.mutableSpan
  var distanceSpan = distances.mutableSpan
  var secondSpan = seconds.mutableSpan
  var secondDistanceSpan = secondDistances.mutableSpan
  kernels.nearestTwoCenters(
    of: lanes.vectors.span, blocks: 0..<lanes.blockCount, to: centers.span,
    featureCount: featureCount, labels: &labelSpan, squaredDistances: &distanceSpan,
    secondLabels: &secondSpan, secondSquaredDistances: &secondDistanceSpan)
  return (labels, distances, seconds, secondDistances)
}

/// Labels kept up by bounds, as a fit does it.
private struct BoundedLabels {
  private(set) var labels: [Int32]
  private let kernels: any KernelSet.Type
  private var upper: [Double]
  private var lower: [Double]

  init(
    _ rows: [Double], _ centers: [Double], _ featureCount: Int, _ kernels: any KernelSet.Type
  ) {
    self.kernels = kernels
    let rowCount = rows.count / featureCount
    labels = [Int32](repeating: -1, count: rowCount)
    upper = [Double](repeating: .infinity, count: rowCount)
    lower = [Double](repeating: 0, count: rowCount)
    decide((0..<rowCount).map { Int32($0) }, rows, centers, featureCount)
  }

  /// Returns how many rows were in doubt.
  mutating func move(
    _ rows: [Double], from old: [Double], to new: [Double], _ featureCount: Int
  ) -> Int {
    let reach = [Double](repeating: 1, count: new.count / featureCount)
    let drifts = CenterDrifts(
      from: old.span, to: new.span, featureCount: featureCount, reach: reach)
    var doubtful = [Int32](repeating: 0, count: labels.count)
    var (upper, lower) = (self.upper, self.lower)
    var doubtfulSpan = doubtful.mutableSpan
    var upperSpan = upper.mutableSpan
    var lowerSpan = lower.mutableSpan
    let count = kernels.findDoubtfulRows(
      0..<labels.count, labels: labels.span, drifts: drifts, upper: &upperSpan,
      lower: &lowerSpan, doubtful: &doubtfulSpan)
    (self.upper, self.lower) = (upper, lower)
    decide(Array(doubtful.prefix(count)), rows, new, featureCount)
    return count
  }

  private mutating func decide(
    _ doubtful: [Int32], _ rows: [Double], _ centers: [Double], _ featureCount: Int
  ) {
    let weights = [Double](repeating: 1, count: centers.count / featureCount)
    var block = [Lanes](repeating: .zero, count: featureCount)
    var found = [Int32](repeating: 0, count: doubtful.count)
    var (upper, lower) = (self.upper, self.lower)
    var blockSpan = block.mutableSpan
    var foundSpan = found.mutableSpan
    var upperSpan = upper.mutableSpan
    var lowerSpan = lower.mutableSpan
    kernels.decideDoubtfulRows(
      doubtful.span, of: rows.span, to: centers.span, weights: weights.span, block: &blockSpan,
      labels: &foundSpan, upper: &upperSpan, lower: &lowerSpan)
    (self.upper, self.lower) = (upper, lower)
    for (row, label) in zip(doubtful, found) { labels[Int(row)] = label }
  }
}
