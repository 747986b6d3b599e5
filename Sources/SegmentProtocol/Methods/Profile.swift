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

  /// The row of the method table.
  public static let method = MethodDescriptor(
    "profile", "Tells what each segment is like, and why it is its own.",
    fields: [model.description, data.description, asOf.description, format.description],
    result: .object(
      [
        .required("model", .string()), .required("version", .integer(min: 1)),
        .required("segments", .array(.object([], open: .any))),
        .optional("overall", .object([], open: .any)),
        .optional("importance", .object([], open: .any)),
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
