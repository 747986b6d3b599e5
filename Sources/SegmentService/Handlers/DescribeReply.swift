import Features
import JSON
import Tables

/// What a recipe would make of rows.
struct RecipeTrial {
  /// The recipe as it would be carried out.
  var recipe: Recipe
  /// The customers it makes.
  let customers: TableSummary
  /// What it does to the rows.
  var ledger: Ledger
  /// What a fit would compare; `nil` where it would fail.
  var features: [String]?
  /// What the caller should be told.
  var warnings: [String] = []

  init(recipe: Recipe, customers: TableSummary, ledger: Ledger) {
    self.recipe = recipe
    self.customers = customers
    self.ledger = ledger
  }
}

/// The result of a `describe`.
struct DescribeReply {
  let rows: TableSummary
  var trial: RecipeTrial?
  var recognised: FileRecognition?

  init(rows: TableSummary) { self.rows = rows }

  var bytes: [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.members(of: rows)
      if let count = rows.duplicateCount { writer.member("duplicate_rows", count) }
      if let trial {
        writer.object("customers") { $0.members(of: trial.customers) }
        if let features = trial.features { writer.member("features", strings: features) }
      }
      writer.member("ledger", trial?.ledger ?? rows.ledger)
      if let recipe = trial?.recipe.json ?? recognised?.suggestion {
        writer.member("recipe", recipe)
      }
      writer.member("suggestions", strings: Suggestions(self).sentences)
      writer.member("warnings", strings: rows.notes + (trial?.warnings ?? []))
    }
    return writer.bytes
  }
}

extension FileRecognition {
  /// The recipe that the columns suggest, if they do.
  var suggestion: JSONValue? { isTransactions || columns[.customer] != nil ? recipe : nil }
}

extension JSONWriter {
  /// A table at a first look.
  fileprivate mutating func members(of summary: TableSummary) {
    member("rows", summary.rowCount)
    array("columns") { writer in
      for column in summary.columns { writer.object { $0.members(of: column) } }
    }
    array("correlations") { writer in
      for pair in summary.correlations {
        writer.object { writer in
          writer.member("a", pair.first)
          writer.member("b", pair.second)
          writer.member("r", pair.coefficient)
          writer.member("n", pair.count)
        }
      }
    }
  }

  private mutating func members(of column: ColumnSummary) {
    member("name", column.name)
    member("kind", column.kind.rawValue)
    member("count", column.count)
    member("missing", column.missing)
    member("missing_share", share(column.missing, of: column.count + column.missing))
    member("distinct", column.distinct)
    if let numbers = column.numbers { members(of: numbers, count: column.count) }
    if let dates = column.dates {
      for (name, date) in zip(["min", "p25", "p50", "p75", "max"], dates) {
        member(name, dateText(date))
      }
    }
    array("top") { writer in
      for (text, count) in column.top {
        writer.object { writer in
          writer.member("value", text)
          writer.member("count", count)
          writer.member("share", share(count, of: column.count))
        }
      }
    }
  }

  private mutating func members(of numbers: NumberSummary, count: Int) {
    member("min", numbers.minimum)
    member("p25", numbers.lower)
    member("p50", numbers.median)
    member("p75", numbers.upper)
    member("p95", numbers.high)
    member("max", numbers.maximum)
    member("mean", numbers.mean)
    member("sd", numbers.deviation)
    member("skewness", optional: numbers.skewness)
    member("kurtosis", optional: numbers.kurtosis)
    member("zeros", numbers.zeroCount)
    member("negatives", numbers.negativeCount)
    object("outliers") { writer in
      writer.member("count", numbers.outlierCount)
      writer.member("share", share(numbers.outlierCount, of: count))
      writer.member("lower", numbers.fences.lower)
      writer.member("upper", numbers.fences.upper)
    }
  }
}

/// A share of a count that may be 0.
private func share(_ part: Int, of count: Int) -> Double { Double(part) / Double(max(count, 1)) }
