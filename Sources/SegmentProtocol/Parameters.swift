public import JSON
public import JSONRPC
import Spelling

/// The parameters of one request, checked against the method's row of the table.
public struct Parameters: Sendable {
  private let values: Sent

  /// What whoever sent them may do.
  public let role: Role

  /// Checks by-name or by-position parameters; an optional parameter that is null counts as
  /// absent, and `_meta` is always allowed.
  ///
  /// - Throws: `invalid_params` naming the parameter, what it must be and what came.
  public init(
    _ slice: JSONSlice?, for method: MethodDescriptor, role: Role = .admin
  ) throws(RPCError) {
    var values = Sent()
    var unknown: [String] = []
    if let slice {
      var reader = JSONReader(slice)
      switch reader.kind {
      case .object:
        reader.enterObject()
        while let name = reader.nextKey() {
          let field = method.fields.first { $0.name == name }
          let value = Parameters.value(reader.readSlice(), for: field)
          if field != nil { values[name] = value } else if name != "_meta" { unknown.append(name) }
        }
      case .array:
        reader.enterArray()
        var count = 0
        while reader.nextElement() {
          let field = count < method.fields.count ? method.fields[count] : nil
          let value = Parameters.value(reader.readSlice(), for: field)
          if let field { values[field.name] = value }
          count += 1
        }
        guard count <= method.fields.count else { throw Parameters.tooMany(count, method) }
      default:
        let got = JSONValue(slice).shown
        throw RPCError(Mismatch(path: "params", expected: "an object or a list", got: got))
      }
    }
    self.role = role
    guard unknown.isEmpty else { throw Parameters.unknown(Set(unknown).sorted(), method) }
    try values.check(for: method)
    self.values = values
  }

  /// The parameter's value, or its default.
  ///
  /// - Throws: `invalid_params` where the value is of the right kind but of no use.
  public func callAsFunction<Value>(_ field: Field<Value>) throws(RPCError) -> Value {
    let name = field.description.name
    guard let value = values[name] else {
      guard let fallback = field.fallback else {
        throw Parameters.missing([name], expected: field.description.schema.words)
      }
      return fallback
    }
    do throws(Mismatch) {
      return try field.decode(value, name)
    } catch {
      throw RPCError(error)
    }
  }

  /// Whether the caller sent this parameter.
  public func has<Value>(_ field: Field<Value>) -> Bool {
    values[field.description.name] != nil
  }

  /// The value as the field wants it: rows stay bytes until whoever needs them reads them.
  private static func value(_ slice: JSONSlice, for field: FieldDescription?) -> JSONValue {
    if case .deferred? = field?.schema, [.object, .array].contains(JSONReader(slice).kind) {
      return .slice(slice)
    }
    if case .array(.deferred, _, _)? = field?.schema, slice.kind == .array {
      var values: [JSONValue] = []
      var reader = JSONReader(slice)
      reader.enterArray()
      while reader.nextElement() {
        let element = reader.readSlice()
        values.append(element.kind == .object ? .slice(element) : JSONValue(element))
      }
      return .array(values)
    }
    // Rows stand in a recipe, too: in its joins.
    let hasJoins = field?.name == "recipe" || field?.name == "transactions"
    return JSONValue(slice, deferring: hasJoins ? ["data"] : [])
  }

  /// Values of a method's parameters by their names, of which there are few.
  ///
  /// A list: with a dictionary each look hashes the name, and there are two for each parameter.
  private struct Sent {
    private var members: [(name: String, value: JSONValue)] = []

    subscript(name: String) -> JSONValue? {
      get {
        for index in members.indices where members[index].name == name {
          return members[index].value
        }
        return nil
      }
      set {
        members.removeAll { $0.name == name }
        if let newValue { members.append((name, newValue)) }
      }
    }

    /// Checks them one by one, and drops what counts as absent.
    mutating func check(for method: MethodDescriptor) throws(RPCError) {
      var missing: [String] = []
      for field in method.fields {
        guard let value = self[field.name] else {
          if field.isRequired { missing.append(field.name) }
          continue
        }
        guard field.isRequired || value != .null else {
          self[field.name] = nil
          continue
        }
        do throws(Mismatch) {
          try field.schema.check(value, at: field.name)
        } catch {
          throw RPCError(error)
        }
      }
      guard missing.isEmpty else {
        let words = method.fields.first { $0.name == missing[0] }?.schema.words ?? "a value"
        throw Parameters.missing(missing, expected: words)
      }
    }
  }

  private static func missing(_ names: [String], expected: String) -> RPCError {
    var error = Mismatch(path: names[0], expected: expected, got: "nothing")
    error.missing = names[0]
    return RPCError(error, missing: names)
  }

  private static func unknown(_ names: [String], _ method: MethodDescriptor) -> RPCError {
    let known = method.fields.map(\.name)
    let expected = known.isEmpty ? Parameters.none : known.joined(separator: ", ")
    var error = Mismatch(path: "", expected: expected, got: JSONValue.string(names[0]).shown)
    error.unknown = names[0]
    error.suggestion = nearestName(to: names[0], among: known)
    return RPCError(error, unknown: names)
  }

  /// What a method without parameters expects.
  fileprivate static let none = "no parameters"

  private static func tooMany(_ count: Int, _ method: MethodDescriptor) -> RPCError {
    RPCError(
      Mismatch(
        path: "params",
        expected: "at most \(method.fields.count) values in the order of the method's parameters",
        got: "\(count) values"))
  }
}

extension RPCError {
  /// The one sentence for a parameter that does not fit, with both sides in `data`.
  public init(_ mismatch: Mismatch, unknown: [String] = [], missing: [String] = []) {
    let suggestion = mismatch.suggestion.map { "; did you mean \"\($0)\"?" } ?? ""
    let place = mismatch.path
    let member = mismatch.unknown ?? mismatch.missing
    let full = member.map { place.isEmpty || place == $0 ? $0 : "\(place).\($0)" } ?? place
    let message =
      if mismatch.unknown != nil {
        (place.isEmpty ? "there is no parameter" : "\(place) takes no") + " \(mismatch.got)"
          + (mismatch.expected == Parameters.none
            ? "; this method takes \(Parameters.none)"
            : ", only \(mismatch.expected)" + suggestion)
      } else if mismatch.missing != nil {
        "\(full) is missing; send \(mismatch.expected)"
      } else {
        "\(place) is \(mismatch.got) but must be \(mismatch.expected)" + suggestion
      }
    self = .invalidParams(
      message, param: full, expected: mismatch.expected, got: mismatch.got,
      unknown: unknown.isEmpty ? mismatch.unknown.map { [$0] } ?? [] : unknown,
      missing: missing.isEmpty ? mismatch.missing.map { [$0] } ?? [] : missing,
      didYouMean: mismatch.suggestion)
  }

  /// A domain error of the protocol.
  public init(
    _ kind: ErrorKind, _ message: String, data: [(key: String, value: JSONValue)] = [],
    retryable: Bool = false
  ) {
    self.init(
      code: kind.code, kind: kind.rawValue, message: message, data: data, retryable: retryable)
  }
}
