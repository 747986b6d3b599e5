import JSON
import JSONRPC

/// `fit_part`: what some customers add to a step of a fit whose customers lie on many machines.
public enum FitPart {
  /// The model that knows how customers become features.
  public static let model = ModelName.toUse
  /// Some of the customers.
  public static let data = DataSource.field("Some of the customers, such as a partition of them.")
  /// The centres to measure to.
  public static let centers = CenterRows.optionalField(
    "centers", "The centres to measure to (scaled, a list per centre); absent: the model's.")
  /// Rows to draw besides.
  public static let draw = Field<Draw?>(
    "draw",
    "Draw rows as well, each on its own with the chance count · d² / cost, at most 1, d² being its "
      + "squared distance to the nearest centre; with rows the chance is the mean of that and of "
      + "count / rows.",
    .object(
      [
        .required("count", .number(min: 0), "How many are drawn of all rows, about."),
        .required("cost", .number(min: 0), "The sum of d² over all rows, wherever they lie."),
        .optional("rows", .integer(min: 1, max: .largestCount), "How many rows there are in all."),
        .optional("seed", .integer(min: 0, max: .max), "Another for every part."),
      ]), default: nil
  ) { (value, path) throws(Mismatch) in try Draw(value, path) }
  /// The tables that the model joins and does not keep.
  public static let joins = Assign.joins

  /// The row of the method table.
  public static let method = MethodDescriptor(
    "fit_part",
    "Adds some customers up by their nearest centres, for a fit over many machines; see fit_step.",
    fields: [
      model.description, data.description, centers.description, draw.description,
      joins.description,
    ],
    result: .object(
      [
        .required("model", .string()), .required("version", .integer(min: 1)),
        .required("part", part, "What fit_step takes."),
        .required(
          "left_out", .integer(min: 0), "Rows that a fit leaves out, or that cannot be placed."),
        .optional(
          "drawn",
          .object([
            .required("rows", .array(.array(.number())), "Drawn rows, scaled."),
            .required("weights", .array(.number(min: 0)), "Of each, one over its chance."),
          ])),
        .required("warnings", .array(.string())),
      ], open: .any),
    errors: ErrorKind.reading + ErrorKind.ofModels)

  /// What some rows add to a step.
  static let part = Schema.object([
    .required(
      "counts", .array(.integer(min: 0, max: .largestCount)), "Rows nearest to each centre."),
    .required("sums", .array(.array(.number())), "The sums of those rows, scaled."),
    .required(
      "inertia", .array(.number(min: 0)), "The sums of their squared distances to the centre."),
  ])

  /// Which rows are drawn.
  public struct Draw: Equatable, Sendable {
    /// How many of all rows, about.
    public let count: Double
    /// The sum of squared distances of all rows.
    public let cost: Double
    /// How many rows there are in all, where that counts.
    public let rowCount: Int?
    /// Seed of the choices.
    public let seed: Int

    init(_ value: JSONValue, _ path: String) throws(Mismatch) {
      guard let object = value.object, let count = object["count"]?.double,
        let cost = object["cost"]?.double
      else { throw Mismatch(path: path, expected: "an object", got: value.shown) }
      self.count = count
      self.cost = cost
      rowCount = object["rows"]?.integer
      seed = object["seed"]?.integer ?? 0
    }
  }
}

/// `fit_step`: a step of Lloyd's algorithm over the parts of many machines.
public enum FitStep {
  /// The centres that the parts were measured to.
  public static let centers = CenterRows.field(
    "centers", "The centres that the parts were measured to (scaled, a list per centre).")
  /// What the machines found.
  public static let parts = Field<[Part]>(
    "parts", "The part of each fit_part, all measured to these centres, in any order.",
    .array(FitPart.part, minCount: 1)
  ) { (value, path) throws(Mismatch) in
    var parts: [Part] = []
    for (index, value) in (value.array ?? []).enumerated() {
      parts.append(try Part(value, "\(path)[\(index)]"))
    }
    return parts
  }
  /// When the centres count as at rest.
  public static let tolerance = Fit.tolerance

  /// The row of the method table.
  public static let method = MethodDescriptor(
    "fit_step",
    "Moves centres to the means of their rows, which lie on many machines; see fit_part.",
    fields: [centers.description, parts.description, tolerance.description],
    result: .object([
      .required(
        "centers", .array(.array(.number())), "The means; a centre without rows stays."),
      .required("counts", .array(.integer(min: 0)), "Rows of each centre before the step."),
      .required("n", .integer(min: 0), "Rows in all."),
      .required("inertia", .number(min: 0), "Before the step, of all rows."),
      .required("shift", .number(min: 0), "Sum of the centres' squared moves."),
      .required(
        "converged", .boolean,
        "Whether shift is at most tol times the mean variance of the features."),
    ]),
    errors: [])

  /// A part as it came.
  public struct Part: Equatable, Sendable {
    /// Rows of each centre.
    public let counts: [Int]
    /// Their sums.
    public let sums: [[Double]]
    /// Their squared distances.
    public let inertias: [Double]

    init(_ value: JSONValue, _ path: String) throws(Mismatch) {
      guard let object = value.object else {
        throw Mismatch(path: path, expected: "an object", got: value.shown)
      }
      counts = (object["counts"]?.array ?? []).compactMap(\.integer)
      inertias = (object["inertia"]?.array ?? []).compactMap(\.double)
      sums = try CenterRows.read(object["sums"] ?? .null, "\(path).sums")
    }
  }
}

/// Lists of numbers of one length.
enum CenterRows {
  private static let schema = Schema.array(.array(.number(), minCount: 1), minCount: 1)

  static func field(_ name: String, _ meaning: String) -> Field<[[Double]]> {
    Field(name, meaning, schema, decode: read)
  }

  static func optionalField(_ name: String, _ meaning: String) -> Field<[[Double]]?> {
    Field(name, meaning, schema, default: nil) { (value, path) throws(Mismatch) in
      try read(value, path)
    }
  }

  static func read(_ value: JSONValue, _ path: String) throws(Mismatch) -> [[Double]] {
    try InitialCenters.rows(value, path)
  }
}

extension Int {
  /// Rows that many machines may have together: what a double still tells one by one.
  static let largestCount = 1 << 53
}
