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
    if values.contains(where: { $0 == 0 && $0.sign == .minus }) {
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
    // Of the ways to impute the mean alone depends on the order of rows, by its rounding.
    guard case .numbers(let values) = options.impute == .mean ? cells.inOrder : cells.lying
    else { return }
    let present = Features.present(values)
    imputed = present.isEmpty ? nil : options.impute.fit(present)
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
    switch needsOrder ? cells.inOrder : cells.lying {
    case .numbers(let values): try fitNumbers(values, workers, monitor)
    case .texts(let column): try fitTexts(column)
    case .dates: break
    }
  }

  /// Whether a step depends on the order of rows, by its rounding.
  private var needsOrder: Bool {
    if case .texts = cells.lying { return true }
    return options.transform == .yeoJohnson || options.scale == .standard
  }

  /// Whether values, in the order that ``fit(workers:monitor:)`` chose, are one but for rounding.
  private func isConstant(_ values: [Double]) -> Bool {
    let (lowest, highest) = extremes(of: values.span)
    if lowest == highest { return true }
    if Spread.isVaried(from: lowest, to: highest, count: values.count) { return false }
    guard let order = cells.order, !needsOrder else { return Spread(of: values).isConstant }
    return Spread(of: order.rows.map { values[Int($0)] }).isConstant
  }

  private mutating func fitNumbers(
    _ cells: [Double], _ workers: Workers, _ monitor: WorkMonitor
  ) throws(FeatureError) {
    let present = Features.present(cells)
    guard !present.isEmpty else {
      isConstant = true
      return
    }
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
    isConstant = isConstant(values)
    if isConstant { return }
    let (minimum, maximum) = extremes(of: present.span)
    prepared = PreparedColumn(
      name: name,
      content: .numbers(
        PreparedNumbers(
          imputed: imputed, outliers: bounds, transform: transform, lambda: lambda,
          minimum: minimum, maximum: maximum)),
      scaling: options.scale, weight: options.weight,
      outputs: [try output(name, fittedTo: values)])
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
      outputs.append(
        try output(outputName, fittedTo: active.map { encoding.value(index, at: $0 ?? -1) }))
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
    _ outputName: String, fittedTo values: [Double]
  ) throws(FeatureError) -> PreparedOutput {
    let (center, scale) = options.scale.fit(values)
    guard center.isFinite, scale.isFinite, scale > 0 else {
      let (lowest, highest) = extremes(of: values.span)
      throw .badData(
        row: nil, column: name, value: nil,
        reason:
          "the values of \"\(name)\", from \(numberText(lowest)) to \(numberText(highest)), are too large or too small "
          + "to be scaled; send them in another unit")
    }
    return PreparedOutput(name: outputName, center: center, scale: scale)
  }
}
