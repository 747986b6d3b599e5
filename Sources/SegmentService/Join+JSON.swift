import Features
import JSON
import JSONRPC
import SegmentProtocol

/// Joins, spreads and derivations as they came, checked by their schema, and as the engine wants them.
extension Join {
  init(_ object: JSONObject, at path: String, keepsRows: Bool) throws(RPCError) {
    let right = object.texts("right_on")
    self.init(
      on: object.texts("on"), rightOn: right.isEmpty ? nil : right,
      columns: object["columns"]?.isPresent == true ? object.texts("columns") : nil,
      origin: try object.origin(at: path, keepsRows: keepsRows))
  }

  var json: JSONValue {
    var members: [(String, JSONValue)] = [("data", .origin(origin)), ("on", .names(on))]
    if rightOn != on { members.append(("right_on", .names(rightOn))) }
    if let columns { members.append(("columns", .texts(columns))) }
    return .object(JSONObject(members))
  }
}

extension SpreadRule {
  init(_ object: JSONObject) {
    self.init(column: object.text("column") ?? "", form: object.choice("as") ?? .amount)
    if object["values"]?.isPresent == true { values = object.texts("values") }
  }

  var json: JSONValue {
    var members: [(String, JSONValue)] = [
      ("column", .string(column)), ("as", .string(form.wireName)),
    ]
    if let values { members.append(("values", .texts(values))) }
    return .object(JSONObject(members))
  }
}

extension Derivation {
  init(_ object: JSONObject, at path: String) throws(RPCError) {
    self.init(
      name: object.text("name") ?? "", from: object.text("from") ?? "",
      rule: object.choice("as") ?? .yearsSince)
    guard let text = object.text("of") else { return }
    guard let date = RecipeDate(text) else {
      throw RPCError(
        Mismatch(
          path: "\(path).of", expected: "a date such as 2014-01-30",
          got: JSONValue.string(text).description))
    }
    of = date
  }

  var json: JSONValue {
    var members: [(String, JSONValue)] = [
      ("name", .string(name)), ("from", .string(from)), ("as", .string(rule.wireName)),
    ]
    if let of { members.append(("of", .string(of.text))) }
    return .object(JSONObject(members))
  }
}

extension JSONObject {
  /// The text of the member `data`, as a recipe shows it again.
  ///
  /// A path or a table's name stays as it came, and so do the inline rows of a lookup table, which
  /// belongs to the recipe. Inline rows of customers are personal: their columns are named, without
  /// a row.
  func origin(at path: String, keepsRows: Bool) throws(RPCError) -> String {
    guard let value = self["data"] else { return "" }
    let source: DataSource
    do throws(Mismatch) {
      source = try DataSource.read(value, at: "\(path).data")
    } catch {
      throw RPCError(error)
    }
    if keepsRows { return value.description }
    switch source.form {
    case .path, .table: return value.description
    case .columns(let slice):
      var reader = JSONReader(slice)
      var names: [(key: String, value: JSONValue)] = []
      reader.enterObject()
      while let name = reader.nextKey() {
        names.append((name, .array([])))
        reader.skip()
      }
      return JSONValue.object(["columns": .object(JSONObject(names))]).description
    case .records: return JSONValue.object(["records": .array([])]).description
    case .rows(let fields, _), .base64(let fields, _, _, _):
      return JSONValue.object(["fields": .texts(fields), "rows": .array([])]).description
    }
  }
}

extension JSONValue {
  /// The value of an origin's text.
  static func origin(_ text: String) -> JSONValue {
    (try? JSONText(Array(text.utf8))).map { .slice($0.root) } ?? .object(JSONObject())
  }
}
