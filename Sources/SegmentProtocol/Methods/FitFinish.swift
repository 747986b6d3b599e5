import JSON
import JSONRPC

/// `fit_finish`: centres that many machines found become the next version of a model.
public enum FitFinish {
  /// Name to store under.
  public static let model = ModelName.toStore
  /// The model that the parts were measured with.
  public static let base = Field<String>(
    "base",
    "The model that fit_part was asked with: its recipe and its way from customers to features "
      + "are the new version's.",
    .name(versioned: true)
  ) { value, _ in value.string ?? "" }
  /// The centres that were found.
  public static let centers = FitStep.centers
  /// All customers, added up.
  public static let parts = FitStep.parts
  /// Customers to tell what segments are like.
  public static let data = DataSource.field(
    "Customers drawn evenly, or all: what segments are like is told from them.")
  /// How many steps there were.
  public static let iterations = Field<Int>.integer(
    "iterations", "Steps that led to these centres.", min: 1, max: 1_000_000, default: 1)
  /// Whether the centres came to rest.
  public static let converged = Field<Bool>.flag(
    "converged", "Whether the centres came to rest.", default: true)
  /// What was read on the way to the customers.
  public static let ledger = Field<Ledger?>(
    "ledger", "What was done to which rows on the way to all customers; as in the result of fit.",
    .object([
      .required("rows_in", .integer(min: 0, max: .largestCount)),
      .required("rows_kept", .integer(min: 0, max: .largestCount)),
      .required("dropped", .object([], open: .integer(min: 0, max: .largestCount))),
      .required("customers", .integer(min: 0, max: .largestCount)),
      .optional("invoices", .integer(min: 0, max: .largestCount)),
      .optional("monetary", .number()),
    ]), default: nil
  ) { value, _ in value.object.map(Ledger.init) }
  /// Whether ids go on.
  public static let align = Fit.align
  /// The tables that the model joins and does not keep.
  public static let joins = Assign.joins

  /// The row of the method table.
  public static let method = MethodDescriptor(
    "fit_finish",
    "Stores centres that many machines found as the next version of a model; see fit_step.",
    fields: [
      model.description, base.description, centers.description, parts.description,
      data.description, iterations.description, converged.description, ledger.description,
      align.description, joins.description,
    ],
    result: Fit.method.result,
    errors: ErrorKind.reading + ErrorKind.ofModels + [.tooFewRows], role: .admin)

  /// What was read.
  public struct Ledger: Equatable, Sendable {
    /// Rows read.
    public let rowsIn: Int
    /// Rows that no rule dropped.
    public let rowsKept: Int
    /// Rows that each rule dropped, in order.
    public let dropped: [(rule: String, rowCount: Int)]
    /// Number of customers.
    public let customers: Int
    /// Their invoices, where they are known.
    public let invoices: Int?
    /// What they spent together, where that is known.
    public let monetary: Double?

    /// Whether every row was kept or dropped.
    public var addsUp: Bool {
      dropped.reduce(rowsIn - rowsKept) {
        $0.subtractingReportingOverflow($1.rowCount).partialValue
      }
        == 0
    }

    init(_ object: JSONObject) {
      rowsIn = object["rows_in"]?.integer ?? 0
      rowsKept = object["rows_kept"]?.integer ?? 0
      dropped = (object["dropped"]?.object?.members ?? []).map { ($0.key, $0.value.integer ?? 0) }
      customers = object["customers"]?.integer ?? 0
      invoices = object["invoices"]?.integer
      monetary = object["monetary"]?.double
    }

    /// Whether every figure is the same.
    public static func == (left: Ledger, right: Ledger) -> Bool {
      left.rowsIn == right.rowsIn && left.rowsKept == right.rowsKept
        && left.dropped.elementsEqual(right.dropped, by: ==) && left.customers == right.customers
        && left.invoices == right.invoices && left.monetary == right.monetary
    }
  }
}
