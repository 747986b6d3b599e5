import Features
import JSON

extension FeatureRule {
  init(_ object: JSONObject) {
    self.init(
      column: object.text("column") ?? "", impute: object["impute"].flatMap(Imputation.init),
      outliers: object["outliers"].flatMap(OutlierRule.init), transform: object.choice("transform"),
      scale: object.choice("scale"),
      encode: object.choice("encode"), levels: object["levels"]?.integer,
      unseen: object.choice("unseen"), weight: object["weight"]?.double)
  }

  var json: JSONValue {
    let steps: [(String, JSONValue?)] = [
      ("impute", impute?.json), ("outliers", outliers?.json),
      ("transform", transform.map { .string($0.wireName) }),
      ("scale", scale.map { .string($0.wireName) }),
      ("encode", encode.map { .string($0.wireName) }),
      ("levels", levels.map { JSONValue($0) }),
      ("unseen", unseen.map { .string($0.wireName) }),
      ("weight", weight.map { .number(JSONNumber($0)) }),
    ]
    let given = steps.compactMap { name, value in value.map { (name, $0) } }
    return .object(JSONObject([("column", .string(column))] + given))
  }
}

extension FeatureDefaults {
  init(_ object: JSONObject) {
    self.init()
    let rule = FeatureRule(object)
    impute = rule.impute ?? impute
    outliers = rule.outliers ?? outliers
    transform = rule.transform ?? transform
    scale = rule.scale ?? scale
    encode = rule.encode ?? encode
    levels = rule.levels ?? levels
    unseen = rule.unseen ?? unseen
    weight = rule.weight ?? weight
  }

  var json: JSONValue {
    [
      "impute": impute.json, "outliers": outliers.json,
      "transform": .string(transform.wireName),
      "scale": .string(scale.wireName), "encode": .string(encode.wireName),
      "levels": JSONValue(levels), "unseen": .string(unseen.wireName),
      "weight": .number(JSONNumber(weight)),
    ]
  }
}

extension Imputation {
  init?(_ value: JSONValue) {
    switch value {
    case .number(let number): self = .number(number.value)
    case .string(let text): self.init(wireName: text)
    default: return nil
    }
  }

  var json: JSONValue {
    if case .number(let value) = self { return .number(JSONNumber(value)) }
    return .string(wireName ?? "")
  }
}

extension OutlierRule {
  init?(_ value: JSONValue) {
    guard case .object(let object) = value else {
      guard value.string != nil else { return nil }
      self = .none
      return
    }
    guard case .object(let test)? = object["rule"] else { return nil }
    let action: OutlierAction = object.choice("do") ?? .clip
    if let factor = test["iqr"]?.double {
      self.init(.quartiles(factor: factor), do: action)
    } else if let count = test["mad"]?.double {
      self.init(.deviations(count), do: action)
    } else if let ends = test["quantiles"]?.array?.compactMap(\.double), ends.count == 2 {
      self.init(
        .quantiles(low: ends[0], high: ends[1], factor: test["factor"]?.double ?? 1.5), do: action)
    } else {
      return nil
    }
  }

  var json: JSONValue {
    let rule: JSONValue
    switch test {
    case .none: return .string("none")
    case .quartiles(let factor): rule = ["iqr": .number(JSONNumber(factor))]
    case .deviations(let count): rule = ["mad": .number(JSONNumber(count))]
    case .quantiles(let low, let high, let factor):
      rule = [
        "quantiles": .array([.number(JSONNumber(low)), .number(JSONNumber(high))]),
        "factor": .number(JSONNumber(factor)),
      ]
    }
    return ["rule": rule, "do": .string(action.wireName)]
  }
}

extension ComponentRule {
  init?(_ object: JSONObject) {
    if let share = object["variance"]?.double {
      self = .variance(share)
    } else if let count = object["components"]?.integer {
      self = .components(count)
    } else {
      return nil
    }
  }

  var json: JSONValue {
    switch self {
    case .variance(let share): ["variance": .number(JSONNumber(share))]
    case .components(let count): ["components": JSONValue(count)]
    }
  }
}
