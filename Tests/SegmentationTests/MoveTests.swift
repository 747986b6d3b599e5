import Clustering
import Features
import Matrices
import Tables
import Testing

@testable import Segmentation

@Suite("Moves to a better segment")
struct MoveTests {
  /// Customers in clumps around points of recency, frequency and monetary value.
  private static func customers(
    _ points: [(Double, Double, Double)], size: Int = 40, seed: UInt64 = 1
  ) -> CustomerTable {
    var random = RandomGenerator(seed: seed, stream: 0)
    var columns = [[Double]](repeating: [], count: 3)
    for point in points {
      for _ in 0..<size {
        columns[0].append((point.0 * (0.8 + 0.4 * random.nextDouble())).rounded())
        columns[1].append((point.1 * (0.8 + 0.4 * random.nextDouble())).rounded())
        columns[2].append(point.2 * (0.8 + 0.4 * random.nextDouble()))
      }
    }
    return CustomerTable(
      table: Table(
        names: ["recency", "frequency", "monetary"], columns: columns.map { .numbers($0) },
        rowCount: columns[0].count))
  }

  private func learn(
    _ customers: CustomerTable, _ count: Int, transform: Transform = .none
  ) throws -> Learned {
    var recipe = Recipe()
    recipe.defaults.transform = transform
    return try SegmentModel.learn(
      FitPlan(recipe: recipe, clusterCount: .exactly(count), restartCount: 2, refinement: .none),
      from: customers, workers: .single, monitor: .none)
  }

  private func finder(_ model: SegmentModel) -> MoveFinder {
    MoveFinder(
      profile: model.profile, preparation: model.preparation, centers: model.centers,
      workers: .single, monitor: .none)
  }

  /// The segment of the typical customer of a segment, one feature changed.
  private func assigned(
    _ model: SegmentModel, typicalOf index: Int, _ change: (column: String, value: Double)?
  ) throws -> Int {
    let names = model.profile.overall.features.map(\.name)
    let columns = names.map { name -> Column in
      let median = model.profile.segments[index].feature(name)?.quantiles?.median ?? .nan
      return .numbers([name == change?.column ? change?.value ?? median : median])
    }
    let customers = CustomerTable(table: Table(names: names, columns: columns, rowCount: 1))
    return Int(try model.assign(customers, workers: .single, monitor: .none).labels[0])
  }

  @Test func `the change leads to a better segment, and a little less does not`() throws {
    var found = 0
    for seed in 1...12 as ClosedRange<UInt64> {
      for transform in [Transform.none, .log1p, .sqrt] {
        let customers = MoveTests.customers(
          [(200, 2, 100), (30, 4, 400), (10, 12, 2_000), (100, 6, 900)], seed: seed)
        let model = try learn(customers, 4, transform: transform).model
        let finder = finder(model)
        let worth = try #require(finder.values)
        for index in model.segments.indices {
          guard case .found(let move) = try finder.search(fromSegment: index) else { continue }
          found += 1
          #expect(try assigned(model, typicalOf: index, nil) == index)
          #expect(try assigned(model, typicalOf: index, (move.column, move.to)) == move.target)
          #expect(worth[move.target] > worth[index])
          #expect(move.from != move.to)
          // Whole numbers of days and orders are the smallest that do; others within a twentieth.
          let less =
            move.column == "monetary"
            ? move.to - (move.to - move.from) * 0.06 : move.to + (move.column == "recency" ? 1 : -1)
          let before = try assigned(model, typicalOf: index, (move.column, less))
          #expect(worth[before] <= worth[index] * 1.1, "\(move) \(before)")
        }
      }
    }
    print("moves: \(found) found")
    #expect(found >= 60)
  }

  @Test func `nothing is better than the best`() throws {
    let model = try learn(MoveTests.customers([(200, 2, 100), (10, 12, 2_000)]), 2).model

    let searches = try model.segments.indices.map { try finder(model).search(fromSegment: $0) }

    let worth = try #require(finder(model).values)
    #expect(searches[worth[0] > worth[1] ? 0 : 1] == .isBest)
    #expect(searches[worth[0] > worth[1] ? 1 : 0] != .isBest)
  }

  @Test func `where no feature can be acted on, several are needed`() throws {
    // Older customers spend more, and nobody can be made older: monetary is no feature.
    var random = RandomGenerator(seed: 3, stream: 0)
    let ages = (0..<80).map { ($0 < 40 ? 25 : 60) + 5 * random.nextDouble() }
    let table = Table(
      names: ["age", "monetary"],
      columns: [.numbers(ages), .numbers((0..<80).map { $0 < 40 ? 10 : 100 })], rowCount: 80)
    var recipe = Recipe()
    recipe.features = [FeatureRule(column: "age")]
    let model = try SegmentModel.learn(
      FitPlan(recipe: recipe, clusterCount: .exactly(2)), from: CustomerTable(table: table),
      workers: .single, monitor: .none
    ).model

    let advice = model.segments.map(\.advice)

    let best = try #require(
      model.segments.indices.max {
        (model.segments[$0].monetary ?? 0) < (model.segments[$1].monetary ?? 0)
      })
    #expect(advice[best].last == "No other segment spends clearly more: the aim is to keep them.")
    #expect(
      advice[1 - best].last
        == "No single realistic change would bring a typical customer here into a better segment: "
        + "it takes several at once.")
  }

  @Test func `without money or a score there is nothing to rank by`() throws {
    let table = Table(
      names: ["a", "b"],
      columns: [.numbers([1, 1.5, 9, 9.5]), .numbers([1, 1.5, 9, 9.5])], rowCount: 4)
    let model = try SegmentModel.learn(
      FitPlan(recipe: Recipe(), clusterCount: .exactly(2)), from: CustomerTable(table: table),
      workers: .single, monitor: .none
    ).model

    #expect(finder(model).values == nil)
    #expect(model.segments.allSatisfy { $0.advice.count == 1 })
  }
}
