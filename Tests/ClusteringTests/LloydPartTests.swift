import Clustering
import Matrices
import Testing

@Suite("Parts of a fit over many machines")
struct LloydPartTests {
  /// 0 and 2 are near 1, 10 is at its centre: sums 2 and 10, squares 1 + 1 and 0, means 1 and 10.
  @Test func `add up as by hand`() throws {
    let rows = Matrix(rowCount: 4, columnCount: 1, values: [0, 2, 11, 10])
    let centers = Matrix(rowCount: 2, columnCount: 1, values: [1, 10])

    let part = try part(rows, centers, counting: [true, true, false, true])
    let step = try LloydStep([part], from: centers)

    #expect(part.counts == [2, 1])
    #expect(part.sums.values == [2, 10])
    #expect(part.inertias == [2, 0])
    #expect(step.centers == centers && step.shift == 0 && step.inertia == 2)
    // Of 0, 2 and 10 around 4.
    #expect(isClose(step.meanVariance, (16 + 4 + 36) / 3, within: 1e-15))
  }

  /// However the rows are parted: the centres, inertia and stop of the fit of all.
  @Test func `lead where a fit of all rows leads`() throws {
    var comparedCount = 0
    for seed in 0..<40 as Range<UInt64> {
      let (columnCount, clusterCount) = (1 + Int(seed % 5), 2 + Int(seed % 6))
      let rows = Matrix.random(
        400, columnCount, seed: seed, groupCount: 1 + Int(seed % 4)
      ).inCanonicalOrder()
      let start = rows.picking(rows: (0..<clusterCount).map { $0 * 37 })
      let whole = try KMeans(
        clusterCount: clusterCount, initialisation: .centers(start), tolerance: 0,
        refinement: .none
      ).fit(rows)

      var centers = start
      var steps = 0
      var inertia = 0.0
      while steps < 300 {
        let step = try LloydStep(
          parts(rows, centers, count: 1 + Int(seed % 7), seed), from: centers)
        steps += 1
        inertia = step.inertia
        if step.shift <= 0 { break }
        centers = step.centers
      }

      #expect(isClose(inertia, whole.inertia, within: 1e-12))
      // A centre that was left without rows may have changed places with another.
      let (found, expected) = (centers.inCanonicalOrder(), whole.centers.inCanonicalOrder())
      for (value, expected) in zip(found.values, expected.values) {
        #expect(isClose(value, expected, within: 1e-12))
      }
      comparedCount += 1
    }
    print("parts: \(comparedCount) fits compared with those of all rows")
    #expect(comparedCount == 40)
  }

  @Test func `are the same bits in any order, of rows and of parts`() throws {
    let rows = Matrix.random(5_000, 3, seed: 4, groupCount: 5)
    let centers = rows.picking(rows: [0, 10, 20, 30, 40])
    let some = try parts(rows, centers, count: 9, 1)

    #expect(try part(rows.shuffled(seed: 3), centers) == part(rows, centers))
    #expect(
      try LloydStep(some, from: centers) == LloydStep(some.reversed(), from: centers))
  }

  @Test func `leave a centre without rows where it is`() throws {
    let rows = Matrix(rowCount: 2, columnCount: 1, values: [0, 2])
    let centers = Matrix(rowCount: 2, columnCount: 1, values: [1, 50])

    let step = try LloydStep([try part(rows, centers)], from: centers)

    #expect(step.counts == [2, 0])
    #expect(step.centers.values == [1, 50])
  }

  @Test func `of no rows add nothing`() throws {
    let rows = Matrix(rowCount: 3, columnCount: 2, values: [0, 1, 2, 3, 9, 9])
    let none = Matrix(rowCount: 0, columnCount: 2, values: [])
    let centers = rows.picking(rows: [0, 2])

    let step = try LloydStep([part(none, centers), part(rows, centers)], from: centers)

    #expect(try step == LloydStep([part(rows, centers)], from: centers))
  }

  @Test(arguments: [
    (
      LloydPart(counts: [1], sums: Matrix(rowCount: 1, columnCount: 1, values: [1]), inertias: [0]),
      "parts[0].counts"
    ),
    (
      LloydPart(
        counts: [1, -1], sums: Matrix(rowCount: 2, columnCount: 1, values: [1, 1]),
        inertias: [0, 0]), "parts[0].counts[1]"
    ),
    (
      LloydPart(
        counts: [1, 1], sums: Matrix(rowCount: 2, columnCount: 1, values: [1, .infinity]),
        inertias: [0, 0]), "parts[0].sums[1]"
    ),
    (
      LloydPart(
        counts: [1, 1], sums: Matrix(rowCount: 2, columnCount: 2, values: [1, 1, 1, 1]),
        inertias: [0, 0]), "parts[0].sums[0]"
    ),
    (
      LloydPart(
        counts: [1, 1], sums: Matrix(rowCount: 2, columnCount: 1, values: [1, 1]),
        inertias: [0, -0.5]), "parts[0].inertias[1]"
    ),
    (
      LloydPart(
        counts: [.max, 1], sums: Matrix(rowCount: 2, columnCount: 1, values: [1, 1]),
        inertias: [0, 0]), "parts"
    ),
  ])
  func `that no rows can have are refused`(_ part: LloydPart, _ name: String) throws {
    let centers = Matrix(rowCount: 2, columnCount: 1, values: [0, 1])

    let error = #expect(throws: ClusteringError.self) { try LloydStep([part], from: centers) }

    #expect(error?.description.contains(name) == true)
  }

  /// Each row on its own: the weights of the drawn ones add up to all rows, about.
  @Test func `draw rows that stand for all`() throws {
    let rows = Matrix.random(20_000, 2, seed: 9, groupCount: 3)
    let mean = try LloydStep(
      [part(rows, rows.picking(rows: [0]))], from: rows.picking(rows: [0])
    ).centers
    let (part, nearest) = try LloydPart.measure(
      rows, to: mean, workers: .single, monitor: .none)
    let cost = part.inertias[0]
    var estimates: [Double] = []
    for seed in 0..<60 as Range<UInt64> {
      let drawn = DrawnRows(
        of: rows, squaredDistances: nearest.squaredDistances, count: 500, cost: cost,
        allCount: 20_000, seed: seed)
      #expect((380...620).contains(drawn.rows.rowCount))
      #expect(drawn.weights.allSatisfy { $0 >= 1 && $0 <= 80 })
      let found = try assignment(of: drawn.rows, to: mean, workers: .single, monitor: .none)
      estimates.append(zip(found.squaredDistances, drawn.weights).reduce(0) { $0 + $1.0 * $1.1 })
    }
    // The mean of 60 estimates, each within some 5 %.
    let mean60 = estimates.reduce(0, +) / 60
    print("drawn rows: 60 costs, on average \(mean60 / cost) of the true one")
    #expect(isClose(mean60, cost, within: 0.02))
  }

  @Test func `draw by distance alone where all rows are not told`() throws {
    let rows = Matrix(rowCount: 4, columnCount: 1, values: [0, 0, 0, 5])
    let centers = rows.picking(rows: [0])
    let (part, nearest) = try LloydPart.measure(
      rows, to: centers, workers: .single, monitor: .none)

    let drawn = DrawnRows(
      of: rows, squaredDistances: nearest.squaredDistances, count: 1, cost: part.inertias[0],
      allCount: nil, seed: 1)
    let atRest = DrawnRows(
      of: rows, squaredDistances: [0, 0, 0, 0], count: 4, cost: 0, allCount: nil, seed: 1)

    #expect(drawn.rows.values == [5] && drawn.weights == [1])
    #expect(atRest.rows.rowCount == 0)
  }

  private func part(
    _ rows: Matrix, _ centers: Matrix, counting: [Bool]? = nil
  ) throws(ClusteringError) -> LloydPart {
    try LloydPart.measure(
      rows, to: centers, counting: counting, workers: Workers(threadCount: 2), monitor: .none
    ).part
  }

  /// Every row in one of so many parts, drawn.
  private func parts(
    _ rows: Matrix, _ centers: Matrix, count: Int, _ seed: UInt64
  ) throws -> [LloydPart] {
    var generator = RandomGenerator(seed: seed)
    var members = [[Int]](repeating: [], count: count)
    for row in 0..<rows.rowCount { members[generator.next(below: count)].append(row) }
    return try members.map { try part(rows.picking(rows: $0), centers) }
  }
}
