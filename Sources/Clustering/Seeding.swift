import Kernels
public import Matrices

/// The first centres of a run.
struct Seeds: Sendable {
  /// The centres, `k × d`.
  var centers: Matrix

  /// Why seeding ended; where time was up, the rest of the centres are rows at random.
  var verdict: WorkMonitor.Verdict
}

extension PreparedRows {
  /// Draws rows without replacement as centres, each as likely as its weight says.
  func randomSeeds(_ count: Int, _ generator: inout RandomGenerator) -> Seeds {
    guard let weights else {
      let drawn = generator.distinct(count, below: rowCount)
      return Seeds(centers: rows.picking(drawn), verdict: .proceed)
    }
    var drawn: [Int] = []
    var taken: Set<Int> = []
    while drawn.count < count {
      var row = weights.draw(&generator)
      // So many different rows have a weight, or the fit would not have begun.
      if drawn.contains(row) { taken.formUnion(drawn) }
      if !taken.isEmpty { row = weights.draw(&generator, without: taken.union(drawn)) }
      drawn.append(row)
    }
    return Seeds(centers: rows.picking(drawn), verdict: .proceed)
  }

  /// Chooses rows far from each other, and from centres that are there already, by greedy k-means++.
  func greedySeeds(
    _ count: Int, beside fixed: Matrix? = nil, _ generator: inout RandomGenerator,
    workers: Workers, monitor: WorkMonitor
  ) -> Seeds {
    var chosen: [Int] = []
    var potential = SeedingPotential(of: self, workers: workers)
    var verdict = WorkMonitor.Verdict.proceed
    for center in 0..<(fixed?.rowCount ?? 0) {
      guard case .proceed = verdict, let fixed else { break }
      verdict = potential.add(Array(fixed.row(center)), monitor: monitor)
    }
    if fixed == nil && count > 0 {
      chosen = [drawRow(&generator)]
      verdict = potential.add(Array(rows.row(chosen[0])), monitor: monitor)
    }
    let trialCount = 2 + logarithm(count)
    while chosen.count < count, case .proceed = verdict {
      let candidates = (0..<trialCount).map { _ in potential.draw(&generator) }
      let best: Int
      (best, verdict) = potential.addBest(of: candidates, monitor: monitor)
      if case .proceed = verdict { chosen.append(best) }
    }
    // Time is up: any other rows make better centres than none.
    while chosen.count < count { chosen.append(drawRow(&generator)) }
    return Seeds(centers: rows.picking(chosen), verdict: verdict)
  }

  /// The whole part of the natural logarithm, from powers of e: libraries differ in the last bit.
  private func logarithm(_ count: Int) -> Int {
    var exponent = 0
    var power = 2.718281828459045
    while power <= Double(count) {
      exponent += 1
      power *= 2.718281828459045
    }
    return exponent
  }
}

/// Pieces of a run of blocks that take at most a few milliseconds each.
///
/// - Parameters:
///   - blockCount: Number of blocks.
///   - cost: Subtractions per row: features times centres.
func pieces(of blockCount: Int, cost: Int) -> [Range<Int>] {
  let length = max(1, 500_000 / max(1, cost))
  return stride(from: 0, to: blockCount, by: length).map { $0..<min($0 + length, blockCount) }
}

/// Pieces of a run of rows that take at most a few milliseconds each, all but the last of whole
/// blocks of sixteen rows.
///
/// - Parameters:
///   - rowCount: Number of rows.
///   - cost: Subtractions per row: features times centres.
func pieces(ofRows rowCount: Int, cost: Int) -> [Range<Int>] {
  let length = 2 * Lanes.scalarCount * max(1, 250_000 / max(1, cost))
  return stride(from: 0, to: rowCount, by: length).map { $0..<min($0 + length, rowCount) }
}

extension Matrix {
  /// The rows, and then those of another table as wide.
  func followed(by other: Matrix) -> Matrix {
    Matrix(
      rowCount: rowCount + other.rowCount, columnCount: columnCount, values: values + other.values)
  }

  /// Some rows, in the order they are named.
  public func picking(_ picked: [Int]) -> Matrix {
    var values = [Double](repeating: 0, count: picked.count * columnCount)
    var place = 0
    for row in picked {
      for column in 0..<columnCount {
        values[place] = self.values[row * columnCount + column]
        place += 1
      }
    }
    return Matrix(rowCount: picked.count, columnCount: columnCount, values: values)
  }
}
