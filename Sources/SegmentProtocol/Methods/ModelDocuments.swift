public import JSON
import JSONRPC

/// `models.export`: a model as a document, or as one SQL query.
public enum ExportModel {
  /// The model.
  public static let model = ModelName.toUse
  /// What it is written as.
  public static let format = Field<ExportFormat>.choice(
    "format", "The model document, which models.import reads, or one SELECT with the whole recipe.",
    default: .json)
  /// The database of a query.
  public static let dialect = Field<ExportDialect>.choice(
    "dialect", "With sql: the database.", default: .postgresql)
  /// What goes into the document besides the model.
  public static let include = Field<Bool>(
    "include", "With json: members adds the ids and segments of the training customers.",
    .choice(["members"]), default: false
  ) { value, _ in value == "members" }
  /// The table that a query reads.
  public static let table = Field<[String]>(
    "table", "With sql: the customers' table, or a list of schema and table.",
    .oneOf([
      .string(minLength: 1, maxLength: 256),
      .array(.string(minLength: 1, maxLength: 256), minCount: 1, maxCount: 3),
    ]), default: ["customers"], shown: "customers"
  ) { value, _ in value.string.map { [$0] } ?? value.array?.compactMap(\.string) ?? [] }

  /// The row of the method table.
  public static let method = MethodDescriptor(
    "models.export", "Writes a model as a document or as SQL, with rows that prove it.",
    fields: [
      model.description, format.description, dialect.description, include.description,
      table.description,
    ],
    result: .object(
      [
        .required("format", .choice(ExportFormat.allCases.map(\.rawValue))),
        .required("document", .string(), "The model document, or the SQL query."),
        .required("checks", checks),
        .optional("dialect", .string(), "With sql: the database."),
      ], open: .any),
    errors: ErrorKind.ofModels + [.dataNeeded], isShort: false)

  static let checks = Schema.named(
    "Checks",
    .described(
      "Rows made from the model alone, and the segment that it gives each.",
      .object(
        [
          .required("fields", .array(.string()), "The columns that the model reads."),
          .required("rows", .array(.array(.any)), "A cell per field; null is missing."),
          .required(
            "segment", .array(.oneOf([.integer(min: 1), .null])),
            "The segment's id; null where the row cannot be assigned."),
        ], open: .any)))
}

/// What a model is exported as.
public enum ExportFormat: String, CaseIterable, Sendable {
  /// The model document.
  case json
  /// One SELECT.
  case sql
}

/// The databases that a query is tested in.
public enum ExportDialect: String, CaseIterable, Sendable {
  /// PostgreSQL 12 and later.
  case postgresql
  /// SQLite 3.35 and later.
  case sqlite
  /// DuckDB 0.10 and later.
  case duckdb
}

/// `models.import`: a model document becomes a version.
public enum ImportModel {
  /// The document.
  public static let document = Field<JSONValue>(
    "document", "What models.export gave: the text, or the object that it holds.",
    .oneOf([.string(minLength: 1), .object([], open: .any)])
  ) { value, _ in value }
  /// The name.
  public static let model = Field<String?>(
    "model", "Name to store under; absent: the name that the document tells.",
    .name(versioned: false), default: nil
  ) { value, _ in value.string }

  /// The row of the method table.
  public static let method = MethodDescriptor(
    "models.import", "Reads a model document, proves it by its checks and stores it as a version.",
    fields: [document.description, model.description],
    result: ResultSchema.modelFacts, errors: [.corruptModel, .memoryLimit, .storage], role: .admin)
}
