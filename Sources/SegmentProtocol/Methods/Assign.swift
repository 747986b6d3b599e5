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
    case .array(let names):
      AssignDetail(
        columns: names.compactMap(\.string))
    default: AssignDetail(columns: [])
    }
  }

  /// The row of the method table.
  public static let method = MethodDescriptor(
    "assign", "Gives the segment of each row or customer.",
    fields: [model.description, data.description, asOf.description, detail.description],
    result: .object(
      [
        .required("model", .string()), .required("version", .integer(min: 1)),
        .optional("as_of", .string()), .optional("ids", .array(.any)),
        .required(
          "segment", .array(.oneOf([.integer(min: 1), .described("not assigned", .any)]))),
        .required("names", .object([], open: .string())),
        .optional("unassigned", .object([], open: .string())),
        .required("warnings", .array(.string())),
      ], open: .any),
    errors: ErrorKind.reading + [.modelNotFound], isShort: false)
}

/// Which columns `assign` adds.
public struct AssignDetail: Equatable, Sendable {
  /// Their names, none where no detail was asked for.
  public let columns: [String]

  /// Every column there is.
  public static let columnNames = [
    "name", "distance", "runner_up", "margin", "percentile", "outlier", "imputed", "out_of_range",
    "unseen",
  ]
}
