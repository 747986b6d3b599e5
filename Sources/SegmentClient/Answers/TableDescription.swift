/// A first look at rows, before any model, and what a recipe would do to them.
public struct TableDescription: Sendable {
  /// Number of rows.
  public let rows: Int
  /// The columns, in the order of the data.
  public let columns: [ColumnSummary]
  /// Rows that equal an earlier one in every column.
  public let duplicateRows: Int?
  /// Pairs of columns of numbers, the strongest first.
  public let correlations: [Correlation]
  /// With a recipe: the same of the customers that it makes.
  public let customers: Customers?
  /// With a recipe: what a fit would compare.
  public let features: [String]?
  /// What was read; with a recipe, what it does to the rows.
  public let ledger: Ledger
  /// The recipe that was sent, with every default; without one, that which the columns suggest.
  public let recipe: Recipe?
  /// What to look at or decide, in sentences.
  public let suggestions: [String]
  /// What deserves a look.
  public let warnings: [String]

  /// The customers that a recipe makes of the rows.
  public struct Customers: Sendable {
    /// Number of customers.
    public let rows: Int
    /// What is known of each.
    public let columns: [ColumnSummary]
    /// Pairs of columns of numbers, the strongest first.
    public let correlations: [Correlation]
  }

  /// How two columns go together.
  public struct Correlation: Sendable {
    /// The one.
    public let a: String
    /// The other.
    public let b: String
    /// Pearson's coefficient, -1 to 1.
    public let r: Double
    /// Rows that have both.
    public let n: Int
  }
}

/// One column at a first look; figures that its kind does not have are nil.
public struct ColumnSummary: Sendable {
  /// Its name.
  public let name: String
  /// `number`, `date` or `text`.
  public let kind: String
  /// Cells with a value.
  public let count: Int
  /// Cells without one.
  public let missing: Int
  /// Their share, 0 to 1.
  public let missingShare: Double
  /// Different values.
  public let distinct: Int
  /// The smallest, a number or a date.
  public let min: Cell?
  /// The first quartile.
  public let p25: Cell?
  /// The median.
  public let p50: Cell?
  /// The third quartile.
  public let p75: Cell?
  /// The 95th percentile.
  public let p95: Cell?
  /// The largest.
  public let max: Cell?
  /// The mean.
  public let mean: Double?
  /// The standard deviation, over n.
  public let sd: Double?
  /// 0 for what is symmetric.
  public let skewness: Double?
  /// 0 for a normal distribution.
  public let kurtosis: Double?
  /// Values that are 0.
  public let zeros: Int?
  /// Values below 0.
  public let negatives: Int?
  /// Values beyond 1.5 quartile distances off the quartiles.
  public let outliers: Outliers?
  /// The most frequent values.
  public let top: [FrequentValue]

  /// Values far out.
  public struct Outliers: Sendable {
    /// How many.
    public let count: Int
    /// Their share, 0 to 1.
    public let share: Double
    /// The lower bound.
    public let lower: Double
    /// The upper bound.
    public let upper: Double
  }

  /// A value and how often it is there.
  public struct FrequentValue: Sendable {
    /// The value as text.
    public let value: String
    /// How often.
    public let count: Int
    /// Its share of the cells with a value, 0 to 1.
    public let share: Double
  }
}

extension TableDescription: ReadableObject {
  init(_ answer: Members) throws(Misread) {
    rows = try answer("rows")
    columns = try answer("columns")
    duplicateRows = try answer("duplicate_rows")
    correlations = try answer("correlations")
    customers = try answer("customers")
    features = try answer("features")
    ledger = try answer("ledger")
    recipe = try answer("recipe")
    suggestions = try answer("suggestions")
    warnings = try answer("warnings")
  }
}

extension TableDescription.Customers: ReadableObject {
  init(_ answer: Members) throws(Misread) {
    rows = try answer("rows")
    columns = try answer("columns")
    correlations = try answer("correlations")
  }
}

extension TableDescription.Correlation: ReadableObject {
  init(_ answer: Members) throws(Misread) {
    a = try answer("a")
    b = try answer("b")
    r = try answer("r")
    n = try answer("n")
  }
}

extension ColumnSummary: ReadableObject {
  init(_ answer: Members) throws(Misread) {
    name = try answer("name")
    kind = try answer("kind")
    count = try answer("count")
    missing = try answer("missing")
    missingShare = try answer("missing_share")
    distinct = try answer("distinct")
    min = try answer("min")
    p25 = try answer("p25")
    p50 = try answer("p50")
    p75 = try answer("p75")
    p95 = try answer("p95")
    max = try answer("max")
    mean = try answer("mean")
    sd = try answer("sd")
    skewness = try answer("skewness")
    kurtosis = try answer("kurtosis")
    zeros = try answer("zeros")
    negatives = try answer("negatives")
    outliers = try answer("outliers")
    top = try answer("top")
  }
}

extension ColumnSummary.Outliers: ReadableObject {
  init(_ answer: Members) throws(Misread) {
    count = try answer("count")
    share = try answer("share")
    lower = try answer("lower")
    upper = try answer("upper")
  }
}

extension ColumnSummary.FrequentValue: ReadableObject {
  init(_ answer: Members) throws(Misread) {
    value = try answer("value")
    count = try answer("count")
    share = try answer("share")
  }
}
