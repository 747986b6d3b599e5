import Tables

/// A column on its way to becoming features.
struct ColumnFit {
  let name: String
  let options: FeatureDefaults
  let cells: Column
  /// The column with every step fitted.
  private(set) var prepared: PreparedColumn?
  /// Whether it tells no row from another.
  private(set) var isConstant = false
  /// Whether it has no value in any row.
  let isEmpty: Bool
  private(set) var warnings: [String] = []
  /// Per position of the order whether the cell is missing; empty where no row is dropped for it.
  private let missing: [Bool]

  /// Looks at the column's cells in canonical order.
  init(_ candidate: ColumnChoice.Candidate, _ table: Table, _ order: [Int]) {
    (name, options) = (candidate.name, candidate.options)
    var cells = candidate.cells
    if case .numbers(var values) = cells, options.transform != .none {
      // A value the transform is not defined for counts as missing from here on.
      var undefinedCount = 0
      for row in order where !values[row].isNaN && !options.transform.isDefined(at: values[row]) {
        values[row] = .nan
        undefinedCount += 1
      }
      if undefinedCount > 0 {
        cells = .numbers(values)
        warnings.append(
          "\(undefinedCount) values of \"\(name)\" are \(options.transform.undefinedRange), where "
            + "\(options.transform.wireName) is not defined; they count as missing")
      }
    }
    self.cells = cells
    let isMissing: (Int) -> Bool = { cells.isMissing($0) }
    isEmpty = order.allSatisfy(isMissing)
    missing = options.impute == .drop ? order.map(isMissing) : []
  }

  /// Whether the row at that position of the order is left out for a missing cell here.
  func drops(_ position: Int) -> Bool { missing.isEmpty ? false : missing[position] }

  /// Fits every step to those rows, which stand in canonical order.
  mutating func fit(rows: [Int]) throws(FeatureError) {
    switch cells {
    case .numbers(let values): try fitNumbers(rows.map { values[$0] })
    case .texts(let column): try fitTexts(column, rows)
    case .dates: break
    }
  }

  private mutating func fitNumbers(_ cells: [Double]) throws(FeatureError) {
    let present = cells.filter { !$0.isNaN }
    guard !present.isEmpty else {
      isConstant = true
      return
    }
    let imputed = options.impute.fit(present)
    let transformed = cells.map { options.transform.apply($0.isNaN ? imputed ?? $0 : $0) }
    let (lowest, highest) = extremes(of: transformed)
    isConstant = lowest == highest || Spread(of: transformed).isConstant
    if isConstant { return }
    let (minimum, maximum) = extremes(of: present)
    prepared = PreparedColumn(
      name: name,
      content: .numbers(
        PreparedNumbers(
          imputed: imputed, transform: options.transform, minimum: minimum, maximum: maximum)),
      scaling: options.scale, weight: options.weight,
      outputs: [try output(name, fittedTo: transformed)])
  }

  private mutating func fitTexts(_ column: TextColumn, _ rows: [Int]) throws(FeatureError) {
    let counts = column.levels(in: rows)
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
    let active = rows.map { row in
      column.codes[row] < 0 ? standIn : byCode[Int(column.codes[row])]
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
          "the values of \"\(name)\", from \(lowest) to \(highest), are too large or too small "
          + "to be scaled; send them in another unit")
    }
    return PreparedOutput(name: outputName, center: center, scale: scale)
  }
}

extension Column {
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
  /// The distinct texts of those rows and how often each comes, in the order of text.
  ///
  /// Texts that Unicode holds to be equal are one; of their spellings the smallest in bytes stays.
  func levels(in rows: [Int]) -> [TextLevel] {
    var counts = [Int](repeating: 0, count: labels.count)
    for row in rows where labels.indices.contains(Int(codes[row])) { counts[Int(codes[row])] += 1 }
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
