import JSON

/// `profile`: what each segment is like, against all customers.
public enum Profile {
  /// The model to use.
  public static let model = ModelName.toUse
  /// Other rows than the training customers.
  public static let data = DataSource.optionalField(
    "Other customers than those of the fit; their segments are assigned first.")
  /// Another date to measure against.
  public static let asOf = Assign.asOf
  /// Columns to tell the segments apart by.
  public static let columns = Field<[String]>(
    "by", "Columns of the customers, such as a country: how the segments fall on their values.",
    .array(.string(minLength: 1), maxCount: 10), default: []
  ) { value, _ in
    (value.array ?? []).compactMap(\.string)
  }
  /// Whether periods are shown, and which.
  public static let trend = Field<ProfileTrend?>(
    "trend", "What each segment did per month or per quarter, with transactions.",
    .choice(ProfileTrend.allCases.map(\.rawValue)), default: nil
  ) { value, _ in
    value.string.flatMap { ProfileTrend(rawValue: $0) }
  }
  /// The shape of the reply.
  public static let format = Field<ProfileFormat>.choice(
    "format", "nested: an entry per segment; table: flat records for slicers.", default: .nested)

  /// The tables that the model joins and does not keep.
  public static let joins = Assign.joins

  /// The row of the method table.
  public static let method = MethodDescriptor(
    "profile", "Tells what each segment is like, and why it is its own.",
    fields: [
      model.description, data.description, asOf.description, columns.description,
      trend.description, format.description, joins.description,
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
            open: .oneOf([
              .object(
                [
                  .required(
                    "eta2", .oneOf([.number(min: 0), .null]),
                    "Share of the feature's variance that lies between the segments."),
                  .required(
                    "F", .oneOf([.number(min: 0), .null]), "The ratio of an analysis of variance."),
                ], open: .any),
              .object(
                [
                  .required(
                    "chi2", .oneOf([.number(min: 0), .null]),
                    "Chi-squared of the segments by the values of a column of text."),
                  .required(
                    "cramers_v", .oneOf([.number(min: 0, max: 1), .null]),
                    "Cramer's V of the same table, without bias correction."),
                ], open: .any),
            ])),
          "How much each column tells the segments apart."),
        .optional(
          "by",
          .oneOf([
            .object([], open: .array(ResultSchema.valueBreakdown)),
            .array(.object([], open: .any)),
          ]),
          "nested: per column its values and how the segments fall on them; table: flat records."),
        .optional(
          "trend",
          .oneOf([ResultSchema.trend, .array(.object([], open: .any))]),
          "nested: the periods and each segment's series; table: a record per period and segment."),
        .required("warnings", .array(.string())),
      ], open: .any),
    errors: ErrorKind.reading + ErrorKind.ofModels + [.dataNeeded])
}

/// The shape of a profile.
public enum ProfileFormat: String, CaseIterable, Sendable {
  /// An entry per segment.
  case nested
  /// Flat records.
  case table
}

/// How long the periods of a trend are.
public enum ProfileTrend: String, CaseIterable, Sendable {
  /// Calendar months.
  case month
  /// Calendar quarters.
  case quarter
}
