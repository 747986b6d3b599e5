import Decimals
import Matrices
import Tables

/// A column on its way to becoming features: ``impute()``, then ``judge()``, then
/// ``fit(workers:monitor:)``.
struct ColumnFit: Sendable {
  let name: String
  /// The column with every step fitted.
  private(set) var prepared: PreparedColumn?
  /// Whether it tells no row from another.
  private(set) var isConstant = false
  private(set) var warnings: [String] = []

  /// The cells; a number that the transform is not defined for is missing.
  private(set) var cells: OrderedCells
  private let options: FeatureDefaults

  /// What stands in for a missing number.
  private var imputed: Double?
  private var bounds: OutlierBounds?

  /// Whether rows with an outlier are left out.
  var dropsOutliers: Bool { bounds?.action == .drop }

  /// Rows with an outlier, left out of the fit or not.
  private(set) var outlierCount = 0

  /// Takes the column's cells, whose rows stand in canonical order.
  init(_ candidate: ColumnChoice.Candidate) {
    (name, options) = (candidate.name, candidate.options)
    cells = candidate.cells
    guard case .numbers(var values) = cells.lying else { return }
    // Rows that differ in the sign of a zero are equal in canonical order, so it must not show.
    let hasNegativeZero = cells.fact("negative zero") {
      values.contains { $0 == 0 && $0.sign == .minus }
    }
    if hasNegativeZero {
      for row in values.indices { values[row] += 0.0 }
      cells = cells.replaced(by: .numbers(values))
    }
    guard options.transform != .none else { return }
    var undefinedCount = 0
    for row in values.indices where !options.transform.isDefined(at: values[row]) {
      if !values[row].isNaN { undefinedCount += 1 }
      values[row] = .nan
    }
    guard undefinedCount > 0 else { return }
    cells = cells.replaced(by: .numbers(values))
    warnings.append(
      counted(undefinedCount, "value")
        + " of \"\(name)\" \(options.transform.undefinedRange), where "
        + "\(options.transform.wireName) is not defined, taken for missing")
  }

  /// The rule it follows, every option filled in; what is for numbers alone is off for text.
  ///
  /// A column of numbers has no encoding: naming one makes it a category, and whoever sends the
  /// recipe again would get another model.
  var rule: FeatureRule {
    let isNumber = if case .numbers = cells.lying { true } else { false }
    return FeatureRule(
      column: name, impute: options.impute,
      outliers: isNumber ? options.outliers : OutlierRule.none,
      transform: isNumber ? options.transform : Transform.none, scale: options.scale,
      encode: isNumber ? nil : options.encode, levels: isNumber ? nil : options.levels,
      unseen: isNumber ? nil : options.unseen, weight: options.weight)
  }

  /// Whether it has no value in any row.
  var isEmpty: Bool { (0..<cells.count).allSatisfy { cells.lying.isMissing($0) } }

  /// The positions of rows that are to be left out for a missing cell here.
  var droppedPositions: [Int] {
    options.impute == .drop
      ? (0..<cells.count).filter { cells.lying.isMissing(cells.position(of: $0)) } : []
  }

  /// Leaves out every row but those.
  mutating func keep(_ positions: [Int]) {
    cells = OrderedCells(cells.inOrder.gathered(positions))
  }

  /// Finds what stands in for missing numbers.
  mutating func impute() {
    guard cells.lying.kind == .number else { return }
    let (rule, cells) = (options.impute, cells)
    imputed =
      rule.wireName.map { name in
        cells.fact("impute \(name)") { ColumnFit.standIn(for: cells, rule) }
      } ?? ColumnFit.standIn(for: cells, rule)
  }

  private static func standIn(for cells: OrderedCells, _ rule: Imputation) -> Double? {
    // Of the ways to impute the mean alone depends on the order of rows, by its rounding.
    guard case .numbers(let values) = rule == .mean ? cells.inOrder : cells.lying
    else { return nil }
    let present = Features.present(values)
    return present.isEmpty ? nil : rule.fit(present)
  }

  /// Finds the bounds of outliers on the rows that are left; returns the positions to be left out.
  mutating func judge() -> [Int] {
    guard case .numbers(var values) = cells.lying, options.outliers != .none else { return [] }
    if let imputed {
      for row in values.indices where values[row].isNaN { values[row] = imputed }
    }
    guard !values.isEmpty, !values.contains(where: \.isNaN) else { return [] }
    guard let bounds = options.outliers.fit(values) else { return [] }
    self.bounds = bounds
    outlierCount = values.count { !bounds.contains($0) }
    if bounds.lower == bounds.upper, outlierCount > 0 {
      warnings.append(
        "the outlier rule of \"\(name)\" takes \(numberText(bounds.lower)) alone for usual, because "
          + "most values are that; name another rule")
    }
    guard bounds.action == .drop, outlierCount > 0 else { return [] }
    return values.indices.filter { !bounds.contains(values[cells.position(of: $0)]) }
  }

  /// Fits every other step to the rows that are left.
  mutating func fit(workers: Workers, monitor: WorkMonitor) throws(FeatureError) {
    switch cells.lying {
    case .numbers: try fitNumbers(workers, monitor)
    case .texts:
      if case .texts(let column) = cells.inOrder { try fitTexts(column) }
    case .dates: break
    }
  }

  /// Whether a step depends on the order of rows, by its rounding.
  private var needsOrder: Bool {
    options.transform == .yeoJohnson || options.scale == .standard
  }

  /// Whether values, in the order that ``fit(workers:monitor:)`` chose, are one but for rounding.
  private func isConstant(_ values: [Double]) -> Bool {
    let (lowest, highest) = extremes(of: values.span)
    if lowest == highest { return true }
    if Spread.isVaried(from: lowest, to: highest, count: values.count) { return false }
    guard let order = cells.order, !needsOrder else { return Spread(of: values).isConstant }
    return Spread(of: order.rows.map { values[Int($0)] }).isConstant
  }

  /// What the steps of a column of numbers come to.
  private struct Numbers: Sendable {
    let lambda: Double
    /// The least and the largest value, in the column's own unit.
    let range: (least: Double, most: Double)
    /// The same of the values that were to be scaled.
    let scaledRange: (least: Double, most: Double)
    let unit: (center: Double, scale: Double)
  }

  private mutating func fitNumbers(
    _ workers: Workers, _ monitor: WorkMonitor
  ) throws(FeatureError) {
    let cells = cells
    let found: Numbers?
    // With outliers it depends on what other columns left out, too.
    if options.outliers == .none, let impute = options.impute.wireName {
      let (transform, scale) = (options.transform.wireName, options.scale.wireName)
      let name = "\(impute), \(transform), \(scale)"
      found = try cells.fact(name) { () throws(FeatureError) in
        try numbers(workers, monitor)
      }
    } else {
      found = try numbers(workers, monitor)
    }
    isConstant = found == nil
    guard let found else { return }
    let unit = found.unit
    prepared = PreparedColumn(
      name: name,
      content: .numbers(
        PreparedNumbers(
          imputed: imputed, outliers: bounds, transform: options.transform, lambda: found.lambda,
          minimum: found.range.least, maximum: found.range.most)),
      scaling: options.scale, weight: options.weight,
      outputs: [try output(name, unit, found.scaledRange)])
  }

  /// Fits the steps of a column of numbers; nil where it is constant.
  private func numbers(
    _ workers: Workers, _ monitor: WorkMonitor
  ) throws(FeatureError) -> Numbers? {
    guard case .numbers(let cells) = needsOrder ? cells.inOrder : cells.lying else { return nil }
    let present = Features.present(cells)
    guard !present.isEmpty else { return nil }
    let transform = options.transform
    var values = cells
    if present.count < cells.count || bounds?.action == .clip {
      for row in values.indices {
        if values[row].isNaN, let imputed { values[row] = imputed }
        if let bounds { values[row] = bounds.clipped(values[row]) }
      }
    }
    guard let lambda = transform.fit(values, workers: workers, monitor: monitor) else {
      throw .cancelled
    }
    if transform != .none {
      for row in values.indices { values[row] = transform.apply(values[row], lambda: lambda) }
    }
    if isConstant(values) { return nil }
    return Numbers(
      lambda: lambda, range: extremes(of: present.span), scaledRange: extremes(of: values.span),
      unit: options.scale.fit(values))
  }

  private mutating func fitTexts(_ column: TextColumn) throws(FeatureError) {
    let counts = column.levels
    guard counts.count > 1 else {
      isConstant = true
      return
    }
    let choice = LevelChoice(counts, limit: options.levels, unseen: options.unseen)
    if choice.rareCount > 0 {
      guard options.unseen != .error else {
        throw .invalidRecipe(
          parameter: "levels",
          expected: "at least \(counts.count), the number of values of "
            + "\"\(name)\", or \"unseen\" other than error", got: "\(options.levels)")
      }
      warnings.append(
        "\"\(name)\" has \(counts.count) values; the \(choice.rareCount) rarest count as "
          + (options.unseen == .other ? "\"other\"" : "none of them"))
    }
    let imputed = options.impute.fit(counts)
    let places = Dictionary(
      choice.levels.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    let standIn = imputed.flatMap { places[$0] }
    let byCode = column.labels.map { places[$0.text] ?? choice.otherOutput }
    let active = column.codes.map { code in
      byCode.indices.contains(Int(code)) ? byCode[Int(code)] : standIn
    }
    let encoding = options.encode
    var outputs: [PreparedOutput] = []
    for (index, outputName) in choice.outputNames(encoding, of: name).enumerated() {
      let values = active.map { encoding.value(index, at: $0 ?? -1) }
      outputs.append(
        try output(outputName, options.scale.fit(values), extremes(of: values.span)))
    }
    prepared = PreparedColumn(
      name: name,
      content: .texts(
        PreparedTexts(
          imputed: imputed, encoding: encoding, levels: choice.levels, unseen: options.unseen,
          otherOutput: choice.otherOutput)),
      scaling: options.scale, weight: options.weight, outputs: outputs)
  }

  private func output(
    _ outputName: String, _ unit: (center: Double, scale: Double),
    _ range: (least: Double, most: Double)
  ) throws(FeatureError) -> PreparedOutput {
    let (center, scale) = unit
    guard center.isFinite, scale.isFinite, scale > 0 else {
      throw .badData(
        row: nil, column: name, value: nil,
        reason:
          "the values of \"\(name)\", from \(numberText(range.least)) to "
          + "\(numberText(range.most)), are too large or too small to be scaled; "
          + "send them in another unit")
    }
    return PreparedOutput(name: outputName, center: center, scale: scale)
  }
}
