public import JSON

/// `compare`: which customers changed segments between two versions, models or lists.
public enum Compare {
  /// What was before.
  public static let before = side(
    "a", "What was before: a model, name@version, or ids and segment.")
  /// What is now.
  public static let after = side("b", "What is now: a model, name@version, or ids and segment.")
  /// Customers that both models assign.
  public static let data = DataSource.optionalField(
    "Customers that each model assigns; absent: those of each fit.")
  /// The tables that the models join and do not keep.
  public static let joins = Assign.joins

  /// The row of the method table.
  public static let method = MethodDescriptor(
    "compare", "Tells which customers changed segments between two segmentations.",
    fields: [before.description, after.description, data.description, joins.description],
    result: .object(
      [
        .required("customers", .integer(min: 0), "How many customers are in both."),
        .required(
          "ari", figure, "Adjusted Rand index: 1 where both are the same up to names, 0 by chance."),
        .required("nmi", figure, "Normalised mutual information, over the mean of both entropies."),
        .required(
          "matched",
          .array(
            .object(
              [
                .required("a", id), .required("b", id),
                .required("jaccard", .number(min: 0, max: 1), "Customers in both over in either."),
              ], open: .any)), "Which segment is which: the matching with the largest overlaps."),
        .required(
          "table",
          .object(
            [
              .required("a", .array(id), "The rows' segments."),
              .required("b", .array(id), "The columns' segments."),
              .required(
                "customers", .array(.array(.integer(min: 0))), "Customers that are in both."),
              .required("left", counts, "Per row the customers that b does not have."),
              .required("entered", counts, "Per column the customers that a does not have."),
            ], open: .any), "A row and its left add up to a segment's size, so do the columns."),
        .required("stayed", group, "Customers in both who are where they were."),
        .required(
          "moved", .object([], open: .object([], open: group)),
          "By the segment they were in and the one they are in now; share: of the first's customers "
            + "that are in both."),
        .required("entered", crowd, "Customers that a does not have, and where they are."),
        .required("left", crowd, "Customers that b does not have, and where they were."),
        .required("names", .object([], open: .object([], open: .string())), "By a and b, by id."),
        .required("warnings", .array(.string())),
      ], open: .any),
    errors: ErrorKind.reading + ErrorKind.ofModels + [.dataNeeded])

  private static let id = Schema.oneOf([.number(), .string()])
  private static let figure = Schema.oneOf([.number(min: -1, max: 1), .null])
  private static let counts = Schema.array(.integer(min: 0))
  private static let group = Schema.object(
    [
      .required("customers", .integer(min: 0)), .optional("share", .number(min: 0, max: 1)),
      .optional("monetary", .number(), "What they spent, where that is known."),
    ], open: .any)
  private static let crowd = Schema.object(
    [
      .required("customers", .integer(min: 0)), .optional("monetary", .number()),
      .required("segments", .object([], open: group)),
    ], open: .any)

  private static func side(_ name: String, _ meaning: String) -> Field<ComparedSide> {
    Field(name, meaning, .oneOf([.name(versioned: true), lists])) { value, _ in
      guard case .object(let object) = value else { return .model(value.string ?? "") }
      return .lists(ids: object["ids"]?.array ?? [], segments: object["segment"]?.array ?? [])
    }
  }

  private static let lists = Schema.object([
    .required("ids", .array(.any)), .required("segment", .array(.any)),
  ])
}

/// One side of a comparison.
public enum ComparedSide: Sendable {
  /// A model, or one of its versions.
  case model(String)
  /// Customers and the segment of each.
  case lists(ids: [JSONValue], segments: [JSONValue])
}
