/// From raw rows to features: what is kept inside a model and replayed on every call.
///
///     Recipe(id: ["CustomerID"])                                     // a table of customers
///     Recipe(transactions: TransactionRecipe(customer: ["CustomerID"], date: "InvoiceDate",
///       invoice: "InvoiceNo", quantity: "Quantity", price: "UnitPrice"))
public struct Recipe: Equatable, Sendable {
  /// The columns that name a customer, for tables of customers; empty: rows have no name.
  public var id: [String]

  /// Only rows for which all of these hold are read (ledger rule `where`).
  public var conditions: [Condition]

  /// How transactions become customers; `nil` where each row is a customer already.
  public var transactions: TransactionRecipe?

  /// Tables of customers' attributes, joined after measuring, in this order.
  public var joins: [Join]

  /// Columns made of dates, after joining, in this order.
  public var derivations: [Derivation]

  /// The features in their order; `nil`: every measured, spread, derived or given column but the id.
  public var features: [FeatureRule]?

  /// What holds for a feature whose rule leaves it open.
  public var defaults: FeatureDefaults

  /// Columns that are never features.
  public var exclude: [String]

  /// How many principal components the features are brought to; `nil`: they stay as they are.
  public var components: ComponentRule?

  /// Keeps what is given; the rest are the protocol's defaults.
  public init(
    id: [String] = [], conditions: [Condition] = [], transactions: TransactionRecipe? = nil,
    joins: [Join] = [], derivations: [Derivation] = [], features: [FeatureRule]? = nil,
    defaults: FeatureDefaults = FeatureDefaults(), exclude: [String] = [],
    components: ComponentRule? = nil
  ) {
    self.id = id
    self.conditions = conditions
    self.transactions = transactions
    self.joins = joins
    self.derivations = derivations
    self.features = features
    self.defaults = defaults
    self.exclude = exclude
    self.components = components
  }
}
