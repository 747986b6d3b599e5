import Features
import Glibc
import Matrices
import Tables
import Testing

/// The exponent that a column of these numbers gets; nil where it becomes no feature.
private func lambda(_ values: [Double], threadCount: Int = 1) throws -> Double? {
  let recipe = Recipe(
    defaults: FeatureDefaults(transform: .yeoJohnson, scale: .none))
  let fit = try Preparation.fit(
    recipe, to: CustomerTable(table: Table([("x", .numbers(values))])),
    workers: Workers(threadCount: threadCount))
  guard case .numbers(let steps) = fit.preparation.columns[0].content else { return nil }
  return steps.lambda
}

@Suite("Yeo-Johnson")
struct YeoJohnsonTests {
  private static let ends: [[Double]] = [
    [0, 1], [-1, 0], [0, 0, 0, 0, 1e-300], [1e100, 1, 2], [-1e130, 1e130, 5], [0x1p-1074, 0, 0],
    [1, 1 + 0x1p-52, 1], [1e15, 1e15 + 1, 1e15 + 2], [-3, -2, -1], [1e306, 1e305, -1e306],
  ]

  /// The textbook's likelihood, by powers.
  private func likelihood(_ lambda: Double, _ values: [Double]) -> Double {
    let moved = values.map { value -> Double in
      if value >= 0 { return lambda == 0 ? log(value + 1) : (pow(value + 1, lambda) - 1) / lambda }
      return lambda == 2
        ? -log(1 - value) : -(pow(1 - value, 2 - lambda) - 1) / (2 - lambda)
    }
    let count = Double(values.count)
    let mean = moved.reduce(0, +) / count
    let variance = moved.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    let sum = values.reduce(0) { $0 + ($1 < 0 ? -log(1 - $1) : log($1 + 1)) }
    return -count / 2 * log(variance) + (lambda - 1) * sum
  }

  @Test func `no exponent is more likely, for many shapes of columns`() throws {
    var generator = RandomGenerator(seed: 7)
    func normal() -> Double {
      (0..<12).reduce(-6.0) { sum, _ in sum + generator.nextDouble() }
    }
    var comparedCount = 0
    for round in 0..<60 {
      let count = [10, 25, 50, 200][round % 4]
      let values = (0..<count).map { _ -> Double in
        switch round % 5 {
        case 0: exp(normal())
        case 1: 10 * normal()
        case 2: -exp(2 * normal())
        case 3: Double(generator.next(below: 9))
        default: 1000 - 900 * generator.nextDouble() * generator.nextDouble()
        }
      }
      guard Set(values).count > 2 else { continue }

      let found = try #require(try lambda(values))

      let best = likelihood(found, values)
      for step in 1...40 {
        for other in [found - Double(step) * 0.07, found + Double(step) * 0.07] {
          #expect(likelihood(other, values) <= best + 1e-7 * max(1, abs(best)))
          comparedCount += 1
        }
      }
    }
    print("Yeo-Johnson: \(comparedCount) exponents compared")
    #expect(comparedCount > 4_000)
  }

  @Test func `a normal sample stays as it is`() throws {
    var generator = RandomGenerator(seed: 8)
    let values = (0..<4_000).map { _ in
      (0..<12).reduce(0.0) { sum, _ in sum + generator.nextDouble() } - 6
    }

    let found = try #require(try lambda(values))

    #expect(abs(found - 1) < 0.05)
  }

  @Test func `any number of threads finds the same bits`() throws {
    var generator = RandomGenerator(seed: 9)
    let values = (0..<30_000).map { _ in exp(2 * generator.nextDouble()) - 3 }

    let single = try lambda(values)

    #expect(try lambda(values, threadCount: 3) == single)
  }

  /// Every table ends in finite numbers, or in an error that says what to do.
  @Test(arguments: YeoJohnsonTests.ends)
  func `numbers at the ends of the range do no harm`(values: [Double]) throws {
    let recipe = Recipe(defaults: FeatureDefaults(transform: .yeoJohnson))

    do throws(FeatureError) {
      let fit = try Preparation.fit(
        recipe, to: CustomerTable(table: Table([("x", .numbers(values))])))
      let prepared = try fit.preparation.apply(
        to: CustomerTable(
          table: Table([("x", .numbers([-1.7e308, -1, 0, .nan, 0x1p-1060, 7, 1.7e308]))])))

      #expect(fit.matrix.values.allSatisfy { $0.isFinite })
      #expect(prepared.matrix.values.allSatisfy { $0.isFinite })
    } catch {
      switch error {
      case .allRowsAlike, .badData: #expect(!error.description.isEmpty)
      default: Issue.record("\(values): \(error)")
      }
    }
  }

  @Test func `a new value beyond what can be transformed is refused alone`() throws {
    // Strongly left-skewed, so that the exponent is large.
    let values = (1...200).map { 100 - 99 / Double($0) }
    let recipe = Recipe(defaults: FeatureDefaults(transform: .yeoJohnson))
    let fit = try fit(Table([("x", .numbers(values))]), recipe)

    let prepared = try fit.preparation.apply(
      to: CustomerTable(table: Table([("x", .numbers([1e300, 50]))])))

    #expect(
      prepared.unassignable == [0: "\"x\" is 1e+300, too large to be scaled"])
    #expect(prepared.matrix.values[1].isFinite)
  }
}
