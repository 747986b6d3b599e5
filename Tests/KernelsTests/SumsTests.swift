import Kernels
import Testing

@Suite("Sums of distances")
struct SumsTests {
  @Test(arguments: [1, 7, 8, 9, 200], [1, 3, 8])
  func `potentials agree with the scalar twin bit for bit`(rowCount: Int, featureCount: Int) {
    let ones = [Double](repeating: 1, count: rowCount)
    let weights = (0..<rowCount).map { Double($0 % 4) * 0.3 }

    for kernels in everyLevel {
      comparePotentials(rowCount, featureCount, ones, isWeighted: false, by: kernels)
      comparePotentials(rowCount, featureCount, ones, isWeighted: true, by: kernels)
      comparePotentials(rowCount, featureCount, weights, isWeighted: true, by: kernels)
    }
  }

  private func comparePotentials(
    _ rowCount: Int, _ featureCount: Int, _ weights: [Double], isWeighted: Bool,
    by kernels: any KernelSet.Type
  ) {
    var numbers = Numbers(seed: 5)
    let rows = numbers.table(rowCount, featureCount)
    let seed = numbers.table(1, featureCount)
    let candidates = numbers.table(4, featureCount)
    let lanes = RowLanes(rows: rows.span, featureCount: featureCount)
    var nearest = [Double](repeating: 0, count: lanes.blockCount * 8)
    for row in 0..<rowCount { nearest[row] = .infinity }
    var limits = [Float](repeating: .infinity, count: rowCount)
    let weightLanes =
      isWeighted ? RowLanes(rows: weights.span, featureCount: 1).vectors : []
    let counted = isWeighted ? weights : []
    var block = [Lanes](repeating: .zero, count: featureCount)
    let all = (0..<rowCount).map { Int32($0) }
    var nearestSpan = nearest.mutableSpan
    var limitSpan = limits.mutableSpan
    var blockSpan = block.mutableSpan
    let scale = ScreenScale(rows: rows.span, featureCount: featureCount, largestMagnitude: 1)
    kernels.lowerNearest(
      &nearestSpan, limits: &limitSpan, of: all.span, rows: rows.span, seed: seed.span,
      weights: counted.span, scale: scale, block: &blockSpan)

    var potentials = [Lanes](repeating: .zero, count: 4)
    var potentialSpan = potentials.mutableSpan
    // In two parts, which must not change a bit.
    for blocks in [0..<lanes.blockCount / 2, lanes.blockCount / 2..<lanes.blockCount] {
      kernels.addPotentials(
        of: lanes.vectors.span, blocks: blocks, candidates: candidates.span,
        featureCount: featureCount, nearest: nearest.span, weights: weightLanes.span,
        potentials: &potentialSpan)
    }

    let squares = (0..<rowCount).map {
      Reference.squaredDistance(rows.row($0, featureCount).span, seed.span) * weights[$0]
    }
    for row in 0..<rowCount { #expect(nearest[row] == squares[row]) }
    for candidate in 0..<4 {
      let expected = Reference.potential(
        of: rows.span, candidate: candidates.row(candidate, featureCount).span,
        nearest: squares.span, weights: weights.span)
      for lane in 0..<8 { #expect(potentials[candidate][lane] == expected[lane]) }
    }
  }

  /// Row counts around the lane width, feature counts around that for which blocks stay in registers.
  @Test(arguments: [1, 7, 8, 9, 24, 43], [1, 2, 3, 4, 5, 6, 7, 8, 9, 17])
  func `sums of both rows of each pair agree with the scalar twin bit for bit`(
    rowCount: Int, featureCount: Int
  ) {
    var comparedCount = 0
    for kernels in everyLevel {
      for otherCount in [1, 2, 9, 40] {
        for isCoarse in [false, true] {
          comparedCount += comparePairs(
            rowCount, otherCount, featureCount, isCoarse: isCoarse, by: kernels)
        }
      }
    }
    #expect(comparedCount == everyLevel.count * (8 * rowCount + 2 * 52))
  }

  /// Compares the sums of one tile, and returns how many.
  private func comparePairs(
    _ rowCount: Int, _ otherCount: Int, _ featureCount: Int, isCoarse: Bool,
    by kernels: any KernelSet.Type
  ) -> Int {
    var numbers = Numbers(seed: UInt64(rowCount * 100 + otherCount))
    let rows = numbers.table(rowCount, featureCount, isCoarse: isCoarse)
    let others = numbers.table(otherCount, featureCount, isCoarse: isCoarse)
    let lanes = RowLanes(rows: rows.span, featureCount: featureCount)
    // Something is there already, of the rows and of others around the ones that are met.
    var rowSums = [Lanes](repeating: Lanes(repeating: 0.5), count: lanes.blockCount)
    var otherSums = [Double](repeating: 0.25, count: otherCount + 2)
    var memory = [Lanes](repeating: Lanes(repeating: .nan), count: otherCount)
    var rowSpan = rowSums.mutableSpan
    var otherSpan = otherSums.mutableSpan
    var memorySpan = memory.mutableSpan

    kernels.addPairDistances(
      of: lanes.vectors.span, rowCount: rowCount, to: others.span, featureCount: featureCount,
      rowSums: &rowSpan, otherSums: &otherSpan, at: 1, lanes: &memorySpan)

    for row in 0..<rowCount {
      let sum = Reference.distanceSum(of: rows.row(row, featureCount).span, to: others.span)
      #expect(rowSums[row / 8][row % 8] == 0.5 + sum)
    }
    for other in 0..<otherCount {
      let sums = Reference.laneSums(of: others.row(other, featureCount).span, to: rows.span)
      #expect(otherSums[other + 1] == sums.reduce(0.25, +))
    }
    #expect(otherSums[0] == 0.25 && otherSums[otherCount + 1] == 0.25)
    return rowCount + otherCount
  }

  /// Pieces of one row and of several, each in one cluster of two partitions.
  @Test(arguments: [1, 7, 8, 9, 24], [1, 2, 3, 4, 5, 6, 7, 8, 9, 17])
  func `sums of the distances to clusters agree with the scalar twin bit for bit`(
    rowCount: Int, featureCount: Int
  ) {
    let ends: [Int32] = [4, 5, 12, 13, 29, 30]
    let places: [Int32] = [0, 2, 1, 2, 0, 3, 1, 3, 0, 2, 1, 4]
    let clusterCount = 5
    var numbers = Numbers(seed: UInt64(rowCount * 100 + featureCount))
    let rows = numbers.table(rowCount, featureCount)
    let others = numbers.table(40, featureCount)
    let lanes = RowLanes(rows: rows.span, featureCount: featureCount)
    var comparedCount = 0

    for kernels in everyLevel {
      // Something is there already, and the first piece is not met.
      var sums = [Lanes](
        repeating: Lanes(repeating: 0.5), count: lanes.blockCount * clusterCount)
      var span = sums.mutableSpan
      kernels.addCellDistances(
        of: lanes.vectors.span, to: others.span, featureCount: featureCount, from: 4,
        pieces: 1..<6, ends: ends.span, places: places.span, sums: &span)

      for row in 0..<rowCount {
        var expected = [Double](repeating: 0.5, count: clusterCount)
        for piece in 1..<6 {
          let part = Int(ends[piece - 1]) * featureCount..<Int(ends[piece]) * featureCount
          let sum = Reference.distanceSum(
            of: rows.row(row, featureCount).span, to: others.span.extracting(part))
          for place in places[2 * piece..<2 * piece + 2] { expected[Int(place)] += sum }
        }
        for cluster in 0..<clusterCount {
          #expect(sums[row / 8 * clusterCount + cluster][row % 8] == expected[cluster])
          comparedCount += 1
        }
      }
    }
    #expect(comparedCount == everyLevel.count * rowCount * clusterCount)
  }

  @Test(arguments: [1, 2, 9, 40], [1, 4, 5, 17])
  func `weighted sums of distances agree with the scalar twin bit for bit`(
    otherCount: Int, featureCount: Int
  ) {
    var numbers = Numbers(seed: 8)
    let rows = numbers.table(8, featureCount)
    let others = numbers.table(otherCount, featureCount)
    let weights = numbers.table(otherCount, 1)
    let lanes = RowLanes(rows: rows.span, featureCount: featureCount)

    for kernels in everyLevel {
      var sums = Lanes.zero
      kernels.addWeightedDistances(
        &sums, of: lanes.vectors.span, to: others.span, weights: weights.span)

      for row in 0..<8 {
        var expected = 0.0
        for other in 0..<otherCount {
          let point = others.row(other, featureCount)
          expected +=
            Reference.distanceSum(of: rows.row(row, featureCount).span, to: point.span)
            * weights[other]
        }
        #expect(sums[row] == expected)
      }
    }
  }

  @Test func `distances to centres are those of the scalar twin`() {
    var numbers = Numbers(seed: 7)
    let rows = numbers.table(8, 5)
    let centers = numbers.table(3, 5)
    let lanes = RowLanes(rows: rows.span, featureCount: 5)
    for kernels in everyLevel {
      var output = [Lanes](repeating: .zero, count: 3)
      var outputSpan = output.mutableSpan

      kernels.centerDistances(of: lanes.vectors.span, to: centers.span, output: &outputSpan)

      for row in 0..<8 {
        for center in 0..<3 {
          let expected = Reference.squaredDistance(
            rows.row(row, 5).span, centers.row(center, 5).span)
          #expect(output[center][row] == expected)
        }
      }
    }
  }

  @Test func `rows are laid out eight by eight, with zeros at the end`() {
    let lanes = RowLanes(rows: [1, 2, 3, 4, 5, 6].span, featureCount: 2)

    #expect(lanes.rowCount == 3 && lanes.blockCount == 1)
    #expect(lanes.vectors == [[1, 3, 5, 0, 0, 0, 0, 0], [2, 4, 6, 0, 0, 0, 0, 0]])
  }
}
