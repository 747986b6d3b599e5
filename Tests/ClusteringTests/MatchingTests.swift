import Clustering
import Matrices
import Testing

@Suite("Optimal matching")
struct MatchingTests {
  @Test func `the best sum wins over the best pair`() {
    // The largest score, 9, would leave 1 for the other row.
    let scores = Matrix(rowCount: 2, columnCount: 2, values: [9, 8, 8, 1])

    let pairs = optimalMatching(scores)

    #expect(pairs.map(\.row) == [0, 1])
    #expect(pairs.map(\.column) == [1, 0])
  }

  @Test func `tables of every shape are matched as well as by trying everything`() {
    var generator = RandomGenerator(seed: 11)
    var compared = 0
    for rowCount in 1...5 {
      for columnCount in 1...5 {
        for kind in 0..<20 {
          // Few values give many ties.
          let scores = Matrix(
            rowCount: rowCount, columnCount: columnCount,
            values: (0..<rowCount * columnCount).map { _ in
              kind < 10 ? generator.nextDouble() : Double(generator.next(below: 3)) - 1
            })

          let pairs = optimalMatching(scores)

          #expect(pairs.count == min(rowCount, columnCount))
          #expect(Set(pairs.map(\.row)).count == pairs.count)
          #expect(Set(pairs.map(\.column)).count == pairs.count)
          let sum = pairs.reduce(0.0) { $0 + scores[$1.row, $1.column] }
          let difference = abs(sum - bestSum(scores, 0, []))
          #expect(difference < 1e-12)
          compared += 1
        }
      }
    }
    #expect(compared == 500)
  }

  @Test func `nothing is matched with nothing`() {
    #expect(optimalMatching(Matrix(rowCount: 0, columnCount: 0, values: [])).isEmpty)
    #expect(optimalMatching(Matrix(rowCount: 0, columnCount: 3, values: [])).isEmpty)
    #expect(optimalMatching(Matrix(rowCount: 3, columnCount: 0, values: [])).isEmpty)
  }

  /// The largest sum of any matching that pairs as many as can be paired.
  private func bestSum(_ scores: Matrix, _ row: Int, _ taken: Set<Int>) -> Double {
    guard row < scores.rowCount else { return 0 }
    let mustSkip = scores.rowCount - row > scores.columnCount - taken.count
    var best = mustSkip ? bestSum(scores, row + 1, taken) : -Double.infinity
    for column in 0..<scores.columnCount where !taken.contains(column) {
      best = max(
        best, scores[row, column] + bestSum(scores, row + 1, taken.union([column])))
    }
    return best
  }
}
