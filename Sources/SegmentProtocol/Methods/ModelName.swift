import JSON

/// The `model` parameter, in its shades.
public enum ModelName {
  /// A name to store under.
  public static let toStore = field("Name to store under.", versioned: false)

  /// A model, or with `@N` one of its versions.
  public static let toUse = field("The model: name, or name@version.", versioned: true)

  /// A model with all its versions.
  public static let ofAllVersions = field("The model's name.", versioned: false)

  /// The name that a model gets.
  static let toRename = field(
    "The new name, which no model has yet.", versioned: false, name: "to")

  private static func field(
    _ meaning: String, versioned: Bool, name: String = "model"
  ) -> Field<String> {
    Field(name, meaning, .name(versioned: versioned)) { value, _ in
      value.string ?? ""
    }
  }
}

/// The `table` parameter.
public enum TableName {
  /// The table's name.
  public static let field = Field<String>(
    "table", "The table's name.", .name(versioned: false)
  ) { value, _ in
    value.string ?? ""
  }
}
