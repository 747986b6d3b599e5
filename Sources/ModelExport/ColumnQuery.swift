import Features

/// The steps of one column of the preparation as expressions.
struct ColumnQuery {
  private let column: PreparedColumn
  private let dialect: SQLDialect
  /// What the column is called within the query.
  let name: String

  init(_ column: PreparedColumn, number: Int, dialect: SQLDialect) {
    self.column = column
    self.dialect = dialect
    name = "c\(number)"
  }

  /// The column's name in the table.
  var title: String { column.name }

  /// The cell as the model reads it.
  func source(_ table: String) -> String {
    let cell = "\(table).\(dialect.identifier(column.name))"
    return switch column.content {
    case .numbers: dialect.number(cell)
    case .texts: dialect.text(cell)
    }
  }

  /// The cell with a missing one filled in; of a text the place of its value, -1 for none.
  var filled: String {
    switch column.content {
    case .numbers(let steps): filled(steps)
    case .texts(let steps): filled(steps)
    }
  }

  private func filled(_ steps: PreparedNumbers) -> String {
    let stand = steps.imputed.map(dialect.literal)
    let test: String
    switch steps.transform {
    case .none, .yeoJohnson: return stand.map { "COALESCE(\(name), \($0))" } ?? name
    case .log1p: test = "\(name) > -1"
    case .sqrt: test = "\(name) >= 0"
    }
    return "CASE WHEN \(test) THEN \(name)" + (stand.map { " ELSE \($0)" } ?? "") + " END"
  }

  private func filled(_ steps: PreparedTexts) -> String {
    func place(_ text: String) -> Int {
      steps.levels.firstIndex { $0.utf8.elementsEqual(text.utf8) } ?? -1
    }
    let missing = steps.imputed.map { String(place($0)) } ?? "NULL"
    let unseen =
      switch steps.unseen {
      case .zero: "-1"
      case .other: String(steps.otherOutput ?? -1)
      case .error: "NULL"
      }
    let levels = steps.levels.enumerated().compactMap {
      index, level -> (when: String, then: String)? in
      // No text of PostgreSQL can hold a null.
      if dialect == .postgresql && level.utf8.contains(0) { return nil }
      return (dialect.literal(level), String(index))
    }
    let number =
      "CASE WHEN \(name) IS NULL THEN \(missing) ELSE "
      + dialect.choice(dialect.exactly(name), levels, otherwise: unseen) + " END"
    return steps.encoding == .ordinal ? dialect.double(number) : number
  }

  /// The filled cell, or the nearer bound; `nil` where the recipe clips nothing.
  var clipped: String? {
    guard case .numbers(let steps) = column.content, let bounds = steps.outliers,
      bounds.action == .clip
    else { return nil }
    let (lower, upper) = (dialect.literal(bounds.lower), dialect.literal(bounds.upper))
    return "CASE WHEN \(name) < \(lower) THEN \(lower) WHEN \(name) > \(upper) THEN \(upper) "
      + "ELSE \(name) END"
  }

  /// The cell transformed, or `nil` where it stays as it is; of Yeo-Johnson the logarithm.
  var transformed: String? {
    guard case .numbers(let steps) = column.content else { return nil }
    switch steps.transform {
    case .none: return nil
    case .log1p: return logarithm(of: name)
    case .sqrt: return "SQRT(\(name))"
    case .yeoJohnson:
      return "CASE WHEN \(name) < 0 THEN -(\(logarithm(of: "(-\(name))"))) "
        + "ELSE \(logarithm(of: name)) END"
    }
  }

  /// ln(1 + x); where the feature's unit is small, in the form that keeps the digits of a small x.
  ///
  /// > Source: Kahan, in *HP-15C Advanced Functions Handbook*, 1982: x · ln(u) / (u − 1), u = 1 + x.
  private func logarithm(of number: String) -> String {
    let plain = "LN(1 + \(number))"
    guard (column.outputs.first?.scale ?? 1) < 1e-3 else { return plain }
    return "CASE WHEN 1 + \(number) = 1 THEN \(number) "
      + "ELSE \(plain) * \(number) / ((1 + \(number)) - 1) END"
  }

  /// The power of Yeo-Johnson from the logarithm; `nil` with other transforms.
  var powered: String? {
    guard case .numbers(let steps) = column.content, steps.transform == .yeoJohnson else {
      return nil
    }
    return "CASE WHEN \(name) < 0 THEN -(\(power(of: "(-\(name))", 2 - steps.lambda)))\n      "
      + "ELSE \(power(of: name, steps.lambda)) END"
  }

  /// (e^(λ·x) − 1) / λ, without loss near 0; NULL beyond what can be scaled.
  private func power(of logarithm: String, _ lambda: Double) -> String {
    guard lambda.magnitude > .ulpOfOne else { return logarithm }
    let exponent = "\(logarithm) * \(dialect.literal(lambda))"
    let (half, third) = (dialect.literal(lambda / 2), dialect.literal(lambda / 3))
    return "CASE WHEN ABS(\(exponent)) < 1e-5 "
      + "THEN \(logarithm) * (1 + \(logarithm) * \(half) * (1 + \(logarithm) * \(third))) "
      + "WHEN \(exponent) > 600 THEN NULL "
      + "WHEN \(exponent) < -600 THEN \(dialect.literal(-1 / lambda)) "
      + "ELSE (EXP(\(exponent)) - 1) / \(dialect.literal(lambda)) END"
  }

  /// One expression per feature, NULL where the row cannot be assigned.
  var features: [(text: String, title: String)] {
    switch column.content {
    case .numbers:
      column.outputs.map { (scaled($0), $0.name) }
    case .texts(let steps) where steps.encoding == .ordinal:
      column.outputs.map { (scaled($0), $0.name) }
    case .texts:
      column.outputs.enumerated().map { place, output in
        let (absent, present) = (value(0, output), value(1, output))
        let text =
          "CASE WHEN \(name) = \(place) THEN \(dialect.literal(present)) "
          + "WHEN \(name) IS NOT NULL THEN \(dialect.literal(absent)) END"
        return (dialect.double(text), output.name)
      }
    }
  }

  private func scaled(_ output: PreparedOutput) -> String {
    let (center, scale, weight) = (output.center, output.scale, column.weight)
    let shifted = dialect.difference(name, center)
    let magnitude = center == 0 ? "ABS(\(name))" : "ABS\(shifted)"
    var text = shifted
    if scale != 1 { text += " / \(dialect.literal(scale))" }
    if weight != 1 { text += " * \(dialect.literal(weight))" }
    // What is farther out could not be squared; the model has no segment for it.
    let limit = dialect.literal(min(1e140 * scale / weight, 1e300))
    var test = "CASE "
    let smallest = min(1e-130 * scale / weight, 1e300)
    if dialect.hasUnderflowErrors, center.magnitude * 1e-17 <= smallest {
      test += "WHEN \(magnitude) < \(dialect.literal(smallest)) THEN 0.0 "
    }
    return test + "WHEN \(magnitude) <= \(limit) THEN \(text) END"
  }

  /// An indicator, scaled and weighted.
  private func value(_ indicator: Double, _ output: PreparedOutput) -> Double {
    (indicator - output.center) / output.scale * column.weight
  }
}
