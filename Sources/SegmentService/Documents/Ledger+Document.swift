import Features
import JSON
import Tables

/// What was done to which rows, out of a model document; it has no examples.
extension Ledger {
  init(_ ledger: DocumentValue) throws(DocumentError) {
    self.init()
    rowsIn = try ledger.member("rows_in").count()
    rowsKept = try ledger.member("rows_kept").count()
    for (rule, rows) in try ledger.member("dropped").members() {
      dropped.append(Drop(rule: rule, rowCount: try rows.count()))
    }
    customers = try ledger.member("customers").count()
    invoices = try ledger.optional("invoices")?.count()
    monetary = try ledger.optional("monetary")?.number()
    for (column, cells) in try ledger.member("imputed").members() {
      imputed[column] = try cells.count()
    }
    for (column, rows) in try ledger.member("outliers").members() {
      outliers[column] = try rows.count()
    }
    for (column, values) in try ledger.member("unseen").members() {
      unseen[column] = try values.texts()
    }
    for (column, cells) in try ledger.member("unreadable").members() {
      unreadable[column] = try cells.count()
    }
    let read = try ledger.member("read")
    self.read.delimiter = try read.optional("delimiter")?.text()
    self.read.encoding = try read.optional("encoding")?.text()
    self.read.dateFormat = try read.optional("date_format")?.text()
    self.read.decimal = try read.optional("decimal")?.text()
    for (role, columns) in try read.member("columns").members() {
      if let column = columns.value.string {
        roles.append(Role(role: role, column: column))
      } else {
        for column in try columns.texts() { roles.append(Role(role: role, column: column)) }
      }
    }
    notes = try ledger.member("notes").texts()
  }
}
