import Decimals
import Tables

extension CustomerTable {
  /// Notes the customers of the master table who never bought, and those who bought and are not in
  /// it.
  ///
  /// - Parameter source: The master table; `nil` where it was not sent.
  /// - Throws: ``FeatureError`` where a customer is there twice or a column is not there.
  mutating func note(
    _ source: (any BatchSource)?, _ recipe: TransactionRecipe, _ isCancelled: () -> Bool
  ) throws(FeatureError) {
    guard let source, let master = recipe.master else { return }
    let parameter = "transactions.customers"
    guard master.on.count == recipe.customer.count else {
      throw .invalidRecipe(
        parameter: "\(parameter).on",
        expected: "a column for each of transactions.customer, \(recipe.customer.count)",
        got: "\(master.on.count)")
    }
    for name in master.on where !source.columnNames.contains(name) {
      throw .missingColumn(name: name, parameter: "\(parameter).on", available: source.columnNames)
    }
    var buyers = names(identifiers)
    let buyerCount = buyers.count
    var keys = KeyColumn(partCount: master.on.count)
    var seen: [Int32: Int] = [:]
    var others: [[Int32]] = master.on.map { _ in [] }
    var namelessCount = 0
    try source.begin(master.on.map { ColumnRequest($0, as: .text) })
    while let batch = try source.nextBatch(isCancelled) {
      var parts: [[Int32]] = []
      for column in batch.columns { if case .codes(let codes) = column { parts.append(codes) } }
      let labels = parts.indices.map { source.labels(of: $0) }
      for (row, code) in keys.combine(parts).enumerated() {
        guard code >= 0 else {
          namelessCount += 1
          continue
        }
        if let first = seen.updateValue(batch.firstRow + row, forKey: code) {
          throw .keyTwice(
            parameter, master.on, keys.shown(code, labels), rows: (first, batch.firstRow + row))
        }
        guard buyers.remove(keys.text(of: code, labels)) == nil else { continue }
        for index in others.indices { others[index].append(parts[index][row]) }
      }
    }
    withoutPurchase = others.enumerated().map { index, codes in
      TextColumn(compressing: codes, labels: source.labels(of: index))
    }
    ledger.withoutPurchase = others[0].count
    if !buyers.isEmpty {
      ledger.notes.append(
        "\(buyers.count) of " + counted(buyerCount, "customer")
          + " with purchases not in the master table, and segmented all the same")
    }
    if namelessCount > 0 {
      ledger.notes.append(
        counted(namelessCount, "row") + " of the master table without a name left out")
    }
  }

  /// The customers' names as they are looked up.
  private func names(_ identifiers: [TextColumn]) -> Set<String> {
    var keys = KeyColumn(partCount: identifiers.count)
    let labels = identifiers.map(\.labels)
    return Set(
      keys.combine(identifiers.map(\.codes)).filter { $0 >= 0 }.map { keys.text(of: $0, labels) })
  }
}
