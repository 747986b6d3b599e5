public import Tables

/// What was done to which rows: nothing is left out, filled in or misread in silence.
///
/// Always ``rowsIn`` = ``rowsKept`` + the sum of ``dropped``: a row counts for the first rule that
/// drops it.
public struct Ledger: Equatable, Sendable {
  /// Rows read.
  public var rowsIn = 0

  /// Rows that no rule dropped.
  public var rowsKept = 0

  /// The rules in the order in which they were tried, each with its rows.
  public var dropped: [Drop] = []

  /// Number of customers.
  public var customers = 0

  /// Customers of the master table who never bought; `nil` where there is no master table.
  public var withoutPurchase: Int?

  /// The customers' invoices, each once per customer; `nil` where no column names them.
  public var invoices: Int?

  /// The customers' amounts together; `nil` where there are none.
  public var monetary: Double?

  /// Per feature with missing cells, how many were filled in.
  public var imputed: [String: Int] = [:]

  /// Per column with outliers, how many rows its rule clipped, left out of the fit or flagged.
  public var outliers: [String: Int] = [:]

  /// Per feature with values that were not there in training, these values in the order of text.
  public var unseen: [String: [String]] = [:]

  /// Per column with cells that did not fit its kind, how many.
  public var unreadable: [String: Int] = [:]

  /// Per rule the first three rows that it dropped, as they were read.
  public var examples: [String: [Row]] = [:]

  /// What the source recognised.
  public var read = ReadReport()

  /// Which column was taken for what, in the order of the recipe.
  public var roles: [Role] = []

  /// What a reader should know, one sentence each.
  public var notes: [String] = []

  /// An empty ledger.
  public init() {}

  /// A rule and the rows it dropped.
  public struct Drop: Equatable, Sendable {
    /// The rule's name on the wire.
    public let rule: String
    /// Number of rows.
    public var rowCount: Int

    /// Keeps both.
    public init(rule: String, rowCount: Int) {
      self.rule = rule
      self.rowCount = rowCount
    }
  }

  /// One row as it was read.
  public struct Row: Equatable, Sendable {
    /// Its cells, in the order of the source.
    public let cells: [Cell]

    /// Keeps the cells.
    public init(cells: [Cell]) { self.cells = cells }
  }

  /// One cell as it was read.
  public struct Cell: Equatable, Sendable {
    /// The column's name.
    public let name: String
    /// The text that stood there.
    public let text: String

    /// Keeps both.
    public init(name: String, text: String) {
      self.name = name
      self.text = text
    }
  }

  /// A column and what it was taken for.
  public struct Role: Equatable, Sendable {
    /// The recipe's word for it: `customer`, `date`, `invoice`, `quantity`, `price`, `amount`, `id`.
    public let role: String
    /// The column's name.
    public let column: String

    /// Keeps both.
    public init(role: String, column: String) {
      self.role = role
      self.column = column
    }
  }
}
