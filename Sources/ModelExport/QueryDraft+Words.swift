import Features
import Matrices
import Segmentation
import Tables

/// What the query says of itself, and what it refuses.
extension QueryDraft {
  /// The comments before the query.
  func heading(_ title: String) -> String {
    var lines = [
      "The segments of the model \"\(title)\": one row per customer of the table, for "
        + "\(dialect.title)."
    ]
    if model.recipe.transactions == nil {
      lines.append("The table holds the columns that the model was fitted with, under their names.")
    } else {
      lines.append(
        "The table holds what the model measures of each customer's transactions, one row each.")
      if let asOf = model.asOf {
        lines.append("The model's own rows were measured as of \(dateText(asOf)).")
      }
    }
    if !model.recipe.conditions.isEmpty {
      lines.append(
        "The recipe's conditions (where) are not part of the query: put those rows in the table "
          + "that the model should answer for.")
    }
    return lines.map { "-- \(comment($0))\n" }.joined()
  }

  /// What a column of the table holds.
  func meaning(of column: ColumnQuery) -> String {
    guard let transactions = model.recipe.transactions,
      let measure = transactions.measures.first(where: { $0.wireName == column.title })
    else { return column.title }
    return "\(column.title): \(measure.words(transactions))"
  }

  /// Refuses what the database could not run.
  func check() throws(ExportError) {
    let widths = [
      ("features", model.preparation.featureNames.count, SegmentQuery.featureLimit),
      ("segments", model.segments.count, SegmentQuery.segmentLimit),
    ]
    for (what, count, limit) in widths where count > limit {
      throw .tooWide(what: what, count: count, limit: limit)
    }
    var seen: [[UInt8]: String] = [:]
    let names = Set((keys + columns.map(\.title)).map { Array($0.utf8) })
      .map { String(decoding: $0, as: UTF8.self) }.sorted()
    for name in names + table {
      if name.utf8.contains(0) {
        throw .unusableName(name, reason: "it holds a null character")
      }
      if name.isEmpty && dialect != .sqlite {
        throw .unusableName(name, reason: "it is empty")
      }
    }
    for name in names {
      if let other = seen.updateValue(name, forKey: identity(of: name)) {
        throw .unusableName(name, reason: "\(dialect.title) takes it for \"\(comment(other))\"")
      }
    }
  }

  /// What a database tells a column by.
  private func identity(of name: String) -> [UInt8] {
    // PostgreSQL cuts names off.
    guard dialect.ignoresCase else { return Array(name.utf8.prefix(63)) }
    return name.utf8.map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }
  }
}

extension Measure {
  /// What is measured, for whoever makes the table.
  fileprivate func words(_ recipe: TransactionRecipe) -> String {
    switch self {
    case .recency: "days from the last purchase to the date of measuring"
    case .frequency:
      switch recipe.frequencyCounts {
      case .invoices:
        recipe.invoice == nil ? "number of days with a purchase" : "number of invoices"
      case .rows: "number of rows"
      case .days: "number of days with a purchase"
      }
    case .monetary: "sum of the amounts"
    case .averageOrder: "sum of the amounts by number of orders"
    case .averageLine: "sum of the amounts by number of purchases"
    case .minimumLine: "smallest amount of a purchase"
    case .maximumLine: "largest amount of a purchase"
    case .tenure: "days from the first purchase to the last"
    case .firstPurchase: "days from the first purchase to the date of measuring"
    case .interval: "mean days between orders, NULL with one order"
    case .items: "sum of the quantities"
    case .oneTime: "1 with exactly one order, else 0"
    }
  }
}
