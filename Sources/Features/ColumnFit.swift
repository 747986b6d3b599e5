import Decimals
import Tables

/// A column on its way to becoming features.
struct ColumnFit {
  let name: String
  /// The column with every step fitted.
  private(set) var prepared: PreparedColumn?
  /// Whether it tells no row from another.
  private(set) var isConstant = false
  private(set) var warnings: [String] = []

  /// The cells in canonical order; a number that the transform is not defined for is missing.
  private(set) var cells: Column
  private let options: FeatureDefaults

  /// Takes the column's cells in canonical order.
  init(_ candidate: ColumnChoice.Candidate, _ order: [Int]) {
    (name, options) = (candidate.name, candidate.options)
    cells = candidate.cells.gathered(order)
    guard case .numbers(var values) = cells else { return }
    // Rows that differ in the sign of a zero are equal in canonical order, so it must not show.
    for row in values.indices { values[row] += 0.0 }
    cells = .numbers(values)
    guard options.transform != .none else { return }
    var undefinedCount = 0
    for row in values.indices where !options.transform.isDefined(at: values[row]) {
      if !values[row].isNaN { undefinedCount += 1 }
      values[row] = .nan
    }
    guard undefinedCount > 0 else { return }
    cells = .numbers(values)
    warnings.append(
      counted(undefinedCount, "value")
        + " of \"\(name)\" \(options.transform.undefinedRange), where "
        + "\(options.transform.wireName) is not defined, taken for missing")
  }

  /// The rule it follows, every option filled in.
  var rule: FeatureRule {
    FeatureRule(
      column: name, impute: options.impute, transform: options.transform, scale: options.scale,
      encode: options.encode, levels: options.levels, unseen: options.unseen,
      weight: options.weight)
  }

  /// Whether it has no value in any row.
  var isEmpty: Bool { (0..<cells.count).allSatisfy { cells.isMissing($0) } }

  /// The positions of rows that are to be left out for a missing cell here.
  var droppedPositions: [Int] {
    options.impute == .drop ? (0..<cells.count).filter { cells.isMissing($0) } : []
  }

  /// Leaves out every row but those.
  mutating func keep(_ positions: [Int]) { cells = cells.gathered(positions) }

  /// Fits every step to the rows that are left.
  mutating func fit() throws(FeatureError) {
    switch cells {
    case .numbers(let values): try fitNumbers(values)
    case .texts(let column): try fitTexts(column)
    case .dates: break
    }
  }

  private mutating func fitNumbers(_ cells: [Double]) throws(FeatureError) {
    let present = Features.present(cells)
    guard !present.isEmpty else {
      isConstant = true
      return
    }
    let imputed = options.impute.fit(present)
    let transform = options.transform
    let transformed =
      transform == .none && present.count == cells.count
      ? cells : cells.map { transform.apply($0.isNaN ? imputed ?? $0 : $0) }
    let (lowest, highest) = extremes(of: transformed)
    isConstant = lowest == highest || Spread(of: transformed).isConstant
    if isConstant { return }
    let (minimum, maximum) = extremes(of: present)
    prepared = PreparedColumn(
      name: name,
      content: .numbers(
        PreparedNumbers(
          imputed: imputed, transform: transform, minimum: minimum, maximum: maximum)),
      scaling: options.scale, weight: options.weight,
      outputs: [try output(name, fittedTo: transformed)])
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
    var outputs: [PreparedOutput] = []
    for (index, level) in choice.outputs.enumerated() {
      outputs.append(
        try output("\(name)=\(level)", fittedTo: active.map { $0 == index ? 1 : 0 }))
    }
    prepared = PreparedColumn(
      name: name,
      content: .texts(
        PreparedTexts(
          imputed: imputed, levels: choice.levels, unseen: options.unseen,
          otherOutput: choice.otherOutput)),
      scaling: options.scale, weight: options.weight, outputs: outputs)
  }

  private func output(
    _ outputName: String, fittedTo values: [Double]
  ) throws(FeatureError) -> PreparedOutput {
    let (center, scale) = options.scale.fit(values)
    guard center.isFinite, scale.isFinite, scale > 0 else {
      let (lowest, highest) = extremes(of: values)
      throw .badData(
        row: nil, column: name, value: nil,
        reason:
          "the values of \"\(name)\", from \(numberText(lowest)) to \(numberText(highest)), are too large or too small "
          + "to be scaled; send them in another unit")
    }
    return PreparedOutput(name: outputName, center: center, scale: scale)
  }
}

extension Column {
  /// The cells of those rows.
  fileprivate func gathered(_ rows: [Int]) -> Column {
    switch self {
    case .numbers(let cells): .numbers(rows.map { cells[$0] })
    case .dates(let cells): .dates(rows.map { cells[$0] })
    case .texts(let column):
      .texts(TextColumn(codes: rows.map { column.codes[$0] }, labels: column.labels))
    }
  }

  /// Whether the cell of that row is missing.
  func isMissing(_ row: Int) -> Bool {
    switch self {
    case .numbers(let cells): cells[row].isNaN
    case .dates(let cells): cells[row] == Column.missingDate
    case .texts(let column): column.codes[row] < 0
    }
  }
}

extension TextColumn {
  /// The distinct texts and how often each comes, in the order of text.
  ///
  /// Texts that Unicode holds to be equal are one; of their spellings the smallest in bytes stays.
  var levels: [TextLevel] {
    var counts = [Int](repeating: 0, count: labels.count)
    for code in codes where counts.indices.contains(Int(code)) { counts[Int(code)] += 1 }
    var levels: [String: TextLevel] = [:]
    for (label, count) in zip(labels, counts) where count > 0 {
      var level = TextLevel(text: label.text, count: count)
      if let other = levels[label.text] {
        level.count += other.count
        if other.precedes(level) { level.text = other.text }
      }
      levels[label.text] = level
    }
    return levels.values.sorted { $0.precedes($1) }
  }
}
