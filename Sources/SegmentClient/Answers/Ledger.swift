public import JSON

/// What was done to which rows: ``rowsIn`` is ``rowsKept`` and all of ``dropped``.
public struct Ledger: Sendable {
  /// Rows read.
  public let rowsIn: Int
  /// Rows that no rule dropped.
  public let rowsKept: Int
  /// Rows that each rule dropped; a row counts for the first that drops it.
  public let dropped: [String: Int]
  /// Number of customers.
  public let customers: Int
  /// Number of invoices, where the recipe names their column.
  public let invoices: Int?
  /// What the customers spent together.
  public let monetary: Double?
  /// Cells that were filled in, by column.
  public let imputed: [String: Int]
  /// Rows with an outlier by the recipe's rule, by column.
  public let outliers: [String: Int]
  /// Values that training never saw, by column.
  public let unseen: [String: [String]]
  /// Cells that did not fit their column's kind, by column.
  public let unreadable: [String: Int]
  /// The first three rows that each rule dropped, each cell as text.
  public let examples: [String: [[String: String]]]
  /// What the source was recognised as, and which column was taken for which role.
  public let read: JSONObject
  /// What a reader should know, a sentence each.
  public let notes: [String]
}

extension Ledger: ReadableObject {
  init(_ answer: Members) throws(Misread) {
    rowsIn = try answer("rows_in")
    rowsKept = try answer("rows_kept")
    dropped = try answer("dropped")
    customers = try answer("customers")
    invoices = try answer("invoices")
    monetary = try answer("monetary")
    imputed = try answer("imputed")
    outliers = try answer("outliers")
    unseen = try answer("unseen")
    unreadable = try answer("unreadable")
    examples = try answer("examples")
    read = try answer("read")
    notes = try answer("notes")
  }
}
