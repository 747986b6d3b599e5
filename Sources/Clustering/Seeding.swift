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
    var potential = SeedingPotential(of: self)
    var verdict = WorkMonitor.Verdict.proceed
    for center in 0..<(fixed?.rowCount ?? 0) {
      guard case .proceed = verdict, let fixed else { break }
      verdict = potential.add(Array(fixed.row(center)), workers: workers, monitor: monitor)
    }
    if fixed == nil && count > 0 {
      chosen = [drawRow(&generator)]
      verdict = potential.add(Array(rows.row(chosen[0])), workers: workers, monitor: monitor)
    }
    let trialCount = 2 + logarithm(count)
    while chosen.count < count, case .proceed = verdict {
      let candidates = (0..<trialCount).map { _ in potential.draw(&generator) }
      let best: Int
      (best, verdict) = potential.addBest(of: candidates, workers: workers, monitor: monitor)
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

/// How far rows are from their nearest seed so far, and their sum, the potential.
///
/// Squares count as often as the weights of their rows say.
struct SeedingPotential: Sendable {
  private let data: PreparedRows
  private var chunks: [Chunk]

  /// One chunk of rows.
  private struct Chunk: Sendable {
    /// D² of each row, times its weight; 0 where there is no row.
    var nearest: [Lanes]
    /// Its sum over the chunk.
    var potential = 0.0
    /// What the sum would be with each candidate.
    var trials: [Lanes] = []
  }

  init(of data: PreparedRows) {
    self.data = data
    chunks = data.lanes.map { lanes in
      var nearest = [Lanes](repeating: Lanes(repeating: .infinity), count: lanes.blockCount)
      for row in lanes.rowCount..<lanes.blockCount * Lanes.scalarCount {
        nearest[row / Lanes.scalarCount][row % Lanes.scalarCount] = 0
      }
      return Chunk(nearest: nearest)
    }
  }

  /// Makes a point a seed.
  mutating func add(
    _ seed: [Double], workers: Workers, monitor: WorkMonitor
  ) -> WorkMonitor.Verdict {
    workers.update(&chunks, monitor: monitor) { [data] index, chunk, watch in
      let lanes = data.lanes[index]
      let weights = data.weights?.lanes[index] ?? []
      for blocks in pieces(of: lanes.blockCount, cost: lanes.featureCount) {
        guard watch.mayGoOn() else { return }
        var nearest = chunk.nearest.mutableSpan
        kernels.lowerNearest(
          &nearest, of: lanes.vectors.span, blocks: blocks, seed: seed.span, weights: weights.span)
      }
      chunk.potential = total(chunk.nearest.reduce(Lanes.zero, +))
    }
  }

  /// Makes that candidate a seed which leaves the smallest potential, the first of equals.
  mutating func addBest(
    of candidates: [Int], workers: Workers, monitor: WorkMonitor
  ) -> (row: Int, verdict: WorkMonitor.Verdict) {
    let points = data.rows.picking(candidates)
    let verdict = workers.update(&chunks, monitor: monitor) { [data] index, chunk, watch in
      let lanes = data.lanes[index]
      chunk.trials = [Lanes](repeating: .zero, count: candidates.count)
      let nearest = chunk.nearest
      let weights = data.weights?.lanes[index] ?? []
      let cost = lanes.featureCount * candidates.count
      for blocks in pieces(of: lanes.blockCount, cost: cost) {
        guard watch.mayGoOn() else { return }
        var trials = chunk.trials.mutableSpan
        kernels.addPotentials(
          of: lanes.vectors.span, blocks: blocks, candidates: points.values.span,
          featureCount: lanes.featureCount, nearest: nearest.span, weights: weights.span,
          potentials: &trials)
      }
    }
    guard case .proceed = verdict else { return (candidates[0], verdict) }

    var best = (trial: 0, potential: Double.infinity)
    for trial in candidates.indices {
      let potential = chunks.reduce(0) { $0 + total($1.trials[trial]) }
      if potential < best.potential { best = (trial, potential) }
    }
    let row = candidates[best.trial]
    return (row, add(Array(data.rows.row(row)), workers: workers, monitor: monitor))
  }

  /// Draws a row with probability proportional to D².
  func draw(_ generator: inout RandomGenerator) -> Int {
    let potential = chunks.reduce(0) { $0 + $1.potential }
    // Squares so small that they vanish leave nothing to go by.
    guard potential > 0 else { return data.drawRow(&generator) }
    let target = generator.nextDouble() * potential
    var reached = 0.0
    var drawn = 0
    for (index, chunk) in chunks.enumerated() where chunk.potential > 0 {
      let first = index * PreparedRows.chunkRowCount
      if reached + chunk.potential < target {
        reached += chunk.potential
        // Rounding may leave the target behind the last chunk: then its last row is drawn.
        if index < chunks.count - 1 { continue }
      }
      for (block, nearest) in chunk.nearest.enumerated() {
        for lane in 0..<Lanes.scalarCount where nearest[lane] > 0 {
          drawn = first + block * Lanes.scalarCount + lane
          reached += nearest[lane]
          if reached >= target { return drawn }
        }
      }
    }
    return drawn
  }
}

/// The sum of the lanes, always in the same order.
private func total(_ lanes: Lanes) -> Double {
  var sum = 0.0
  for lane in 0..<Lanes.scalarCount { sum += lanes[lane] }
  return sum
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

/// Pieces of a run of rows that take at most a few milliseconds each.
///
/// - Parameters:
///   - rowCount: Number of rows.
///   - cost: Subtractions per row: features times centres.
func pieces(ofRows rowCount: Int, cost: Int) -> [Range<Int>] {
  let length = Lanes.scalarCount * max(1, 500_000 / max(1, cost))
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
