import Kernels
import Matrices

/// How far rows are from their nearest seed so far, and their sum, the potential.
///
/// Squares count as often as the weights of their rows say. All that is decided is decided by sums of
/// squares in double precision; single precision finds the candidates that are certainly worse, and the
/// rows that are certainly not nearer to the new seed. So rows are read once for every seed, in half of
/// the memory, in place of twice: measured at 1,000,000 × 16 with 64 centres, an eighth less for the
/// whole fit to convergence.
struct SeedingPotential: Sendable {
  private let data: PreparedRows
  private let workers: Workers
  private var chunks: [Chunk]
  private var scratch: [SeedingScratch]

  init(of data: PreparedRows, workers: Workers) {
    self.data = data
    self.workers = workers.paying(forValues: data.rows.values.count)
    chunks = (0..<chunkCount(of: data.rowCount)).map {
      Chunk(rowCount: chunkRange($0, of: data.rowCount).count)
    }
    let count = max(1, min(self.workers.threadCount, chunks.count))
    scratch = (0..<count).map { _ in SeedingScratch(of: data) }
  }

  /// Makes a point a seed.
  mutating func add(_ seed: [Double], monitor: WorkMonitor) -> WorkMonitor.Verdict {
    add(seed, bit: nil, monitor: monitor)
  }

  /// Makes a point a seed: the candidate of a bit, or one that was not screened.
  private mutating func add(
    _ seed: [Double], bit: UInt16?, monitor: WorkMonitor
  ) -> WorkMonitor.Verdict {
    workers.update(&chunks, scratch: &scratch, monitor: monitor) {
      [data] index, chunk, scratch, watch in
      let range = chunkRange(index, of: data.rowCount)
      let count = scratch.find(bit, of: chunk.marks, rowCount: range.count)
      guard count > 0 else { return }
      for part in pieces(ofRows: count, cost: data.featureCount) {
        guard watch.mayGoOn() else { return }
        chunk.lower(part, range, of: data, seed, &scratch)
      }
      chunk.addUp()
    }
  }

  /// Makes that candidate a seed which leaves the smallest potential, the first of equals.
  mutating func addBest(
    of candidates: [Int], monitor: WorkMonitor
  ) -> (row: Int, verdict: WorkMonitor.Verdict) {
    let points = data.rows.picking(candidates)
    var contenders = Array(candidates.indices)
    var bit: UInt16?
    if !data.screenedRows.isEmpty {
      let verdict: WorkMonitor.Verdict
      (contenders, verdict) = screen(candidates, points, monitor: monitor)
      guard case .proceed = verdict else { return (candidates[0], verdict) }
    }
    var best = contenders[0]
    if contenders.count > 1 {
      let potentials: [Double]
      let verdict: WorkMonitor.Verdict
      (potentials, verdict) = exactPotentials(points.picking(contenders), monitor: monitor)
      guard case .proceed = verdict else { return (candidates[0], verdict) }
      var least = Double.infinity
      for (potential, candidate) in zip(potentials, contenders) where potential < least {
        (least, best) = (potential, candidate)
      }
    }
    if !data.screenedRows.isEmpty { bit = 1 << UInt16(min(best, 15)) }
    return (candidates[best], add(Array(points.row(best)), bit: bit, monitor: monitor))
  }

  /// The candidates that may leave the smallest potential, by single precision.
  private mutating func screen(
    _ candidates: [Int], _ points: Matrix, monitor: WorkMonitor
  ) -> (contenders: [Int], verdict: WorkMonitor.Verdict) {
    let scaled = data.screenScale.scaled(points.values.span)
    for part in scratch.indices { scratch[part].begin(candidateCount: candidates.count) }
    let verdict = workers.update(&chunks, scratch: &scratch, monitor: monitor) {
      [data] index, chunk, scratch, watch in
      let rows = data.screenedRows[index]
      chunk.screen(rows, scaled, featureCount: data.featureCount, &scratch)
    }
    guard case .proceed = verdict else { return ([], verdict) }
    let squareSum = data.screenedRows.reduce(0) { $0 + $1.squareSum }
    let slack = 6 * data.screenScale.seedingSlack
    let potentials = candidates.indices.map { candidate in
      chunks.reduce(0) { $0 + $1.trials[candidate].sum() }
    }
    func error(_ candidate: Int) -> Double { slack * (potentials[candidate] + squareSum) + 0x1p-60 }
    let limit = candidates.indices.reduce(Double.infinity) { min($0, potentials[$1] + error($1)) }
    let contenders = candidates.indices.filter { candidate in
      potentials[candidate] - error(candidate) <= limit
        && candidates.firstIndex(of: candidates[candidate]) == candidate
    }
    return (contenders, verdict)
  }

  /// What the potential would be with each of some points.
  private mutating func exactPotentials(
    _ points: Matrix, monitor: WorkMonitor
  ) -> (potentials: [Double], verdict: WorkMonitor.Verdict) {
    let verdict = workers.update(&chunks, monitor: monitor) { [data] index, chunk, watch in
      chunk.trials = [Lanes](repeating: .zero, count: points.rowCount)
      let lanes =
        data.lanes.isEmpty
        ? rowLanes(of: data.rows, chunkRange(index, of: data.rowCount)) : data.lanes[index]
      let nearest = chunk.nearest
      let weights = data.weights?.lanes[index] ?? []
      for blocks in pieces(of: lanes.blockCount, cost: points.values.count) {
        guard watch.mayGoOn() else { return }
        var trials = chunk.trials.mutableSpan
        kernels.addPotentials(
          of: lanes.vectors.span, blocks: blocks, candidates: points.values.span,
          featureCount: lanes.featureCount, nearest: nearest.span, weights: weights.span,
          potentials: &trials)
      }
    }
    let potentials = (0..<points.rowCount).map { trial in
      chunks.reduce(0) { trial < $1.trials.count ? $0 + total($1.trials[trial]) : $0 }
    }
    return (potentials, verdict)
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
      for (row, nearest) in chunk.nearest.enumerated() where nearest > 0 {
        drawn = first + row
        reached += nearest
        if reached >= target { return drawn }
      }
    }
    return drawn
  }
}

/// One chunk of rows.
private struct Chunk: Sendable {
  /// D² of each row, times its weight, and zeros up to a multiple of sixteen.
  private(set) var nearest: [Double]

  /// Below which single precision leaves in doubt whether another seed is nearer.
  private var limits: [Float]

  /// For each candidate a bit: whether it may be nearer.
  private(set) var marks: [SIMD16<UInt16>]

  /// The sum of D².
  private(set) var potential = 0.0

  /// What the sum would be with each candidate.
  var trials: [Lanes] = []

  init(rowCount: Int) {
    let blockCount = ScreenRows.blockCount(ofRows: rowCount)
    nearest = [Double](repeating: 0, count: blockCount * 16)
    limits = [Float](repeating: 0, count: blockCount * 16)
    marks = [SIMD16<UInt16>](repeating: .zero, count: blockCount)
    for row in 0..<rowCount {
      nearest[row] = .infinity
      limits[row] = .infinity
    }
  }

  /// Computes about what the sum would be with each candidate, and marks the rows that it changes.
  mutating func screen(
    _ rows: ScreenRows, _ candidates: [Float], featureCount: Int, _ scratch: inout SeedingScratch
  ) {
    let count = scratch.sums.count
    if trials.count != count { trials = [Lanes](repeating: .zero, count: count) }
    for trial in 0..<count { trials[trial] = .zero }
    Chunk.screen(rows, candidates, featureCount, limits, &marks, &scratch.sums, &trials)
  }

  /// Makes a point the nearest seed of those rows that the scratch holds and that are nearer to it.
  mutating func lower(
    _ part: Range<Int>, _ range: Range<Int>, of data: PreparedRows, _ seed: [Double],
    _ scratch: inout SeedingScratch
  ) {
    Chunk.lower(
      scratch.chosen, part, range, data, seed, &scratch.block, &nearest, &limits)
  }

  /// Adds up D², as the exact sums with candidates are added up.
  mutating func addUp() {
    potential = Chunk.sum(nearest)
  }

  private static func sum(_ nearest: [Double]) -> Double {
    var sum = Lanes.zero
    let values = nearest.span
    for block in 0..<values.count / Lanes.scalarCount {
      let first = block &* Lanes.scalarCount
      let part = values.extracting(first..<first &+ Lanes.scalarCount)
      sum += Lanes(part[0], part[1], part[2], part[3], part[4], part[5], part[6], part[7])
    }
    return total(sum)
  }

  // The kernels run on whole arrays: spans of two properties of one value would overlap.

  private static func screen(
    _ rows: ScreenRows, _ candidates: [Float], _ featureCount: Int, _ limits: [Float],
    _ marks: inout [SIMD16<UInt16>], _ sums: inout [SIMD16<Float>], _ potentials: inout [Lanes]
  ) {
    var markSpan = marks.mutableSpan
    var sumSpan = sums.mutableSpan
    var potentialSpan = potentials.mutableSpan
    kernels.screenPotentials(
      of: rows.vectors.span, blocks: 0..<rows.blockCount, candidates: candidates.span,
      featureCount: featureCount, limits: limits.span, marks: &markSpan, sums: &sumSpan,
      potentials: &potentialSpan)
  }

  private static func lower(
    _ chosen: [Int32], _ part: Range<Int>, _ range: Range<Int>, _ data: PreparedRows,
    _ seed: [Double], _ block: inout [Lanes], _ nearest: inout [Double], _ limits: inout [Float]
  ) {
    let width = data.featureCount
    let rows = data.rows.values
    let weights = data.weights?.values ?? []
    var nearestSpan = nearest.mutableSpan
    var limitSpan = limits.mutableSpan
    var blockSpan = block.mutableSpan
    kernels.lowerNearest(
      &nearestSpan, limits: &limitSpan, of: chosen.span.extracting(part),
      rows: rows.span.extracting(range.lowerBound * width..<range.upperBound * width),
      seed: seed.span,
      weights: weights.isEmpty ? weights.span : weights.span.extracting(range),
      scale: data.screenScale, block: &blockSpan)
  }
}

/// What one thread needs for itself while seeds are chosen.
private struct SeedingScratch: Sendable {
  /// Rows to look at.
  private(set) var chosen: [Int32]

  /// Eight rows side by side.
  var block: [Lanes]

  /// A sum for each candidate.
  var sums: [SIMD16<Float>] = []

  init(of data: PreparedRows) {
    let rowCount = min(data.rowCount, PreparedRows.chunkRowCount)
    chosen = [Int32](repeating: 0, count: ScreenRows.blockCount(ofRows: rowCount) * 16)
    block = [Lanes](repeating: .zero, count: data.featureCount)
  }

  mutating func begin(candidateCount: Int) {
    sums = [SIMD16<Float>](repeating: .zero, count: candidateCount)
  }

  /// Chooses the rows that are marked, or all; returns how many they are.
  mutating func find(_ bit: UInt16?, of marks: [SIMD16<UInt16>], rowCount: Int) -> Int {
    guard let bit else {
      for row in 0..<rowCount { chosen[row] = Int32(truncatingIfNeeded: row) }
      return rowCount
    }
    var chosenSpan = chosen.mutableSpan
    return kernels.findMarkedRows(marks.span, bit: bit, found: &chosenSpan)
  }
}

/// The sum of the lanes, always in the same order.
private func total(_ lanes: Lanes) -> Double {
  var sum = 0.0
  for lane in 0..<Lanes.scalarCount { sum += lanes[lane] }
  return sum
}
