/// Expressions that several layers of a query are made of.
extension SQLDialect {
  /// `x - 2.5`, `x + 2.5` for a number below 0, `x` for 0; in brackets where there is something to
  /// bind.
  func difference(_ expression: String, _ number: Double) -> String {
    if number == 0 { return expression }
    let sign = number < 0 ? "+" : "-"
    return "(\(expression) \(sign) \(literal(number.magnitude)))"
  }

  /// The squares of differences added up, in the order of the points.
  ///
  /// DuckDB looks for equal parts of expressions, in a time that grows with the square of their
  /// number: 100 s for 450 features and 8 segments, 18 s where the factors are spelled differently.
  ///
  /// - Parameter isWide: Whether there are so many terms that this matters.
  func squaredDistance(_ columns: [String], to point: [Double], isWide: Bool) -> String {
    sum(
      zip(columns, point).map { column, number in
        let number = usable(number)
        let part = difference(column, number)
        guard isWide, self == .duckdb, number != 0 else { return "\(part) * \(part)" }
        return "\(part) * (\(literal(-number)) + \(column))"
      })
  }

  /// Terms added from the left, a few to a line.
  ///
  /// Databases limit how deep an expression may be nested, mostly to 1,000: of very many terms,
  /// blocks are added up first.
  func sum(_ terms: [String]) -> String {
    guard terms.count > 400 else { return wrapped(terms, by: " + ") }
    let blocks = stride(from: 0, to: terms.count, by: 400).map { start in
      "(" + wrapped(Array(terms[start..<min(start + 400, terms.count)]), by: " + ") + ")"
    }
    return sum(blocks)
  }

  /// Pieces on lines of about 90 characters, continued ones indented.
  func wrapped(_ pieces: [String], by separator: String) -> String {
    var text = ""
    var lineLength = 0
    for (index, piece) in pieces.enumerated() {
      if lineLength > 0, lineLength + piece.utf8.count > 90 {
        text += "\n      "
        lineLength = 0
      }
      let end = index + 1 < pieces.count ? separator : ""
      text += piece + end
      lineLength += piece.utf8.count + end.utf8.count
    }
    // A separator before a line break needs no space behind it.
    return text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { line in String(line.reversed().drop { $0 == " " }.reversed()) }
      .joined(separator: "\n")
  }

  /// `CASE x WHEN a THEN b ... END`, a branch to a line where there are several.
  func choice(
    _ operand: String, _ branches: [(when: String, then: String)], otherwise: String? = nil
  ) -> String {
    guard !branches.isEmpty else { return otherwise ?? "NULL" }
    let lines = branches.map { "WHEN \($0.when) THEN \($0.then)" }
    let end = (otherwise.map { ["ELSE \($0)"] } ?? []) + ["END"]
    return "CASE \(operand) " + wrapped(lines + end, by: " ")
  }

  /// A number as products take it: next to nothing is nothing where underflow is an error.
  func usable(_ number: Double) -> Double {
    hasUnderflowErrors && number.magnitude < 1e-130 ? 0 : number
  }

  /// Whether a result too small for a double is an error instead of 0.
  var hasUnderflowErrors: Bool { self == .postgresql }
}
