import JSON
import JSONRPC

/// `models.list`, `models.get`, `models.delete`, `models.rename` and `models.label`.
public enum Models {
  /// The row of `models.list`.
  public static let list = MethodDescriptor(
    "models.list", "Lists the models.",
    result: .object([.required("models", .array(ResultSchema.modelFacts))], open: .any),
    isShort: true)

  /// The row of `models.get`.
  public static let get = MethodDescriptor(
    "models.get", "Tells all that a model knows of itself.",
    fields: [ModelName.toUse.description], result: ResultSchema.wholeModel,
    errors: ErrorKind.ofModels, isShort: true)

  /// The row of `models.delete`.
  public static let delete = MethodDescriptor(
    "models.delete", "Deletes a version, or with a bare name every version.",
    fields: [ModelName.toUse.description],
    result: .object(
      [.required("deleted", .array(.string()), "The versions that are gone, as name@version.")],
      open: .any),
    errors: ErrorKind.ofModels, isShort: true, role: .admin)

  /// The other name.
  public static let otherName = ModelName.toRename
  /// The row of `models.rename`.
  public static let rename = MethodDescriptor(
    "models.rename", "Gives a model, all its versions and labels, another name.",
    fields: [ModelName.ofAllVersions.description, otherName.description],
    result: .object(
      [
        .required("model", .string(), "The new name."),
        .required("versions", .array(.integer(min: 1)), "The versions that are callable."),
      ], open: .any),
    errors: ErrorKind.ofModels, isShort: true, role: .admin)

  /// The segment to label.
  public static let segment = Field<Int>(
    "segment", "The segment's id.", .integer(min: 1)
  ) { value, _ in value.integer ?? 0 }
  /// What the user calls it.
  public static let labelName = Field<String?>(
    "name", "What to call it from now on; an empty text brings its own name back.",
    .string(maxLength: 200), default: nil
  ) { value, _ in value.string }
  /// What the user does for it.
  public static let labelAdvice = Field<[String]?>(
    "advice", "What to do for it, a text or a list of texts; an empty one brings its own back.",
    .oneOf([.string(maxLength: 2_000), .array(.string(maxLength: 2_000), maxCount: 50)]),
    default: nil
  ) { value, _ in
    let texts = value.array.map { $0.compactMap(\.string) } ?? value.string.map { [$0] } ?? []
    return texts.filter { !$0.isEmpty }
  }
  /// The row of `models.label`.
  public static let label = MethodDescriptor(
    "models.label", "Names a segment, or says what to do for it, over all versions and refits.",
    fields: [
      ModelName.ofAllVersions.description, segment.description, labelName.description,
      labelAdvice.description,
    ],
    result: .object(
      [
        .required("model", .string()), .required("segment", .integer(min: 1)),
        .required("name", .string(), "What the segment is called now."),
        .required("advice", .array(.string()), "What is advised for it now."),
      ], open: .any),
    errors: ErrorKind.ofModels, isShort: true, role: .admin)
}
