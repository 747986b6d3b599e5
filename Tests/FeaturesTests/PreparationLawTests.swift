import Features
import Matrices
import Tables
import Testing

/// A random table of customers and a random recipe for its features, with every fault there is.
private struct RandomFeatures {
  var table: Table
  var recipe: Recipe

  init(seed: UInt64) {
    var dice = Dice(seed: seed)
    let rowCount = [1, 2, 3, 5, 12, 40, 90].randomElement(using: &dice) ?? 5
    var columns: [(String, Column)] = []
    for index in 0..<Int.random(in: 1...6, using: &dice) {
      if dice.oneIn(4) {
        columns.append(("t\(index)", .texts(Self.texts(rowCount, &dice))))
      } else if dice.oneIn(6), let (_, other) = columns.last {
        columns.append(("d\(index)", other))
      } else {
        columns.append(("n\(index)", .numbers(Self.numbers(rowCount, &dice))))
      }
    }
    table = Table(columns)
    recipe = Recipe(defaults: FeatureDefaults(weight: dice.oneIn(4) ? 2.5 : 1))
    let rules = columns.map { Self.rule($0.0, isText: $0.1.isText, &dice) }
    if dice.oneIn(5) {
      let rule = rules[0]
      recipe.defaults = recipe.defaults.completed(
        by: FeatureRule(
          column: "", impute: rule.impute, outliers: rule.outliers,
          transform: rule.transform, scale: rule.scale))
    } else {
      recipe.features = dice.oneIn(3) ? rules.reversed() : rules
    }
    if dice.oneIn(3) {
      recipe.components =
        dice.oneIn(2)
        ? .variance(Double.random(in: 0.01..<1, using: &dice))
        : .components(Int.random(in: 1...3, using: &dice))
    }
  }

  private static func numbers(_ rowCount: Int, _ dice: inout Dice) -> [Double] {
    let kind = Int.random(in: 0..<8, using: &dice)
    let missing = [3, 12, 1_000_000].randomElement(using: &dice) ?? 12
    return (0..<rowCount).map { row in
      if dice.oneIn(missing) { return .nan }
      switch kind {
      case 0: return Double.random(in: -5...50, using: &dice)
      case 1: return Double(Int.random(in: 0...3, using: &dice))
      case 2: return dice.oneIn(9) ? 1e300 : Double.random(in: 0...1, using: &dice)
      case 3: return Double.random(in: 0...1, using: &dice) * 0x1p-1040
      case 4: return dice.oneIn(8) ? 1e6 : 7
      case 5: return -Double(row * row)
      case 6: return dice.oneIn(2) ? 0.0 : -0.0
      default: return 1e9 + Double.random(in: 0...1e-3, using: &dice)
      }
    }
  }

  private static func texts(_ rowCount: Int, _ dice: inout Dice) -> [String?] {
    (0..<rowCount).map { _ in
      dice.oneIn(9)
        ? nil : ["a", "b", "other", "é", "e\u{301}", "", "B"].randomElement(using: &dice)
    }
  }

  private static func rule(_ name: String, isText: Bool, _ dice: inout Dice) -> FeatureRule {
    let tests: [OutlierRule.Test] = [
      .none, .quartiles(factor: 1.5), .quantiles(low: 0.1, high: 0.9, factor: 0), .deviations(2),
    ]
    return FeatureRule(
      column: name,
      impute: [.median, .mean, .mode, .drop, .number(3)].randomElement(using: &dice),
      outliers: isText
        ? nil
        : OutlierRule(
          tests.randomElement(using: &dice) ?? .none,
          do: OutlierAction.allCases.randomElement(using: &dice) ?? .clip),
      transform: isText ? nil : Transform.allCases.randomElement(using: &dice),
      scale: Scaling.allCases.randomElement(using: &dice),
      encode: Encoding.allCases.randomElement(using: &dice),
      levels: dice.oneIn(3) ? 2 : nil,
      unseen: UnseenPolicy.allCases.randomElement(using: &dice))
  }
}

extension Column {
  fileprivate var isText: Bool { if case .texts = self { true } else { false } }
}

extension Table {
  fileprivate func fitted(_ recipe: Recipe, threadCount: Int = 1) throws(FeatureError)
    -> PreparedFit
  {
    try Preparation.fit(
      recipe, to: CustomerTable(table: self).inCanonicalOrder(),
      workers: Workers(threadCount: threadCount))
  }
}

extension Matrix {
  fileprivate func bits(_ row: Int) -> [UInt64] { self.row(row).map(\.bitPattern) }
}

@Suite("Laws of preparation")
struct PreparationLawTests {
  /// Rows of the fit get the bits of the fit, whatever comes with them; every other row was left out
  /// for a reason that applying tells too.
  @Test func `applying to the training rows gives the training bits, for random recipes`() throws {
    var fitCount = 0
    var rowCount = 0
    var leftOutCount = 0
    var projectedCount = 0
    var refusals: [String: Int] = [:]
    for seed in 0..<3_000 {
      let random = RandomFeatures(seed: UInt64(seed))
      let table = CustomerTable(table: random.table).inCanonicalOrder().table
      let fit: PreparedFit
      do throws(FeatureError) {
        fit = try table.fitted(random.recipe)
      } catch {
        refusals[error.kind, default: 0] += 1
        continue
      }
      var dice = Dice(seed: UInt64(seed) ^ 0xABCD)
      let order = Array(0..<table.rowCount).shuffled(using: &dice)
      let shuffled = table.reordered(order)
      let cut = Int.random(in: 0...order.count, using: &dice)

      let whole = try fit.preparation.apply(to: CustomerTable(table: table))
      let pieces = try [Array(order[..<cut]), Array(order[cut...])].map {
        try fit.preparation.apply(to: CustomerTable(table: table.reordered($0)))
      }
      let again = try shuffled.fitted(random.recipe, threadCount: 2)
      let late = try Preparation.fit(
        random.recipe, to: CustomerTable(table: shuffled).canonical(columnLimit: 0).customers)
      #expect(late == fit)

      try fit.preparation.validate()
      #expect(fit.matrix.columnCount == fit.preparation.outputNames.count)
      #expect(fit.matrix.values.allSatisfy { $0.isFinite })
      for (row, tableRow) in fit.keptRows.enumerated() {
        #expect(whole.matrix.bits(tableRow) == fit.matrix.bits(row))
        #expect(whole.unassignable[tableRow] == nil && !whole.leftOut.contains(tableRow))
        #expect(whole.outOfRange[tableRow] == nil)
        rowCount += 1
      }
      let kept = Set(fit.keptRows)
      for row in 0..<order.count where !kept.contains(row) {
        #expect(whole.unassignable[row] != nil || whole.leftOut.contains(row))
        leftOutCount += 1
      }
      for (place, row) in order.enumerated() {
        let (piece, index) = place < cut ? (0, place) : (1, place - cut)
        #expect(pieces[piece].matrix.bits(index) == whole.matrix.bits(row))
      }
      #expect(again.preparation == fit.preparation)
      #expect(again.matrix == fit.matrix)
      #expect(again.outliers == fit.outliers && again.imputed == fit.imputed)
      fitCount += 1
      if fit.preparation.projection != nil { projectedCount += 1 }
    }

    print(
      "preparation laws: \(fitCount) fits, \(rowCount) rows, \(leftOutCount) left out, "
        + "\(projectedCount) projected; refused \(refusals)")
    #expect(fitCount > 1_500)
    #expect(rowCount > 20_000)
    #expect(leftOutCount > 1_000)
    #expect(projectedCount > 300)
    #expect(Set(refusals.keys).isSubset(of: ["alike", "nothing", "data", "recipe", "rows"]))
  }
}

extension FeatureError {
  /// What a random recipe may be refused for.
  fileprivate var kind: String {
    switch self {
    case .allRowsAlike: "alike"
    case .noFeatureLeft: "nothing"
    case .badData: "data"
    case .invalidRecipe: "recipe"
    case .tooFewRows: "rows"
    default: description
    }
  }
}
