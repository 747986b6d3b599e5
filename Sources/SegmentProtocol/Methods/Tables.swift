import JSONRPC

/// `tables.put`, `tables.append`, `tables.get`, `tables.list` and `tables.delete`.
public enum UploadedTables {
  /// The table's name.
  public static let name = TableName.field
  /// Where the rows come from.
  public static let data = DataSource.field()
  /// The first row to return.
  public static let offset = Field<Int>.integer(
    "offset", "The first row to return, from 0.", min: 0, default: 0)
  /// How many rows to return.
  public static let limit = Field<Int>.integer(
    "limit", "How many rows to return.", min: 0, max: 1_000_000, default: 1_000)

  /// The row of `tables.put`.
  public static let put = MethodDescriptor(
    "tables.put", "Stores rows as a table, in place of one of that name.",
    fields: [name.description, data.description], result: ResultSchema.tableFacts,
    errors: ErrorKind.reading, role: .admin)

  /// The row of `tables.append`.
  public static let append = MethodDescriptor(
    "tables.append", "Adds rows with the same columns to a table, or begins it.",
    fields: [name.description, data.description], result: ResultSchema.tableFacts,
    errors: ErrorKind.reading, role: .admin)

  /// The row of `tables.get`.
  public static let get = MethodDescriptor(
    "tables.get", "Returns rows of a table.",
    fields: [name.description, offset.description, limit.description],
    result: .object(
      [
        .required("table", .string()),
        .required("fields", .array(.string()), "The columns, in the order of the cells."),
        .required("rows", .array(.array(.any)), "Cells as they came; dates as ISO text."),
        .required("offset", .integer(min: 0), "Number of the first row returned."),
        .required("total", .integer(min: 0), "Number of rows that the table has."),
      ], open: .any),
    errors: [.tableNotFound])

  /// The row of `tables.list`.
  public static let list = MethodDescriptor(
    "tables.list", "Lists the tables.",
    result: .object([.required("tables", .array(ResultSchema.tableFacts))], open: .any),
    isShort: true)

  /// The row of `tables.delete`.
  public static let delete = MethodDescriptor(
    "tables.delete", "Deletes a table.", fields: [name.description],
    result: .object([.required("deleted", .array(.string()))], open: .any),
    errors: [.tableNotFound], isShort: true, role: .admin)
}
