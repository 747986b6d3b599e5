import Matrices
import Tables
import Testing

@testable import Features  // Preparations are made by hand here.

@Suite("Points of another preparation's space")
struct TranslationTests {
  private func fit(
    _ columns: [(String, Column)], _ recipe: Recipe = Recipe()
  ) throws -> PreparedFit {
    let rowCount = columns[0].1.count
    let customers = CustomerTable(
      table: Table(
        names: columns.map(\.0), columns: columns.map(\.1), rowCount: rowCount))
    return try Preparation.fit(recipe, to: customers)
  }

  private func numbers(_ name: String, _ values: [Double]) -> (String, Column) {
    (name, .numbers(values))
  }

  /// One preparation has mean 2 and sd √2, the other mean 20 and sd 10: 2 + 1·√2 is -1.8585786….
  @Test func `are scaled back and anew`() throws {
    let old = try fit([numbers("a", [0, 2, 2, 4])]).preparation
    let new = try fit([numbers("a", [10, 30])]).preparation

    let moved = try #require(
      new.translate(Matrix(rowCount: 1, columnCount: 1, values: [1]), from: old))

    #expect(abs(moved[0, 0] - (2 + 2.0.squareRoot() - 20) / 10) < 1e-15)
  }

  @Test func `come back unchanged from the same preparation`() throws {
    let columns = [numbers("a", [1, 5, 9, 2]), numbers("b", [3, 3, 4, 8])]
    let (old, new) = (try fit(columns).preparation, try fit(columns).preparation)
    let points = Matrix(rowCount: 2, columnCount: 2, values: [0.1, -0.7, 1.0 / 3, 2])

    #expect(new.translate(points, from: old) == points)
  }

  /// Rows themselves are points: prepared by the old, then translated, they are prepared by the new.
  @Test(arguments: [Transform.none, .log1p, .sqrt, .yeoJohnson], [Scaling.standard, .robust])
  func `stand for the same customers`(transform: Transform, scale: Scaling) throws {
    var generator = RandomGenerator(seed: 3)
    var comparedCount = 0
    for other in [Transform.none, .log1p, .sqrt, .yeoJohnson] {
      let table = ["a", "b", "c"].map { name in
        numbers(name, (0..<30).map { _ in generator.nextDouble() * 50 })
      }
      let old = try fit(
        table, Recipe(defaults: FeatureDefaults(transform: transform, scale: scale, weight: 2)))
      let new = try fit(
        table.reversed().map { name, column in
          guard case .numbers(let values) = column else { return (name, column) }
          return numbers(name, Array(values.dropFirst(7)))
        }, Recipe(defaults: FeatureDefaults(transform: other, scale: .minMax)))
      let customers = CustomerTable(
        table: Table(names: table.map(\.0), columns: table.map(\.1), rowCount: 30))
      let expected = try new.preparation.apply(to: customers).matrix

      let moved = try #require(new.preparation.translate(old.matrix, from: old.preparation))

      for (value, right) in zip(moved.values, expected.values) {
        #expect(abs(value - right) < 1e-12)
        comparedCount += 1
      }
    }
    #expect(comparedCount == 360)
  }

  /// All components: nothing is lost on the way through the features.
  @Test func `go through components`() throws {
    var generator = RandomGenerator(seed: 5)
    let table = ["a", "b", "c"].map { name in
      numbers(name, (0..<40).map { _ in generator.nextDouble() * 50 })
    }
    let plain = try fit(table)
    let turned = try fit(table, Recipe(components: .components(3)))

    let there = try #require(
      turned.preparation.translate(plain.matrix, from: plain.preparation))
    let back = try #require(plain.preparation.translate(there, from: turned.preparation))

    for (value, right) in zip(there.values, turned.matrix.values) {
      #expect(abs(value - right) < 1e-12)
    }
    for (value, right) in zip(back.values, plain.matrix.values) {
      #expect(abs(value - right) < 1e-12)
    }
  }

  /// The old one knows x and y, the new one x and z: no row has z, and y is forgotten.
  @Test func `take values that one side does not know for values that no row has`() throws {
    let recipe = Recipe(defaults: FeatureDefaults(scale: .none))
    func texts(_ values: [String]) -> (String, Column) {
      let labels = Array(Set(values)).sorted()
      return (
        "t",
        .texts(
          TextColumn(
            codes: values.map { Int32(labels.firstIndex(of: $0) ?? 0) },
            labels: labels.map { Label($0) }))
      )
    }
    let old = try fit([texts(["x", "y", "x"])], recipe).preparation
    let new = try fit([texts(["x", "z", "z"])], recipe).preparation

    let moved = new.translate(
      Matrix(rowCount: 2, columnCount: 2, values: [0.75, 0.25, 0, 1]), from: old)

    #expect(moved?.values == [0.75, 0, 0, 0])
  }

  @Test func `have no place where columns differ or a value has none`() throws {
    let a = try fit([numbers("a", [1, 2, 3])]).preparation
    let ab = try fit([numbers("a", [1, 2, 3]), numbers("b", [1, 2, 4])]).preparation
    let b = try fit([numbers("b", [1, 2, 3])]).preparation
    let logged = try fit(
      [numbers("a", [1, 2, 3])], Recipe(defaults: FeatureDefaults(transform: .log1p))
    ).preparation
    let point = Matrix(rowCount: 1, columnCount: 1, values: [-100])

    #expect(ab.translate(point, from: a) == nil)
    #expect(b.translate(point, from: a) == nil)
    // 2 - 100 · 0.82 has no logarithm.
    #expect(logged.translate(point, from: a) == nil)
  }
}
