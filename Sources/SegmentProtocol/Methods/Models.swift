/// `models.list`, `models.get` and `models.delete`.
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
    errors: [.modelNotFound], isShort: true)

  /// The row of `models.delete`.
  public static let delete = MethodDescriptor(
    "models.delete", "Deletes a version, or with a bare name every version.",
    fields: [ModelName.toUse.description],
    result: .object(
      [.required("deleted", .array(.string()), "The versions that are gone, as name@version.")],
      open: .any),
    errors: [.modelNotFound], isShort: true)
}
