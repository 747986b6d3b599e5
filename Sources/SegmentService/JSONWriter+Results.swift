import Features
import JSON
import Tables

extension JSONWriter {
  /// A member that holds the rows' ids as they came; a composite key as a list of its parts.
  mutating func member(
    _ key: String, ids identifiers: [TextColumn], _ others: [TextColumn] = []
  ) {
    array(key) { writer in
      for part in [identifiers, others] {
        for row in 0..<(part.first?.codes.count ?? 0) { writer.write(id: part, row) }
      }
    }
  }

  /// One row's id.
  mutating func write(id identifiers: [TextColumn], _ row: Int) {
    if identifiers.count == 1 {
      write(identifiers[0], row)
    } else {
      beginArray()
      for part in identifiers { write(part, row) }
      endArray()
    }
  }

  /// One cell of text: a bare number where it came as one.
  mutating func write(_ column: TextColumn, _ row: Int) {
    let code = Int(column.codes[row])
    guard code >= 0 else { return writeNull() }
    let label = column.labels[code]
    if label.isNumber { writeRaw(Array(label.text.utf8)) } else { write(label.text) }
  }

  /// A number, or null where there is none.
  mutating func member(_ key: String, optional value: Double?) {
    self.key(key)
    if let value { write(value) } else { writeNull() }
  }

  /// The customers of a master table who never bought, where there is one.
  mutating func member(withoutPurchase count: Int?) {
    guard let count else { return }
    object("without_purchase") { $0.member("customers", count) }
  }

  /// The ledger as every method shows it; a model document has no examples.
  mutating func member(_ name: String, _ ledger: Ledger, examples: Bool = true) {
    object(name) { writer in
      writer.member("rows_in", ledger.rowsIn)
      writer.member("rows_kept", ledger.rowsKept)
      writer.object("dropped") { writer in
        for drop in ledger.dropped { writer.member(drop.rule, drop.rowCount) }
      }
      writer.member("customers", ledger.customers)
      if let invoices = ledger.invoices { writer.member("invoices", invoices) }
      if let monetary = ledger.monetary { writer.member("monetary", monetary) }
      writer.object("imputed") { writer in
        for (column, count) in ledger.imputed.sorted(by: { $0.key < $1.key }) {
          writer.member(column, count)
        }
      }
      writer.object("outliers") { writer in
        for (column, count) in ledger.outliers.sorted(by: { $0.key < $1.key }) {
          writer.member(column, count)
        }
      }
      writer.object("unseen") { writer in
        for (column, values) in ledger.unseen.sorted(by: { $0.key < $1.key }) {
          writer.member(column, strings: values)
        }
      }
      writer.object("unreadable") { writer in
        for (column, count) in ledger.unreadable.sorted(by: { $0.key < $1.key }) {
          writer.member(column, count)
        }
      }
      writer.object("examples") { writer in
        let shown = examples ? ledger.examples : [:]
        for (rule, rows) in shown.sorted(by: { $0.key < $1.key }) {
          writer.array(rule) { writer in
            for row in rows {
              writer.beginObject()
              for cell in row.cells { writer.member(cell.name, cell.text) }
              writer.endObject()
            }
          }
        }
      }
      writer.object("read") { writer in writer.members(ofReading: ledger) }
      writer.member("notes", strings: ledger.notes)
    }
  }

  private mutating func members(ofReading ledger: Ledger) {
    let facts = [
      ("delimiter", ledger.read.delimiter), ("encoding", ledger.read.encoding),
      ("date_format", ledger.read.dateFormat), ("decimal", ledger.read.decimal),
    ]
    for (name, value) in facts {
      if let value { member(name, value) }
    }
    object("columns") { writer in
      var told: Set<String> = []
      for role in ledger.roles where told.insert(role.role).inserted {
        // A key of several columns is one role: a list, in the order of the recipe.
        let columns = ledger.roles.filter { $0.role == role.role }.map(\.column)
        if columns.count == 1 {
          writer.member(role.role, role.column)
        } else {
          writer.member(role.role, strings: columns)
        }
      }
    }
  }
}
