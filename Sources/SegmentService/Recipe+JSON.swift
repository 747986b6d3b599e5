import Features
import JSON
import JSONRPC
import SegmentProtocol

/// A recipe's two faces: as it came, checked by its schema, and as the engine wants it.
extension Recipe {
  /// Reads a recipe that its schema has accepted.
  ///
  /// - Throws: `invalid_params` for what a schema cannot say: a date that is none, a rule that
  ///   needs another.
  init(_ object: JSONObject?) throws(RPCError) {
    self.init()
    guard let object else { return }
    id = object.texts("id")
    for condition in object.objects("where") { conditions += try Condition.all(condition) }
    if case .object(let transactions)? = object["transactions"] {
      self.transactions = try TransactionRecipe(transactions)
    }
    for (index, join) in object.objects("join").enumerated() {
      joins.append(try Join(join, at: "recipe.join[\(index)]", keepsRows: false))
    }
    for (index, derivation) in object.objects("derive").enumerated() {
      derivations.append(try Derivation(derivation, at: "recipe.derive[\(index)]"))
    }
    if object["features"]?.isPresent == true {
      features = object.objects("features").map(FeatureRule.init)
    }
    if case .object(let steps)? = object["defaults"] { defaults = FeatureDefaults(steps) }
    exclude = object.texts("exclude")
    if case .object(let rule)? = object["pca"] { components = ComponentRule(rule) }
  }

  /// The whole recipe, every default written out.
  var json: JSONValue {
    var members: [(String, JSONValue)] = []
    if !id.isEmpty { members.append(("id", .names(id))) }
    if !conditions.isEmpty { members.append(("where", .array(conditions.map(\.json)))) }
    if let transactions { members.append(("transactions", transactions.json)) }
    if !joins.isEmpty { members.append(("join", .array(joins.map(\.json)))) }
    if !derivations.isEmpty { members.append(("derive", .array(derivations.map(\.json)))) }
    if let features { members.append(("features", .array(features.map(\.json)))) }
    members.append(("defaults", defaults.json))
    if !exclude.isEmpty { members.append(("exclude", .texts(exclude))) }
    members.append(("pca", components?.json ?? .string("none")))
    return .object(JSONObject(members))
  }
}

extension Condition {
  /// One condition per test of the object.
  static func all(_ object: JSONObject) throws(RPCError) -> [Condition] {
    let column = object.text("column") ?? ""
    var conditions: [Condition] = []
    for (name, value) in object.members where name != "column" && value.isPresent {
      let test: Test
      switch (name, value) {
      case ("in", .array(let values)): test = .in(values.map(CellValue.init))
      case ("not_in", .array(let values)): test = .notIn(values.map(CellValue.init))
      case ("min", _): test = .min(CellValue(value))
      case ("max", _): test = .max(CellValue(value))
      default: test = .is(CellValue(value))
      }
      conditions.append(Condition(column: column, test: test))
    }
    guard !conditions.isEmpty else {
      throw RPCError(
        Mismatch(
          path: "recipe.where", expected: "a column with is, in, not_in, min or max",
          got: "the column \"\(column)\" without a test"))
    }
    return conditions
  }

  var json: JSONValue {
    let value: JSONValue =
      switch test {
      case .in(let values), .notIn(let values): .array(values.map(\.json))
      case .is(let value), .min(let value), .max(let value): value.json
      }
    return ["column": .string(column), test.wireName: value]
  }
}

extension CellValue {
  init(_ value: JSONValue) {
    switch value {
    case .number(let number): self = .number(number.value)
    case .bool(let bool): self = .bool(bool)
    case .string(let text): self = .text(text)
    case .null, .array, .object, .slice: self = .text("")
    }
  }

  var json: JSONValue {
    switch self {
    case .number(let value): .number(JSONNumber(value))
    case .text(let text): .string(text)
    case .bool(let bool): .bool(bool)
    }
  }
}

extension TransactionRecipe {
  init(_ object: JSONObject) throws(RPCError) {
    self.init(customer: object.texts("customer"), date: object.text("date") ?? "")
    invoice = object.text("invoice")
    quantity = object.text("quantity")
    price = object.text("price")
    amount = object.text("amount")
    if let text = object.text("as_of") {
      asOf = try AsOf.read(text, at: "recipe.transactions.as_of")
    }
    dayCount = object.choice("day_count") ?? dayCount
    windowDays = object["window_days"]?.integer
    returns = object.choice("returns") ?? returns
    if object["drop"]?.isPresent == true {
      drop = object.texts("drop").compactMap(DropRule.init(wireName:))
    }
    if object["measures"]?.isPresent == true {
      measures = object.texts("measures").compactMap(Measure.init(wireName:))
    }
    frequencyCounts = object.choice("frequency_counts") ?? frequencyCounts
    for (index, join) in object.objects("join").enumerated() {
      joins.append(try Join(join, at: "recipe.transactions.join[\(index)]", keepsRows: true))
    }
    carry = object.texts("carry")
    spread = object.object("spread").map(SpreadRule.init)
    master = try object.object("customers").map { (object) throws(RPCError) in
      MasterTable(
        on: object.texts("on"),
        origin: try object.origin(at: "recipe.transactions.customers", keepsRows: false))
    }
  }

  var json: JSONValue {
    var members: [(String, JSONValue)] = [("customer", .names(customer)), ("date", .string(date))]
    for (name, column) in [
      ("invoice", invoice), ("quantity", quantity), ("price", price), ("amount", amount),
    ] {
      if let column { members.append((name, .string(column))) }
    }
    members.append(("as_of", .string(asOf.wireName)))
    members.append(("day_count", .string(dayCount.wireName)))
    if let windowDays { members.append(("window_days", JSONValue(windowDays))) }
    members.append(("returns", .string(returns.wireName)))
    members.append(("drop", .texts(drop.map(\.wireName))))
    members.append(("measures", .texts(measures.map(\.wireName))))
    members.append(("frequency_counts", .string(frequencyCounts.wireName)))
    if !joins.isEmpty { members.append(("join", .array(joins.map(\.json)))) }
    if !carry.isEmpty { members.append(("carry", .texts(carry))) }
    if let spread { members.append(("spread", spread.json)) }
    if let master {
      members.append(("customers", ["data": .origin(master.origin), "on": .names(master.on)]))
    }
    return .object(JSONObject(members))
  }
}

extension AsOf {
  /// Reads `max`, `max+1d` or a date.
  static func read(_ text: String, at path: String) throws(RPCError) -> AsOf {
    guard let asOf = AsOf(wireName: text) else {
      throw RPCError(
        Mismatch(
          path: path, expected: "max, max+1d or a date such as 2011-12-10",
          got: JSONValue.string(text).description))
    }
    return asOf
  }
}
