import Kernels
import Matrices
import Testing

@testable import Clustering

@Suite("Seeding")
struct SeedingTests {
  /// Tables of one chunk of rows and of several, with rows that are equal and such as differ in what
  /// single precision cannot hold.
  @Test func `chooses the rows that exact sums choose`() throws {
    var comparedCount = 0
    for (rowCount, columnCount) in [(40, 1), (700, 3), (5_000, 2), (4_096, 9), (9_000, 16)] {
      for kind in 0..<4 {
        var rows = Matrix.random(rowCount, columnCount, seed: UInt64(rowCount), groupCount: 7)
        rows = Matrix(
          rowCount: rowCount, columnCount: columnCount,
          values: rows.values.map { value in
            switch kind {
            case 0: value
            case 1: value.rounded()
            case 2: 1e8 + value * 1e-3
            default: value * 1e-130
            }
          })
        let data = try PreparedRows(rows, workers: Workers(threadCount: 2), monitor: .none)
        #expect(data.screenedRows.isEmpty == (kind == 3))
        for seed in 0..<4 as Range<UInt64> {
          let count = min(20, rowCount)
          var generator = RandomGenerator(seed: seed)
          var twin = generator

          let seeds = data.greedySeeds(
            count, &generator, workers: Workers(threadCount: 2), monitor: .none)

          #expect(seeds.centers == rows.picking(plainSeeds(of: rows, count, &twin)))
          #expect(generator.next() == twin.next())
          comparedCount += count
        }
      }
    }
    print("Seeding: \(comparedCount) seeds compared")
    #expect(comparedCount == 5 * 4 * 4 * 20)
  }

  /// Greedy k-means++ with every sum made in full, chunk by chunk and lane by lane.
  private func plainSeeds(
    of rows: Matrix, _ count: Int, _ generator: inout RandomGenerator
  ) -> [Int] {
    let width = rows.columnCount
    let ones = [Double](repeating: 1, count: rows.rowCount)
    var nearest = [Double](repeating: .infinity, count: rows.rowCount)
    var chosen: [Int] = []
    func add(_ seed: Int) {
      chosen.append(seed)
      let point = Array(rows.row(seed))
      for row in nearest.indices {
        let values = Array(rows.row(row))
        nearest[row] = min(nearest[row], Reference.squaredDistance(values.span, point.span))
      }
    }
    func potentials(_ candidate: Int) -> [Double] {
      let point = Array(rows.row(candidate))
      return stride(from: 0, to: rows.rowCount, by: 4_096).map { start in
        let end = min(start + 4_096, rows.rowCount)
        return Reference.potential(
          of: rows.values.span.extracting(start * width..<end * width), candidate: point.span,
          nearest: nearest.span.extracting(start..<end), weights: ones.span.extracting(start..<end)
        ).reduce(0, +)
      }
    }
    add(generator.next(below: rows.rowCount))
    while chosen.count < count {
      // With a seed as its candidate the potential is what it is.
      let known = potentials(chosen[0])
      let total = known.reduce(0, +)
      let drawn = (0..<4).map { _ -> Int in
        guard total > 0 else { return generator.next(below: rows.rowCount) }
        let target = generator.nextDouble() * total
        var reached = 0.0
        var last = 0
        for (chunk, potential) in known.enumerated() where potential > 0 {
          if reached + potential < target {
            reached += potential
            if chunk < known.count - 1 { continue }
          }
          for row in chunk * 4_096..<min((chunk + 1) * 4_096, rows.rowCount)
          where nearest[row] > 0 {
            last = row
            reached += nearest[row]
            if reached >= target { return last }
          }
        }
        return last
      }
      var best = (row: drawn[0], potential: Double.infinity)
      for row in drawn {
        let potential = potentials(row).reduce(0, +)
        if potential < best.potential { best = (row, potential) }
      }
      add(best.row)
    }
    return chosen
  }
}
