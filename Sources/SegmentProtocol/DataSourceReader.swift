import JSON
import Spelling

/// Makes a `DataSource` of the members of `data`, or says what is wrong with them.
struct DataSourceReader {
  let parts: [String: JSONSlice]
  let path: String

  func read() throws(Mismatch) -> DataSource {
    let present = ["columns", "records", "rows", "b64", "path", "table"].filter {
      parts[$0] != nil
    }
    guard let form = present.first, present.count == 1 else {
      let found = parts.keys.sorted().map { JSONValue.string($0).shown }.joined(separator: ", ")
      throw Mismatch(
        path: path, expected: DataSource.forms,
        got: parts.isEmpty ? "an empty object" : "an object with \(found)")
    }
    let ids = try list("ids")
    return DataSource(form: try read(form), ids: ids, isMeasured: try flag("measured"))
  }

  private func read(_ form: String) throws(Mismatch) -> DataSource.Form {
    switch form {
    case "columns":
      try allow(["columns"])
      return .columns(try slice("columns", .object, "an object of lists, one per column"))
    case "records":
      try allow(["records"])
      return .records(try slice("records", .array, "a list of objects, one per row"))
    case "rows":
      try allow(["fields", "rows"])
      return .rows(
        fields: try fields(), rows: try slice("rows", .array, "a list of lists, one per row"))
    case "b64":
      try allow(["fields", "dtype", "shape", "b64"])
      return try base64()
    case "table":
      try allow(["table"])
      return .table(try text("table", .name(versioned: false)))
    default:
      let request = Schema.object(
        [.required("path", .string(minLength: 1))] + DataSource.beside + CSVRequest.properties)
      let members = parts.map { (key: $0.key, value: JSONValue($0.value)) }
      let object = JSONObject(members.sorted { $0.key < $1.key })
      try request.check(.object(object), at: path)
      return .path(csv(object))
    }
  }

  private func csv(_ object: JSONObject) -> CSVRequest {
    func text(_ name: String) -> String? {
      if case .string(let text)? = object[name] { text } else { nil }
    }
    var request = CSVRequest(path: text("path") ?? "")
    request.delimiter = text("delimiter")
    request.encoding = text("encoding")
    request.dateFormat = text("date_format")
    request.decimal = text("decimal")
    request.thousands = text("thousands")
    if case .array(let texts)? = object["missing"] {
      request.missing = texts.compactMap(\.string)
    }
    return request
  }

  private func base64() throws(Mismatch) -> DataSource.Form {
    let fields = try fields()
    let dtype = try text("dtype", .choice(["<f8", "<f4"]))
    let shape = JSONValue(try slice("shape", .array, "a list of two whole numbers"))
    try Schema.array(.integer(min: 0), minCount: 2, maxCount: 2).check(shape, at: "\(path).shape")
    guard case .array(let sizes) = shape, let rows = sizes.first?.integer,
      let columns = sizes.last?.integer
    else { throw Mismatch(path: path, expected: "two whole numbers", got: shape.shown) }
    guard columns == fields.count else {
      throw Mismatch(
        path: "\(path).shape", expected: "[rows, \(fields.count)], one column per field",
        got: shape.description)
    }
    return .base64(
      fields: fields, isSinglePrecision: dtype == "<f4", rowCount: rows,
      text: try slice("b64", .string, "a base64 text"))
  }

  private func fields() throws(Mismatch) -> [String] {
    let value = JSONValue(try slice("fields", .array, "a list of column names"))
    try Schema.array(.string(minLength: 1), minCount: 1).check(value, at: "\(path).fields")
    guard case .array(let names) = value else { return [] }
    return names.compactMap(\.string)
  }

  private func text(_ name: String, _ schema: Schema) throws(Mismatch) -> String {
    guard let slice = parts[name] else { throw missing(name, schema.words) }
    let value = JSONValue(slice)
    try schema.check(value, at: "\(path).\(name)")
    guard case .string(let text) = value else { throw missing(name, schema.words) }
    return text
  }

  private func slice(
    _ name: String, _ kind: JSONKind, _ expected: String
  ) throws(Mismatch) -> JSONSlice {
    guard let slice = parts[name] else { throw missing(name, expected) }
    guard JSONReader(slice).kind == kind else {
      throw Mismatch(path: "\(path).\(name)", expected: expected, got: JSONValue(slice).shown)
    }
    return slice
  }

  private func list(_ name: String) throws(Mismatch) -> JSONSlice? {
    parts[name] == nil ? nil : try slice(name, .array, "a list that names the rows")
  }

  private func missing(_ name: String, _ expected: String) -> Mismatch {
    var error = Mismatch(path: path, expected: expected, got: "nothing")
    error.missing = name
    return error
  }

  /// Refuses members that the form does not have; `ids` may stand beside any.
  private func allow(_ names: [String]) throws(Mismatch) {
    let allowed = names + DataSource.beside.map(\.name)
    guard let extra = parts.keys.sorted().first(where: { !allowed.contains($0) }) else { return }
    var error = Mismatch(
      path: path, expected: allowed.joined(separator: ", "), got: JSONValue.string(extra).shown)
    error.unknown = extra
    error.suggestion = nearestName(to: extra, among: allowed)
    throw error
  }

  private func flag(_ name: String) throws(Mismatch) -> Bool {
    guard let slice = parts[name] else { return false }
    let value = JSONValue(slice)
    guard case .bool(let flag) = value else {
      throw Mismatch(path: "\(path).\(name)", expected: "true or false", got: value.shown)
    }
    return flag
  }
}
