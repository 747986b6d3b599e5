import Features
import Matrices
import Tables
import Testing

/// One feature of that rule, neither scaled nor transformed.
private func recipe(
  _ outliers: OutlierRule, _ column: String = "x", impute: Imputation = .median,
  transform: Transform = .none
) -> Recipe {
  Recipe(features: [
    FeatureRule(
      column: column, impute: impute, outliers: outliers, transform: transform, scale: Scaling.none)
  ])
}

private func bounds(_ fit: PreparedFit, _ column: Int = 0) -> OutlierBounds? {
  guard case .numbers(let steps) = fit.preparation.columns[column].content else { return nil }
  return steps.outliers
}

@Suite("Outliers")
struct OutlierTests {
  /// Quartiles 2 and 4 (linear), so 1.5 quartile distances beyond them are -1 and 7.
  @Test(arguments: [
    (OutlierAction.clip, [1.0, 2, 3, 4, 7]), (.drop, [1, 2, 3, 4]), (.flag, [1, 2, 3, 4, 100]),
  ])
  func `by quartile distances`(action: OutlierAction, expected: [Double]) throws {
    let table = Table([("x", .numbers([1, 2, 3, 4, 100]))])

    let fit = try fit(table, recipe(OutlierRule(.quartiles(factor: 1.5), do: action)))
    let prepared = try fit.preparation.apply(
      to: CustomerTable(table: Table([("x", .numbers([7, -1, 8, -5, 3]))])))

    #expect(bounds(fit) == OutlierBounds(lower: -1, upper: 7, action: action))
    #expect(fit.matrix.values == expected)
    #expect(fit.outliers == ["x": 1])
    #expect(fit.keptRows == (action == .drop ? [0, 1, 2, 3] : [0, 1, 2, 3, 4]))
    #expect(
      fit.warnings == (action == .drop ? ["1 row left out of the fit for outliers"] : []))
    #expect(prepared.matrix.values == (action == .clip ? [7, -1, 7, -1, 3] : [7, -1, 8, -5, 3]))
    #expect(prepared.outliers == [2: ["x"], 3: ["x"]])
    #expect(prepared.leftOut == (action == .drop ? [2, 3] : []))
    #expect(prepared.unassignable.isEmpty)
  }

  /// Quantiles 0.1 and 0.9 of 0...10 are 1 and 9; half their distance beyond them are -3 and 13.
  @Test func `by quantiles`() throws {
    let table = Table([("x", .numbers([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]))])

    let wide = try fit(table, recipe(OutlierRule(.quantiles(low: 0.1, high: 0.9, factor: 0.5))))
    let plain = try fit(
      table, recipe(OutlierRule(.quantiles(low: 0.1, high: 0.9, factor: 0), do: .drop)))

    #expect(bounds(wide) == OutlierBounds(lower: -3, upper: 13, action: .clip))
    #expect(wide.outliers.isEmpty)
    #expect(plain.matrix.values == [1, 2, 3, 4, 5, 6, 7, 8, 9])
    #expect(plain.outliers == ["x": 2])
  }

  /// Median 3, median absolute deviation 1: two of them, times 1.4826, off the median.
  @Test func `by median absolute deviations`() throws {
    let table = Table([("x", .numbers([1, 2, 3, 4, 50]))])

    let fit = try fit(table, recipe(OutlierRule(.deviations(2), do: .drop)))

    let found = try #require(bounds(fit))
    #expect(abs(found.lower - (3 - 2 * 1.482602218505602)) < 1e-12)
    #expect(abs(found.upper - (3 + 2 * 1.482602218505602)) < 1e-12)
    #expect(fit.matrix.values == [1, 2, 3, 4])
  }

  /// "x" drops 100; the quantiles of "y" are then those of 0, 10, 20 and 30, not of 1000 too.
  @Test func `each feature is judged by the rows that the earlier ones left`() throws {
    let table = Table([
      ("x", .numbers([1, 2, 3, 2, 100])), ("y", .numbers([0, 10, 20, 30, 1000])),
    ])
    let drop = OutlierRule(.quartiles(factor: 1), do: .drop)

    let fit = try fit(
      table,
      Recipe(features: ["x", "y"].map { FeatureRule(column: $0, outliers: drop) }))
    let turned = try Preparation.fit(
      Recipe(features: ["y", "x"].map { FeatureRule(column: $0, outliers: drop) }),
      to: CustomerTable(table: table))

    #expect(bounds(fit, 1) == OutlierBounds(lower: -7.5, upper: 37.5, action: .drop))
    #expect(bounds(turned, 0) == OutlierBounds(lower: -10, upper: 50, action: .drop))
    #expect(fit.outliers == ["x": 1])
    #expect(turned.outliers == ["y": 1])
    // The scale is that of the rows that are left.
    #expect(fit.preparation.columns[0].outputs[0].center == 2)
  }

  /// The imputed 50 is an outlier, as it would be if it had been there.
  @Test func `what stands in for a missing cell is judged like any number`() throws {
    let table = Table([("x", .numbers([1, 2, 3, 4, .nan]))])
    let clip = OutlierRule(.quartiles(factor: 1))

    let fit = try fit(table, recipe(clip, impute: .number(50)))
    let prepared = try fit.preparation.apply(to: CustomerTable(table: table))

    #expect(fit.matrix.values == [1, 2, 3, 4, 6])
    #expect(fit.outliers == ["x": 1])
    #expect(prepared.matrix.values == fit.matrix.values)
    #expect(prepared.imputed == [4: ["x"]])
    #expect(prepared.outliers == [4: ["x"]])
  }

  /// -5 is missing for log1p, so the median of the others stands in and nothing is judged by -5.
  @Test func `a number that the transform is not defined for is missing, no outlier`() throws {
    let table = Table([("x", .numbers([-5, 0, 1, 2, 3, 90]))])

    let fit = try fit(table, recipe(OutlierRule(.quartiles(factor: 1)), transform: .log1p))

    // Values 0 1 2 2 3 90: quartiles 1.25 and 2.75.
    #expect(bounds(fit) == OutlierBounds(lower: -0.25, upper: 4.25, action: .clip))
    #expect(fit.outliers == ["x": 1])
    #expect(fit.imputed == ["x": 1])
  }

  @Test func `a huge number is clipped rather than refused`() throws {
    let clip = recipe(OutlierRule(.quartiles(factor: 1.5)))
    let table = Table([("x", .numbers([1, 2, 3, 4, 1e300, -1.7e308]))])

    let fit = try fit(table, clip)
    let prepared = try fit.preparation.apply(
      to: CustomerTable(table: Table([("x", .numbers([1e308, 2]))])))

    #expect(fit.matrix.values.allSatisfy { abs($0) < 100 })
    #expect(prepared.unassignable.isEmpty)
    #expect(prepared.outOfRange == [0: ["x"]])
  }

  @Test func `a column that outliers make constant becomes no feature and leaves out no row`()
    throws
  {
    let table = Table([
      ("x", .numbers([5, 5, 5, 5, 9])), ("y", .numbers([1, 2, 3, 4, 5])),
    ])
    let recipe = Recipe(
      defaults: FeatureDefaults(
        outliers: OutlierRule(.quartiles(factor: 1.5), do: .drop), scale: .none))

    let fit = try fit(table, recipe)

    #expect(fit.preparation.outputNames == ["y"])
    #expect(fit.keptRows == [0, 1, 2, 3, 4])
    #expect(fit.outliers.isEmpty)
    #expect(
      fit.warnings == [
        "the outlier rule of \"x\" takes 5 alone for usual, because most values are that; "
          + "name another rule",
        "\"x\" has the same value in every row and is left out",
      ])
  }

  @Test func `text has no outliers, and a default does not make it any`() throws {
    let table = Table([
      ("c", .texts(["a", "b", "a", "b"])), ("x", .numbers([1, 2, 3, 4])),
    ])
    let rule = OutlierRule(.deviations(0.1), do: .flag)

    let fit = try fit(table, Recipe(defaults: FeatureDefaults(outliers: rule)))

    #expect(fit.outliers == ["x": 4])
    #expect(fit.rules.map(\.outliers) == [OutlierRule.none, rule])
    // What the fit says it used can be sent again.
    var full = Recipe(features: fit.rules)
    full.defaults = FeatureDefaults(outliers: rule)
    let again = try Preparation.fit(
      full, to: CustomerTable(table: table))
    #expect(again == fit)
  }

  @Test func `when every row goes, the error says whose rule it was`() throws {
    let table = Table([("x", .numbers([0, 10]))])
    let rule = OutlierRule(.quantiles(low: 0.4, high: 0.6, factor: 0), do: .drop)

    let error = try #require(throws: FeatureError.self) { try fit(table, recipe(rule)) }

    #expect(
      error.description
        == "the outlier rule of \"x\" drops every row that is left, 2 of 2; widen it, or let it "
        + "clip or flag")
  }

  @Test(arguments: [
    (
      OutlierRule(.quantiles(low: 0.9, high: 0.1, factor: 1)),
      "features[0].outliers.rule.quantiles is [0.9, 0.1] but must be two numbers from 0 to 1, the "
        + "smaller one first"
    ),
    (
      OutlierRule(.quartiles(factor: -1)),
      "features[0].outliers.rule.iqr is -1 but must be from 0 to 1000000"
    ),
    (
      OutlierRule(.deviations(.nan)),
      "features[0].outliers.rule.mad is not a number but must be from 0 to 1000000"
    ),
    (
      OutlierRule(.quantiles(low: 0, high: 1, factor: 1e9)),
      "features[0].outliers.rule.factor is 1000000000 but must be from 0 to 1000000"
    ),
  ])
  func `a rule that is none`(rule: OutlierRule, sentence: String) throws {
    let error = try #require(throws: FeatureError.self) {
      try fit(Table([("x", .numbers([1, 2]))]), recipe(rule))
    }

    #expect(error.description == sentence)
  }

  @Test func `text that is asked for a rule or a transform`() throws {
    let table = Table([("c", .texts(["a", "b"]))])

    let rule = try #require(throws: FeatureError.self) {
      try fit(
        table, Recipe(features: [FeatureRule(column: "c", outliers: OutlierRule(.deviations(3)))]))
    }
    let transform = try #require(throws: FeatureError.self) {
      try fit(table, Recipe(features: [FeatureRule(column: "c", transform: .sqrt)]))
    }

    #expect(
      rule.description
        == "features[0].outliers is a rule but must be none for \"c\", a column of text")
    #expect(
      transform.description
        == "features[0].transform is sqrt but must be none for \"c\", a column of text")
  }
}
