/// `profile`: what each segment is like, against all customers.
public enum Profile {
  /// The model to use.
  public static let model = ModelName.toUse
  /// Other rows than the training customers.
  public static let data = DataSource.optionalField(
    "Other customers than those of the fit; their segments are assigned first.")
  /// Another date to measure against.
  public static let asOf = Assign.asOf
  /// The shape of the reply.
  public static let format = Field<ProfileFormat>.choice(
    "format", "nested: an entry per segment; table: flat records for slicers.", default: .nested)

  /// The tables that the model joins and does not keep.
  public static let joins = Assign.joins

  /// The row of the method table.
  public static let method = MethodDescriptor(
    "profile", "Tells what each segment is like, and why it is its own.",
    fields: [
      model.description, data.description, asOf.description, format.description, joins.description,
    ],
    result: .object(
      [
        .required("model", .string()), .required("version", .integer(min: 1)),
        .optional("as_of", .string(), "What recency was measured against, with transactions."),
        .required(
          "segments", .array(.oneOf([ResultSchema.segmentProfile, ResultSchema.profileRecord])),
          "nested: an entry per segment; table: a record per segment and feature or value."),
        .optional("without_purchase", ResultSchema.withoutPurchase),
        .optional("overall", ResultSchema.groupProfile),
        .optional(
          "importance",
          .object(
            [],
            open: .object(
              [
                .required(
                  "eta2", .oneOf([.number(min: 0), .null]),
                  "Share of the feature's variance that lies between the segments."),
                .required(
                  "F", .oneOf([.number(min: 0), .null]), "The ratio of an analysis of variance."),
              ], open: .any)),
          "How much each feature tells the segments apart."),
        .required("warnings", .array(.string())),
      ], open: .any),
    errors: ErrorKind.reading + [.modelNotFound, .dataNeeded])
}

/// The shape of a profile.
public enum ProfileFormat: String, CaseIterable, Sendable {
  /// An entry per segment.
  case nested
  /// Flat records.
  case table
}
