import Features
import Matrices
import Tables
import Testing

@testable import Segmentation

@Suite("Scores of recency, frequency and monetary value")
struct RFMScoreTests {
  /// Customers with these values of a measure, named by their place.
  private func customers(_ measure: Measure, _ values: [Double]) -> CustomerTable {
    let names = TextColumn(
      codes: values.indices.map { Int32($0) }, labels: values.indices.map { Label("c\($0)") })
    return CustomerTable(
      identifiers: [names],
      table: Table(
        names: [measure.wireName], columns: [.numbers(values)], rowCount: values.count))
  }

  private func scored(
    _ measure: Measure, _ values: [Double], _ rule: ScoreRule, count: Int = 5,
    cuts: [Double]? = nil
  ) throws(SegmentationError) -> MeasureScores? {
    let plan = ScorePlan(
      scoreCount: count, rule: rule, cuts: cuts.map { [measure: $0] } ?? [:])
    let scores = try RFMScores(of: customers(measure, values), plan: plan, monitor: .none)
    return measure == .recency
      ? scores.recency : measure == .frequency ? scores.frequency : scores.monetary
  }

  @Test func `the cascade scores equal values alike and may skip a score`() throws {
    let scores = try #require(try scored(.frequency, [1, 1, 1, 1, 2, 2, 3, 4, 7, 20], .cascade))

    #expect(scores.scores == [1, 1, 1, 1, 3, 3, 4, 4, 5, 5])
    #expect(zip(scores.cuts, [1, 1.6, 2.4, 4.6]).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(scores.partedCount == 0)
  }

  @Test func `few days since the last purchase score high`() throws {
    let days: [Double] = [1, 5, 9, 20, 33, 40, 75, 120, 204, 326]

    let scores = try #require(try scored(.recency, days, .cascade))

    #expect(scores.scores == [5, 5, 4, 4, 3, 3, 2, 2, 1, 1])
  }

  @Test func `an edge on a value is that value, whatever a fifth is as a double`() throws {
    // Positions i(n − 1)/5 are whole where n − 1 is a multiple of 5.
    for count in stride(from: 6, through: 1_001, by: 5) {
      let values = (0..<count).map { Double($0) * 0.1 }
      let scores = try #require(try scored(.monetary, values, .cascade))

      #expect(scores.cuts == (1..<5).map { values[$0 * (count - 1) / 5] })
    }
  }

  @Test func `qcut refuses edges that are equal, naming the measure`() {
    let values: [Double] = [1, 1, 1, 1, 2, 2, 3, 4, 7, 20]

    let error = #expect(throws: SegmentationError.self) {
      try scored(.frequency, values, .qcut)
    }

    #expect(
      error?.description
        == "qcut cannot part frequency into 5 scores: 40 % of the customers have the value 1, so "
        + "two edges are equal; use the rule cascade, or fewer scores")
  }

  @Test func `qcut scores as the cascade where it works`() throws {
    var generator = RandomGenerator(seed: 5, stream: 0)
    var compared = 0
    for _ in 0..<200 {
      let values = (0..<generator.next(below: 60) + 5).map { _ in Double(generator.next(below: 40))
      }
      guard let sure = try? scored(.frequency, values, .qcut) else { continue }
      let cascade = try #require(try scored(.frequency, values, .cascade))

      #expect(sure == cascade)
      compared += values.count
    }
    print("qcut and cascade: \(compared) customers compared")
    #expect(compared > 1_000)
  }

  @Test func `groups of ntile differ by one at most, the worst ones larger`() throws {
    for count in 1...23 {
      let values = (0..<count).map { Double($0) }
      let frequency = try #require(try scored(.frequency, values, .ntile)).scores
      let recency = try #require(try scored(.recency, values, .ntile)).scores

      let sizes = (1...5).map { score in frequency.count { $0 == score } }
      #expect(sizes == (0..<5).map { count / 5 + ($0 < count % 5 ? 1 : 0) })
      #expect(frequency == frequency.sorted())
      // The worst recency is the largest.
      #expect(recency == frequency.reversed())
    }
  }

  @Test func `ranks are cut as pandas cuts them`() throws {
    let values: [Double] = [1, 1, 1, 1, 2, 2, 3, 4, 7, 20]

    let scores = try #require(try scored(.frequency, values, .rankFirst)).scores

    #expect((1...5).map { score in scores.count { $0 == score } } == [2, 2, 2, 2, 2])
    #expect(scores.suffix(4) == [4, 4, 5, 5])
    #expect(scores.prefix(4).sorted() == [1, 1, 2, 2])
  }

  @Test(arguments: [ScoreRule.rankFirst, .ntile])
  func `ties are parted the same way however the rows came, and a warning says how many`(
    _ rule: ScoreRule
  ) throws {
    let values: [Double] = [1, 1, 1, 1, 1, 1, 2, 3, 4, 5]
    let there = customers(.frequency, values)
    let turned = Array(values.indices.reversed())
    let names = TextColumn(
      codes: turned.map { Int32($0) }, labels: values.indices.map { Label("c\($0)") })
    let back = CustomerTable(
      identifiers: [names],
      table: Table(
        names: ["frequency"], columns: [.numbers(turned.map { values[$0] })], rowCount: 10))

    let first = try RFMScores(of: there, plan: ScorePlan(rule: rule), monitor: .none)
    let second = try RFMScores(of: back, plan: ScorePlan(rule: rule), monitor: .none)

    #expect(first.frequency?.scores == second.frequency.map { Array($0.scores.reversed()) })
    #expect(first.frequency?.cuts == second.frequency?.cuts)
    #expect(
      first.warnings == [
        "the rule \(rule.wireName) parts customers of equal frequency: 4 of them would get another "
          + "score by the cuts alone; the rule cascade scores equal values alike"
      ])
  }

  @Test func `R's rule depends on the unit`() throws {
    let pounds = (1...100).map { Double($0) * 100 }

    let large = try #require(try scored(.monetary, pounds, .shifted)).scores
    let small = try #require(try scored(.monetary, pounds.map { $0 / 10_000 }, .shifted)).scores

    #expect((1...5).map { score in large.count { $0 == score } } == [20, 20, 20, 20, 20])
    // In a unit where all values lie below 1, every edge but none of the values is above 1.
    #expect(small.allSatisfy { $0 == 1 })
  }

  @Test func `a value on a cut belongs below it, with R's rule above`() throws {
    let cuts: [Double] = [10, 20, 30, 40]
    let values: [Double] = [9, 10, 11, 40, 41, -5, 1e300]

    #expect(
      try scored(.monetary, values, .cascade, cuts: cuts)?.scores == [1, 1, 2, 4, 5, 1, 5])
    #expect(
      try scored(.monetary, values, .shifted, cuts: cuts)?.scores == [1, 2, 2, 5, 5, 1, 5])
    #expect(
      try scored(.recency, values, .cascade, cuts: cuts)?.scores == [5, 5, 4, 2, 1, 5, 1])
  }

  @Test(arguments: ScoreRule.allCases)
  func `with frozen cuts nobody's score depends on the others`(_ rule: ScoreRule) throws {
    var generator = RandomGenerator(seed: 12, stream: 1)
    var compared = 0
    for _ in 0..<50 {
      let earlier = (0..<40).map { _ in Double(generator.next(below: 1_000_000)) / 8 }
      let later = (0..<200).map { _ in Double(generator.next(below: 4_000_000)) / 8 }
      for measure in [Measure.recency, .frequency, .monetary] {
        // Values that all differ: no rule parts a tie.
        let first = try #require(try scored(measure, Array(Set(earlier)), rule))
        let values = Array(Set(earlier)) + later
        let again = try #require(try scored(measure, values, rule, cuts: first.cuts))

        #expect(Array(again.scores.prefix(first.scores.count)) == first.scores)
        #expect(again.cuts == first.cuts)
        compared += first.scores.count
      }
    }
    print("\(rule.wireName): \(compared) scores compared")
    #expect(compared >= 5_000)
  }

  @Test(arguments: 2...10)
  func `scores go from one to their number`(_ count: Int) throws {
    let values = (0..<500).map { Double($0) }
    for rule in ScoreRule.allCases {
      let scores = try #require(try scored(.monetary, values, rule, count: count))

      #expect(scores.scores.min() == 1)
      #expect(scores.scores.max() == Int32(count))
      #expect(scores.cuts.count == count - 1)
      #expect(scores.scores == scores.scores.sorted())
    }
  }

  @Test func `one customer, equal customers and missing values are no trap`() throws {
    #expect(try scored(.frequency, [3], .cascade)?.scores == [1])
    #expect(try scored(.frequency, [3], .rankFirst)?.scores == [1])
    #expect(try scored(.recency, [3], .ntile)?.scores == [1])
    #expect(try scored(.recency, [3], .cascade)?.scores == [5])
    #expect(try scored(.monetary, [7, 7, 7], .cascade)?.scores == [1, 1, 1])
    #expect(try scored(.monetary, [.nan, 7, 8], .cascade, count: 2)?.scores == [0, 1, 2])
    #expect(try scored(.monetary, [.nan, 7, 8], .ntile, count: 2)?.scores == [0, 1, 2])
    #expect(try scored(.monetary, [-1e300, 0, 1e300], .cascade, count: 3)?.scores == [1, 2, 3])
  }

  @Test func `customers of whom nothing was measured get no cuts`() {
    let error = #expect(throws: SegmentationError.self) { try scored(.monetary, [], .cascade) }

    #expect(error?.description == "the data has no rows; send at least one")
  }
}
