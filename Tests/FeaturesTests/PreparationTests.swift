import Features
import Matrices
import Tables
import Testing

func fit(
  _ table: Table, _ recipe: Recipe = Recipe(), identifiers: [TextColumn] = []
) throws -> PreparedFit {
  try Preparation.fit(
    recipe, to: CustomerTable(identifiers: identifiers, table: table))
}

private func columns(_ fit: PreparedFit) -> [[Double]] {
  (0..<fit.matrix.columnCount).map { column in
    (0..<fit.matrix.rowCount).map { fit.matrix[$0, column] }
  }
}

@Suite("Preparation")
struct PreparationTests {
  /// Mean 2, population variance 2/3.
  @Test func `standard is the default`() throws {
    let fit = try fit(Table([("x", .numbers([1, 2, 3]))]))

    let unit = 1 / (2.0 / 3).squareRoot()
    #expect(columns(fit) == [[-unit, 0, unit]])
    #expect(fit.preparation.outputNames == ["x"])
    #expect(fit.warnings.isEmpty)
  }

  @Test(arguments: [
    (Imputation.median, 2.0), (.mean, 3), (.mode, 1), (.number(7), 7),
  ])
  func `what stands in for a missing number`(impute: Imputation, expected: Double) throws {
    let table = Table([("x", .numbers([1, 8, 1, .nan, 2, 3]))])
    let recipe = Recipe(features: [FeatureRule(column: "x", impute: impute, scale: Scaling.none)])

    let fit = try fit(table, recipe)

    #expect(columns(fit) == [[1, 8, 1, expected, 2, 3]])
    #expect(fit.imputed == ["x": 1])
  }

  @Test func `a column that becomes no feature leaves out no row`() throws {
    let table = Table([
      ("same", .numbers([5, .nan, 5, 5, .nan])), ("x", .numbers([1, 2, .nan, 4, 1])),
    ])
    let recipe = Recipe(defaults: FeatureDefaults(impute: .drop, scale: .none))

    let fit = try fit(table, recipe)
    let prepared = try fit.preparation.apply(to: CustomerTable(table: table))

    #expect(columns(fit) == [[1, 2, 4, 1]])
    #expect(fit.keptRows == [0, 1, 3, 4])
    #expect(Set(prepared.unassignable.keys) == [2])
    #expect(
      fit.warnings == [
        "\"same\" has the same value in every row and is left out",
        "1 row left out of the fit for missing cells",
      ])
  }

  /// Without the second row, which "y" leaves out, "x" is constant; then "x" leaves out nothing.
  @Test func `a column that another's missing cells make constant leaves out no row`() throws {
    let table = Table([
      ("x", .numbers([5, 6, .nan, 5])), ("y", .numbers([1, .nan, 3, 4])),
    ])
    let recipe = Recipe(defaults: FeatureDefaults(impute: .drop, scale: .none))

    let fit = try fit(table, recipe)

    #expect(fit.preparation.outputNames == ["y"])
    #expect(fit.keptRows == [0, 2, 3])
    #expect(columns(fit) == [[1, 3, 4]])
  }

  @Test func `impute drop leaves rows out of the fit and out of assignment`() throws {
    let table = Table([
      ("x", .numbers([1, .nan, 3])), ("y", .numbers([1, 100, .nan])),
    ])
    let recipe = Recipe(
      features: [FeatureRule(column: "x", impute: .drop), FeatureRule(column: "y")],
      defaults: FeatureDefaults(scale: .none))
    let table2 = Table([("y", .numbers([2, 2])), ("x", .numbers([.nan, 5]))])

    let fit = try fit(
      Table([("x", .numbers([1, .nan, 3, 4])), ("y", .numbers([1, 100, .nan, 5]))]), recipe)
    let prepared = try fit.preparation.apply(to: CustomerTable(table: table2))

    #expect(fit.keptRows == [0, 2, 3])
    // The median of 1 and 5: the row left out has no say.
    #expect(columns(fit) == [[1, 3, 4], [1, 3, 5]])
    #expect(fit.warnings == ["1 row left out of the fit for missing cells"])
    #expect(
      prepared.unassignable == [0: "\"x\" is missing, and the recipe imputes nothing for it"])
    #expect(prepared.matrix.values == [0, 0, 5, 2])
    #expect(table.rowCount == 3)
  }

  @Test func `a value that log1p is not defined for counts as missing`() throws {
    let table = Table([("x", .numbers([0, -1, -5, 3, 15]))])
    let recipe = Recipe(
      features: [FeatureRule(column: "x", transform: .log1p, scale: Scaling.none)])

    let fit = try fit(table, recipe)

    // The median of 0, 3, 15 stands in: ln(4).
    #expect(fit.matrix.values[1] == fit.matrix.values[3])
    #expect(fit.matrix.values[2] == fit.matrix.values[3])
    #expect(abs(fit.matrix.values[4] - 2.772588722239781) < 1e-15)
    #expect(fit.imputed == ["x": 2])
    #expect(
      fit.warnings == [
        "2 values of \"x\" -1 or below, where log1p is not defined, taken for missing"
      ])
  }

  @Test func `sqrt, min-max and a weight`() throws {
    let recipe = Recipe(
      features: [FeatureRule(column: "x", transform: .sqrt, scale: .minMax, weight: 3)])

    let fit = try fit(Table([("x", .numbers([0, 4, 16]))]), recipe)

    #expect(columns(fit) == [[0, 1.5, 3]])
  }

  @Test func `one feature per value of a text, in the order of text`() throws {
    let table = Table([("city", .texts(["Rome", "Bern", nil, "Rome"]))])
    let recipe = Recipe(defaults: FeatureDefaults(scale: .none))

    let fit = try fit(table, recipe)
    let prepared = try fit.preparation.apply(
      to: CustomerTable(table: Table([("city", .texts(["Oslo", "Bern", nil]))])))

    #expect(fit.preparation.outputNames == ["city=Bern", "city=Rome"])
    #expect(columns(fit) == [[0, 1, 0, 0], [1, 0, 1, 1]])
    #expect(prepared.matrix.values == [0, 0, 1, 0, 0, 1])
    #expect(prepared.unseen == [0: ["city"]])
    #expect(prepared.unseenValues == ["city": ["Oslo"]])
    #expect(prepared.imputed == [2: ["city"]])
  }

  /// Means 1/4 and 3/4, both standard deviations the root of 3/16.
  @Test func `encoded text is scaled like numbers`() throws {
    let fit = try fit(Table([("city", .texts(["Rome", "Bern", "Rome", "Rome"]))]))

    let deviation = (3.0 / 16).squareRoot()
    #expect(columns(fit)[0] == [-0.25, 0.75, -0.25, -0.25].map { $0 / deviation })
    #expect(columns(fit)[1] == [0.25, -0.75, 0.25, 0.25].map { $0 / deviation })
  }

  @Test(arguments: [
    (UnseenPolicy.zero, ["c=a", "c=b"], [0.0, 0]), (.other, ["c=a", "c=b", "c=other"], [0, 0, 1]),
  ])
  func `beyond the most frequent levels`(
    unseen: UnseenPolicy, names: [String], rare: [Double]
  ) throws {
    let table = Table([("c", .texts(["a", "a", "b", "b", "c", "d"]))])
    let recipe = Recipe(
      features: [
        FeatureRule(column: "c", scale: Scaling.none, levels: 2, unseen: unseen)
      ])

    let fit = try fit(table, recipe)

    #expect(fit.preparation.outputNames == names)
    #expect(Array(fit.matrix.row(4)) == rare)
    #expect(fit.warnings.count == 1)
  }

  @Test func `a value called other takes in the others`() throws {
    let table = Table([("c", .texts(["a", "other", "a"]))])
    let recipe = Recipe(
      features: [FeatureRule(column: "c", scale: Scaling.none, unseen: .other)])

    let fit = try fit(table, recipe)
    let prepared = try fit.preparation.apply(
      to: CustomerTable(table: Table([("c", .texts(["new"]))])))

    #expect(fit.preparation.outputNames == ["c=a", "c=other"])
    #expect(prepared.matrix.values == [0, 1])
  }

  @Test func `unseen error refuses the row alone`() throws {
    let recipe = Recipe(features: [FeatureRule(column: "c", unseen: .error)])
    let fit = try fit(Table([("c", .texts(["a", "b"]))]), recipe)

    let prepared = try fit.preparation.apply(
      to: CustomerTable(table: Table([("c", .texts(["new", "b"]))])))

    #expect(prepared.unassignable == [0: "\"c\" is \"new\", which was not there in training"])
    #expect(prepared.matrix.row(1) == fit.matrix.row(1))
  }

  /// 1e200 in units of the training's deviation is finite, but its square is not.
  @Test func `a value too large to be compared refuses the row alone`() throws {
    let fit = try fit(Table([("x", .numbers([1, 2, 3]))]))

    let prepared = try fit.preparation.apply(
      to: CustomerTable(table: Table([("x", .numbers([1e200, 2]))])))

    #expect(prepared.unassignable == [0: "\"x\" is 1e+200, too large to be scaled"])
    #expect(prepared.matrix.values == [0, 0])
  }

  @Test func `what lies outside the training range is told`() throws {
    let fit = try fit(Table([("x", .numbers([1, 2, 5])), ("y", .numbers([0, 1, 2]))]))

    let prepared = try fit.preparation.apply(
      to: CustomerTable(
        table: Table([("y", .numbers([1, -1, .nan])), ("x", .numbers([5, 5.5, 0]))])))

    #expect(prepared.outOfRange == [1: ["x", "y"], 2: ["x"]])
    #expect(prepared.imputed == [2: ["y"]])
    #expect(prepared.imputedCounts == ["y": 1])
  }

  @Test func `columns are chosen by themselves, and what is left out is told`() throws {
    let table = Table([
      ("z", .numbers([1, 2, 3])), ("when", .dates([1, 2, 3])), ("a", .texts(["p", "q", "p"])),
      ("same", .numbers([4, 4, 4])), ("none", .numbers([.nan, .nan, .nan])),
      ("note", .texts(["1", "2", "3"])), ("OrderNo", .numbers([7, 8, 9])),
      ("left", .numbers([1, 2, 4])),
    ])
    let recipe = Recipe(defaults: FeatureDefaults(levels: 2), exclude: ["left"])

    let fit = try fit(table, recipe)

    #expect(fit.preparation.outputNames == ["OrderNo", "a=p", "a=q", "z"])
    #expect(
      fit.warnings == [
        "\"OrderNo\" looks like an id and is used as a feature; name it as \"id\" or in \"exclude\"",
        "\"note\" has 3 values, more than 2 and is left out",
        "\"when\" holds dates and is left out", "\"none\" has no value in any row and is left out",
        "\"same\" has the same value in every row and is left out",
      ])
  }

  @Test func `the order of columns and rows does not show`() throws {
    var dice = Dice(seed: 11)
    let rowCount = 200
    let table = Table([
      ("b", .numbers((0..<rowCount).map { _ in Double.random(in: 0...1, using: &dice) })),
      (
        "a",
        .numbers(
          (0..<rowCount).map { _ in
            dice.oneIn(9) ? .nan : Double.random(in: -1e6...1e6, using: &dice)
          })
      ),
      (
        "c",
        .texts(
          (0..<rowCount).map { _ in
            dice.oneIn(7) ? nil : ["x", "é", "w"].randomElement(using: &dice)
          })
      ),
    ])
    let expected = try Preparation.fit(
      Recipe(), to: CustomerTable(table: table).inCanonicalOrder())

    for _ in 0..<20 {
      let shuffled = table.reordered(Array(0..<rowCount).shuffled(using: &dice))
      let turned = Table(
        names: shuffled.names.reversed(), columns: shuffled.columns.reversed(), rowCount: rowCount)

      let fit = try Preparation.fit(
        Recipe(), to: CustomerTable(table: turned).inCanonicalOrder())

      #expect(fit.preparation == expected.preparation)
      #expect(fit.matrix.values.map(\.bitPattern) == expected.matrix.values.map(\.bitPattern))
    }
  }

  @Test func `the sign of a zero does not show`() throws {
    let recipe = Recipe(defaults: FeatureDefaults(impute: .number(-0.0), scale: .none))

    let plain = try fit(Table([("x", .numbers([0, 1, 0, .nan]))]), recipe)
    let signed = try fit(Table([("x", .numbers([-0.0, 1, 0, .nan]))]), recipe)

    #expect(signed.matrix.values.map(\.bitPattern) == plain.matrix.values.map(\.bitPattern))
    #expect(signed.matrix.values.allSatisfy { $0.sign == .plus })
    guard case .numbers(let steps) = signed.preparation.columns[0].content else { return }
    #expect(steps.minimum.sign == .plus)
    #expect(steps.imputed?.sign == .plus)
  }

  @Test(arguments: [Scaling.standard, .minMax, .robust, .none], [Transform.none, .log1p])
  func `applying to the training rows gives the training bits`(
    scaling: Scaling, transform: Transform
  ) throws {
    var dice = Dice(seed: 5)
    let table = Table([
      (
        "x",
        .numbers(
          (0..<500).map { _ in dice.oneIn(10) ? .nan : Double.random(in: -2...900, using: &dice) })
      ),
      (
        "c",
        .texts(
          (0..<500).map { _ in dice.oneIn(10) ? nil : "\(Int.random(in: 0..<9, using: &dice))" })
      ),
    ])
    let recipe = Recipe(defaults: FeatureDefaults(transform: transform, scale: scaling))

    let fit = try fit(table, recipe)
    let prepared = try fit.preparation.apply(to: CustomerTable(table: table))

    #expect(prepared.matrix.values.map(\.bitPattern) == fit.matrix.values.map(\.bitPattern))
    #expect(prepared.unassignable.isEmpty)
    #expect(prepared.imputedCounts == fit.imputed)
    #expect(prepared.outOfRange.isEmpty)
  }
}
