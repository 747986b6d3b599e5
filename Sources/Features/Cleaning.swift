import Tables

/// The rules by which rows of transactions are left out, tried in order on each batch.
struct Cleaning {
  /// Each rule with the rows it dropped so far.
  private(set) var drops: [Ledger.Drop]

  /// Per rule the first rows it dropped.
  private(set) var examples: [String: [Ledger.Row]] = [:]

  private let rules: [Rule]
  private var conditions: [ConditionCheck]
  private var seenRows = RowHashes()
  /// Dates outside of these are left out by the window, or as later than the as-of date.
  private let dates: ClosedRange<Int64>

  /// How many example rows are kept per rule.
  private static let exampleLimit = 3

  private enum Rule: Equatable {
    case conditions, listed(DropRule), returns
    case missingCustomer, missingDate, missingAmount, missingInvoice, outsideWindow, afterAsOf

    var name: String {
      switch self {
      case .conditions: "where"
      case .listed(let rule): rule.wireName
      case .returns: "returns"
      case .missingCustomer: DropRule.missingCustomer.wireName
      case .missingDate: "missing_date"
      case .missingAmount: "missing_amount"
      case .missingInvoice: "missing_invoice"
      case .outsideWindow: "outside_window"
      case .afterAsOf: "after_as_of"
      }
    }

    /// Whether the user asked for it, so that the ledger shows it even with 0 rows.
    var isAskedFor: Bool {
      switch self {
      case .conditions, .listed, .returns: true
      default: false
      }
    }
  }

  /// The rules of a recipe: where, those listed, returns, then what measuring cannot do without.
  init(
    _ recipe: TransactionRecipe, conditions: [ConditionCheck], dates: ClosedRange<Int64>
  ) {
    var rules: [Rule] = conditions.isEmpty ? [] : [.conditions]
    rules += recipe.drop.map { .listed($0) }
    if recipe.returns == .drop { rules.append(.returns) }
    if !recipe.drop.contains(.missingCustomer) { rules.append(.missingCustomer) }
    rules += [.missingDate, .missingAmount]
    if recipe.countsInvoices { rules.append(.missingInvoice) }
    if dates.lowerBound > .min { rules.append(.outsideWindow) }
    if dates.upperBound < .max { rules.append(.afterAsOf) }
    self.rules = rules
    self.conditions = conditions
    self.dates = dates
    drops = rules.map { Ledger.Drop(rule: $0.name, rowCount: 0) }
    needsItems = recipe.measures.contains(.items)
    nets = recipe.returns == .net
  }

  private let needsItems: Bool
  private let nets: Bool

  /// The rules for the ledger: those asked for, and the others where they dropped something.
  var shown: [Ledger.Drop] {
    zip(rules, drops).filter { $0.isAskedFor || $1.rowCount > 0 }.map(\.1)
  }

  /// Per row of the batch 0 where it is kept, else one more than the index of the rule that
  /// dropped it.
  mutating func verdicts(
    on rows: TransactionBatch, of source: any BatchSource, keepsExamples: Bool
  ) -> [UInt8] {
    var verdicts = [UInt8](repeating: 0, count: rows.batch.rowCount)
    for (index, rule) in rules.enumerated() {
      let mark = UInt8(truncatingIfNeeded: index + 1)
      let count = apply(rule, as: mark, to: rows, of: source, &verdicts)
      drops[index].rowCount += count
      if keepsExamples, count > 0 { keepExamples(of: rule, mark, verdicts, rows.batch, source) }
    }
    return verdicts
  }

  private mutating func apply(
    _ rule: Rule, as mark: UInt8, to rows: TransactionBatch, of source: any BatchSource,
    _ verdicts: inout [UInt8]
  ) -> Int {
    switch rule {
    case .conditions:
      var count = 0
      for index in conditions.indices {
        count += conditions[index].mark(&verdicts, as: mark, in: rows.batch, of: source)
      }
      return count
    case .listed(.missingCustomer), .missingCustomer:
      let customers = rows.customers
      return markRows(&verdicts, as: mark) { customers[$0] >= 0 }
    case .listed(.nonPositivePrice):
      guard let prices = rows.prices else { return 0 }
      return markRows(&verdicts, as: mark) { !(prices[$0] <= 0) }
    case .listed(.nonPositiveQuantity):
      guard let quantities = rows.quantities else { return 0 }
      return markRows(&verdicts, as: mark) { !(quantities[$0] <= 0) }
    case .listed(.missingAny):
      let batch = rows.batch
      return markRows(&verdicts, as: mark) { !batch.isAnyMissing(in: $0) }
    case .listed(.duplicateRows):
      let batch = rows.batch
      return markRows(&verdicts, as: mark) { seenRows.insert(batch.hash(of: $0)) }
    case .returns:
      return markRows(&verdicts, as: mark) { !rows.isReturn($0) }
    case .missingDate:
      let dates = rows.dates
      return markRows(&verdicts, as: mark) { dates[$0] != Column.missingDate }
    case .missingAmount:
      let amounts = rows.amounts
      let quantities = needsItems ? rows.quantities : nil
      return markRows(&verdicts, as: mark) { row in
        !(amounts?[row].isNaN ?? false)
          && quantities.map { $0[row].magnitude < ExactSum.limit } ?? true
      }
    case .missingInvoice:
      guard let invoices = rows.invoices else { return 0 }
      return markRows(&verdicts, as: mark) { invoices[$0] >= 0 || (nets && rows.isReturn($0)) }
    case .outsideWindow:
      let dates = rows.dates
      return markRows(&verdicts, as: mark) { dates[$0] >= self.dates.lowerBound }
    case .afterAsOf:
      let dates = rows.dates
      return markRows(&verdicts, as: mark) { dates[$0] <= self.dates.upperBound }
    }
  }

  private mutating func keepExamples(
    of rule: Rule, _ mark: UInt8, _ verdicts: [UInt8], _ batch: Batch, _ source: any BatchSource
  ) {
    var rows = examples[rule.name] ?? []
    guard rows.count < Self.exampleLimit else { return }
    for row in verdicts.indices where verdicts[row] == mark {
      guard let cells = source.cells(ofRow: batch.firstRow + row) else { break }
      rows.append(Ledger.Row(cells: cells.map { Ledger.Cell(name: $0.name, text: $0.text) }))
      if rows.count == Self.exampleLimit { break }
    }
    examples[rule.name] = rows
  }
}

extension Batch {
  /// Whether any cell of the row is missing.
  fileprivate func isAnyMissing(in row: Int) -> Bool {
    columns.contains { column in
      switch column {
      case .numbers(let cells): cells[row].isNaN
      case .dates(let cells): cells[row] == Column.missingDate
      case .codes(let cells): cells[row] < 0
      }
    }
  }

  /// 128 bits of hash over the cells of the row.
  func hash(of row: Int) -> SIMD2<UInt64> {
    var first: UInt64 = 1
    var second: UInt64 = 2
    for column in columns {
      let cell: UInt64 =
        switch column {
        case .numbers(let cells):
          cells[row].isNaN ? .max : (cells[row] + 0.0).bitPattern  // -0 counts as 0
        case .dates(let cells): UInt64(bitPattern: cells[row])
        case .codes(let cells): UInt64(UInt32(bitPattern: cells[row]))
        }
      first = mixed(first ^ cell)
      second = mixed(second &+ cell &* 0x9E37_79B9_7F4A_7C15)
    }
    return SIMD2(first, second)
  }
}

extension TransactionRecipe {
  /// Whether a measure depends on which invoices there are.
  var countsInvoices: Bool {
    invoice != nil
      && (measures.contains(where: \.countsOrders)
        || (measures.contains(.frequency) && frequencyCounts == .invoices))
  }
}
