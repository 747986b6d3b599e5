import Decimals
import Features
import Tables

/// What to look at or decide before a fit, in sentences.
struct Suggestions {
  private let reply: DescribeReply

  /// The columns that play a part in transactions.
  private let roles: [FileRecognition.Role: String]

  init(_ reply: DescribeReply) {
    self.reply = reply
    if let transactions = reply.trial?.recipe.transactions {
      let pairs: [(FileRecognition.Role, String?)] = [
        (.customer, transactions.customer.first), (.date, transactions.date),
        (.invoice, transactions.invoice), (.quantity, transactions.quantity),
        (.price, transactions.price), (.amount, transactions.amount),
      ]
      roles = Dictionary(
        pairs.compactMap { role, name in name.map { (role, $0) } },
        uniquingKeysWith: { first, _ in first })
    } else {
      roles = reply.recognised?.columns ?? [:]
    }
  }

  private var isTransactions: Bool {
    reply.trial.map { $0.recipe.transactions != nil } ?? reply.recognised?.isTransactions ?? false
  }

  /// The sentences, those about the whole first, then column by column.
  var sentences: [String] {
    var sentences = [recognition, duplicates].compactMap { $0 }
    for column in reply.rows.columns { sentences += about(column) }
    // What the features are like matters for a fit: the customers', not the transactions'.
    if let trial = reply.trial {
      sentences += aboutFeatures(of: trial.customers, named: trial.recipe.id)
    } else if !isTransactions {
      let id = roles[.customer].map { [$0] } ?? []
      sentences += aboutFeatures(of: reply.rows, named: id)
    }
    return sentences
  }

  private var recognition: String? {
    guard let recognised = reply.recognised, reply.trial == nil else { return nil }
    if recognised.isTransactions {
      let parts = FileRecognition.Role.allCases.compactMap { role in
        recognised.columns[role].map { "\(role.rawValue) \($0)" }
      }
      return
        "the rows look like transactions (\(parts.joined(separator: ", "))); \"recipe\" is what "
        + "follows from that"
    }
    return recognised.columns[.customer].map {
      "each row looks like a customer, named by \($0); \"recipe\" is what follows from that"
    }
  }

  private var duplicates: String? {
    guard let count = reply.rows.duplicateCount, count > 0 else { return nil }
    let rows = count == 1 ? "1 row equals" : "\(grouped(count)) rows equal"
    return "\(rows) an earlier one in every column"
      + (isTransactions ? "; the drop rule duplicate_rows leaves such rows out" : "")
  }

  private func about(_ column: ColumnSummary) -> [String] {
    var sentences: [String] = []
    let name = column.name
    let rowCount = reply.rows.rowCount
    if let cells = reply.rows.ledger.read.unreadable[name], let first = cells.examples.first {
      sentences.append(
        "\(name) holds \(many(cells.count, "cell")) that "
          + (cells.count == 1 ? "is" : "are")
          + " no \(column.kind.rawValue), such as \"\(first.text.prefix(40))\"; such cells count as "
          + "missing")
    }
    if column.count == 0 {
      if rowCount > 0 { sentences.append("\(name) has no value in any row") }
      return sentences
    }
    if column.missing > 0 {
      sentences.append(
        "\(name) is missing in \(rows(column.missing, of: rowCount)); \(missingAdvice(name))")
    }
    if column.distinct == 1, rowCount > 1, column.missing == 0 {
      sentences.append("\(name) has the same value in every row and tells nobody apart")
    }
    if let numbers = column.numbers, isTransactions {
      sentences += aboutMoney(name, numbers, rowCount)
    }
    return sentences
  }

  private func missingAdvice(_ name: String) -> String {
    guard isTransactions else { return "impute says what stands in" }
    switch roles.first(where: { $0.value == name })?.key {
    case .customer: return "the drop rule missing_customer leaves these rows out"
    case .date, .quantity, .price, .amount, .invoice: return "such rows cannot be measured"
    case nil: return "the drop rule missing_any would leave these rows out"
    }
  }

  private func aboutMoney(
    _ name: String, _ numbers: NumberSummary, _ rowCount: Int
  ) -> [String] {
    let (negative, zero) = (numbers.negativeCount, numbers.zeroCount)
    if name == roles[.quantity] || (name == roles[.amount] && roles[.quantity] == nil),
      negative > 0
    {
      return [
        "\(name) is negative in \(rows(negative, of: rowCount)): they look like returns, and the "
          + "recipe's returns decides what they do"
      ]
    }
    if name == roles[.price], negative + zero > 0 {
      return [
        "\(name) is 0 or below in \(rows(negative + zero, of: rowCount)); the drop rule "
          + "non_positive_price leaves such rows out"
      ]
    }
    return []
  }

  private func aboutFeatures(of summary: TableSummary, named id: [String]) -> [String] {
    var sentences: [String] = []
    for column in summary.columns where !id.contains(column.name) {
      if looksLikeID(column, summary.rowCount) {
        sentences.append(
          "\(column.name) differs in every row and looks like an id: name it as id, or in exclude")
      } else if let numbers = column.numbers, !isNamedAsID(column.name) {
        sentences += aboutShape(column, numbers)
      } else if column.kind == .text, column.distinct > 25 {
        sentences.append(
          "\(column.name) has \(grouped(column.distinct)) different values; text becomes a feature "
            + "with at most 25, unless features names it with more levels")
      }
    }
    for pair in summary.correlations where pair.coefficient.magnitude >= 0.95 && pair.count >= 10 {
      guard !id.contains(pair.first), !id.contains(pair.second) else { continue }
      sentences.append(
        "\(pair.first) and \(pair.second) say nearly the same (correlation "
          + "\(readable(pair.coefficient, decimals: 3))) and count twice; leave one out by exclude, or "
          + "give both half the weight")
    }
    return sentences
  }

  private func aboutShape(_ column: ColumnSummary, _ numbers: NumberSummary) -> [String] {
    var sentences: [String] = []
    if let skewness = numbers.skewness, skewness.magnitude > 2, column.distinct > 2 {
      let cure =
        numbers.minimum > -1 && skewness > 0
        ? "log1p as transform lets ratios count instead of differences"
        : "yeo-johnson as transform makes it more even"
      sentences.append(
        "\(column.name) is skewed (skewness \(readable(skewness, decimals: 1)), median "
          + "\(readable(numbers.median)), largest \(readable(numbers.maximum))); \(cure)")
    }
    if numbers.outlierCount * 100 >= column.count, numbers.lower < numbers.upper {
      sentences.append(
        "\(many(numbers.outlierCount, "value")) of \(column.name) "
          + "(\(percent(Double(numbers.outlierCount) / Double(max(column.count, 1))))) "
          + (numbers.outlierCount == 1 ? "lies" : "lie")
          + " beyond 1.5 times the distance of the quartiles; outliers can clip, drop or flag them")
    }
    return sentences
  }

  /// Whether all values differ, and they are text or named as ids are.
  private func looksLikeID(_ column: ColumnSummary, _ rowCount: Int) -> Bool {
    guard rowCount > 20, column.distinct == rowCount else { return false }
    return column.kind == .text || isNamedAsID(column.name)
  }

  private func isNamedAsID(_ name: String) -> Bool {
    ["id", "key", "no", "number"].contains(where: name.lowercased().hasSuffix)
  }

  /// "135,080 rows (25 %)".
  private func rows(_ count: Int, of total: Int) -> String {
    "\(many(count, "row")) (\(percent(Double(count) / Double(max(total, 1)))))"
  }

  private func many(_ count: Int, _ one: String) -> String {
    grouped(count) + " " + (count == 1 ? one : one + "s")
  }
}
