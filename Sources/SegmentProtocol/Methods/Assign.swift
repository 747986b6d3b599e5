import JSON

/// `assign`: the segment of each row or customer, by a stored model.
public enum Assign {
  /// The model to use.
  public static let model = ModelName.toUse
  /// Where the rows come from.
  public static let data = DataSource.field()
  /// Another date to measure against.
  public static let asOf = Field<String?>(
    "as_of", "Another date to measure against: a date, max, or max+1d; absent: the model's.",
    RecipeSchema.asOf, default: nil
  ) { value, _ in
    value.string
  }
  /// How much is told of each row.
  public static let detail = Field<AssignDetail>(
    "detail", "Add name, distance, runner_up, margin, percentile and the doubts of each row.",
    .oneOf([.boolean, .array(.choice(AssignDetail.columnNames), minCount: 1)]),
    default: AssignDetail(columns: []), shown: .bool(false)
  ) { value, _ in
    switch value {
    case .bool(true): AssignDetail(columns: AssignDetail.columnNames)
    case .array(let names): AssignDetail(columns: names.compactMap(\.string))
    default: AssignDetail(columns: [])
    }
  }

  /// The tables that the model joins and does not keep.
  public static let joins = DataSource.listField(
    "joins",
    "The rows of the recipe's join, in order, which no model keeps; last, where it has one and those "
      + "who never bought are wanted, its table of customers.")

  /// The row of the method table.
  public static let method = MethodDescriptor(
    "assign", "Gives the segment of each row or customer.",
    fields: [
      model.description, data.description, asOf.description, detail.description, joins.description,
    ],
    result: .object(
      [
        .required("model", .string()), .required("version", .integer(min: 1)),
        .optional("as_of", .string(), "What recency was measured against, with transactions."),
        .optional("ids", .array(.any), "The rows' or customers' ids as they came, if any came."),
        .required(
          "segment", .array(.oneOf([.integer(min: 0), .null])),
          "A segment's id per row of a table, or per customer in the order of ids; null where none "
            + "could be given, 0 for customers of the master table who never bought."),
        .required("names", .object([], open: .string()), "Each segment's name, by its id as text."),
        .optional(
          "unassigned", .object([], open: .string()),
          "Why a row has no segment, by the row's number as text."),
        .optional("name", perRow(.string()), "With detail: the segment's name."),
        .optional(
          "distance", perRow(.number(min: 0)),
          "With detail: the distance to the segment's centre, in scaled units."),
        .optional(
          "runner_up", perRow(.integer(min: 1)), "With detail: the second nearest segment."),
        .optional(
          "margin", perRow(.number(min: 0, max: 1)),
          "With detail: how much nearer the segment is than the runner-up; 0 is a toss-up."),
        .optional(
          "percentile", perRow(.number(min: 0, max: 1)),
          "With detail: the share of the segment's training customers that were nearer."),
        .optional(
          "outlier", perRow(.boolean),
          "With detail: farther out than is usual for the segment's training customers."),
        .optional("imputed", doubts, "With detail: features that were missing and filled in."),
        .optional("out_of_range", doubts, "With detail: features outside the training range."),
        .optional("unseen", doubts, "With detail: columns with a value that training never saw."),
        .optional(
          "outlier_features", doubts,
          "With detail: columns whose number is an outlier by the recipe's rule."),
        .required("warnings", .array(.string())),
      ], open: .any),
    errors: ErrorKind.reading + ErrorKind.ofModels + [.dataNeeded], isShort: false)

  private static func perRow(_ schema: Schema) -> Schema { .array(.oneOf([schema, .null])) }

  private static let doubts = Schema.array(.array(.string()))
}

/// Which columns `assign` adds.
public struct AssignDetail: Equatable, Sendable {
  /// Their names, none where no detail was asked for.
  public let columns: [String]

  /// Every column there is.
  public static let columnNames = [
    "name", "distance", "runner_up", "margin", "percentile", "outlier", "imputed", "out_of_range",
    "unseen", "outlier_features",
  ]
}
