import Features
import Matrices
import Tables
import Testing

@Suite("Principal components of features")
struct ComponentTests {
  /// Two equal columns: all variance lies along (1, 1), where rows are √2 times as far out.
  @Test func `of columns that are alike`() throws {
    let table = Table([("a", .numbers([1, 2, 3])), ("b", .numbers([10, 20, 30]))])

    let fit = try fit(table, Recipe(components: .variance(0.9)))

    let projection = try #require(fit.preparation.projection)
    #expect(fit.preparation.outputNames == ["PC1"])
    #expect(fit.preparation.featureNames == ["a", "b"])
    #expect(abs(projection.shares[0] - 1) < 1e-15)
    for loading in projection.axes.components.row(0) {
      #expect(abs(loading - 0.5.squareRoot()) < 1e-15)
    }
    for (value, expected) in zip(fit.matrix.values, [-3.0.squareRoot(), 0, 3.0.squareRoot()]) {
      #expect(abs(value - expected) < 1e-15)
    }
  }

  /// Two columns without correlation: each has half, and half is not more than half.
  @Test(arguments: [(0.49, 1), (0.5, 2), (0.99, 2)])
  func `the share must be larger than asked`(share: Double, count: Int) throws {
    let table = Table([("a", .numbers([1, 1, -1, -1])), ("b", .numbers([1, -1, 1, -1]))])

    let fit = try fit(table, Recipe(components: .variance(share)))

    #expect(fit.matrix.columnCount == count)
  }

  @Test func `fewer rows than features, columns twice, weights and text`() throws {
    let table = Table([
      ("a", .numbers([1, 5, 2])), ("b", .numbers([1, 5, 2])), ("c", .texts(["x", "y", "x"])),
      ("d", .numbers([.nan, 3, 9])), ("e", .numbers([4, 0, 1])),
    ])
    let recipe = Recipe(
      defaults: FeatureDefaults(weight: 2), components: .components(3))

    let fit = try fit(table, recipe)
    let prepared = try fit.preparation.apply(to: CustomerTable(table: table))

    #expect(fit.preparation.featureNames == ["a", "b", "c=x", "c=y", "d", "e"])
    #expect(prepared.matrix.values.map(\.bitPattern) == fit.matrix.values.map(\.bitPattern))
    #expect(fit.matrix.values.allSatisfy { $0.isFinite })
    // Three rows lie in a plane.
    #expect(fit.preparation.projection?.axes.variances[2] ?? 1 < 1e-12)
  }

  @Test func `a row too large together is refused alone`() throws {
    let fit = try fit(
      Table([("a", .numbers([1, 2, 3])), ("b", .numbers([1, 3, 2]))]),
      Recipe(defaults: FeatureDefaults(scale: .none), components: .components(2)))

    let prepared = try fit.preparation.apply(
      to: CustomerTable(
        table: Table([("a", .numbers([9e139, 2])), ("b", .numbers([9e139, 3]))])))

    #expect(prepared.unassignable == [0: "its features are too large together for pca"])
    #expect(Array(prepared.matrix.row(0)) == [0, 0])
    #expect(prepared.matrix.row(1).elementsEqual(fit.matrix.row(1)))
  }

  @Test(arguments: [
    (
      ComponentRule.components(3),
      "pca.components is 3 but must be at most 2, the smaller of 2 features and 4 rows"
    ),
    (.components(0), "pca.components is 0 but must be between 1 and 2000"),
    (.variance(1), "pca.variance is 1 but must be above 0 and below 1"),
    (.variance(.nan), "pca.variance is not a number but must be above 0 and below 1"),
  ])
  func `what cannot be asked for`(rule: ComponentRule, sentence: String) throws {
    let error = try #require(throws: FeatureError.self) {
      try fit(
        Table([("a", .numbers([1, 1, -1, -1])), ("b", .numbers([1, -1, 1, -1]))]),
        Recipe(components: rule))
    }

    #expect(error.description == sentence)
  }

  @Test func `a cancelled fit and a cancelled application say so`() throws {
    let table = Table([("a", .numbers([1, 2, 3])), ("b", .numbers([1, 3, 2]))])
    let fit = try fit(table, Recipe(components: .components(1)))

    #expect(throws: FeatureError.cancelled) {
      try Preparation.fit(
        Recipe(components: .components(1)), to: CustomerTable(table: table),
        isCancelled: { true })
    }
    #expect(throws: FeatureError.cancelled) {
      try fit.preparation.apply(to: CustomerTable(table: table), isCancelled: { true })
    }
  }
}
