public import JSON

/// One member of what came: a request, or what stood in its place.
public enum Incoming: Equatable, Sendable {
  /// A request, or a notification where its id is nil.
  case request(RPCRequest)
  /// An answer to something asked from this side; a server ignores it.
  case response(IncomingResponse)
  /// No request; to be answered with the error, and with the id where one could be read.
  case refused(id: JSONSlice?, error: RPCError)

  /// The raw id, where one could be read.
  public var id: JSONSlice? {
    switch self {
    case .request(let request): request.id
    case .response(let response): response.id
    case .refused(let id, _): id
    }
  }

  /// Reads one envelope; the order of its members is arbitrary, unknown ones are ignored.
  public init(_ slice: JSONSlice) {
    guard slice.kind == .object else {
      self = .refused(
        id: nil,
        error: .invalidRequest(
          "a request must be an object but is \(slice.kind.article); send "
            + #"{"jsonrpc": "2.0", "id": 1, "method": ".."}"#))
      return
    }
    var members = EnvelopeMembers()
    var reader = JSONReader(slice)
    reader.enterObject()
    while let key = reader.nextKey() { members.take(key, &reader) }
    self = members.incoming
  }
}

/// An answer that arrived.
public struct IncomingResponse: Equatable, Sendable {
  /// The raw id of what it answers.
  public var id: JSONSlice?

  /// The result, where it succeeded.
  public var result: JSONSlice?

  /// The error object, where it failed.
  public var error: JSONSlice?
}

/// The members of an envelope as they are met, and the first fault among them.
private struct EnvelopeMembers {
  private var id: JSONSlice?
  private var version: JSONSlice?
  private var method: JSONSlice?
  private var params: JSONSlice?
  private var result: JSONSlice?
  private var error: JSONSlice?
  private var duplicate: String?
  private var hasTwoIds = false

  mutating func take(_ key: String, _ reader: inout JSONReader) {
    let value = reader.readSlice()
    switch key {
    case "id":
      hasTwoIds = hasTwoIds || id != nil
      id = first(id, value, key)
    case "jsonrpc": version = first(version, value, key)
    case "method": method = first(method, value, key)
    case "params": params = first(params, value, key)
    case "result": result = value
    case "error": error = value
    default: break
    }
  }

  /// The member as it came first; a second one is remembered as a fault.
  private mutating func first(
    _ known: JSONSlice?, _ value: JSONSlice, _ key: String
  ) -> JSONSlice {
    guard let known else { return value }
    duplicate = duplicate ?? key
    return known
  }

  var incoming: Incoming {
    if method == nil, params == nil, result != nil || error != nil {
      return .response(IncomingResponse(id: id, result: result, error: error))
    }
    // Which of two ids is meant, nobody can know.
    let readable = hasTwoIds || !isUsableId ? nil : id
    func refused(_ reason: String) -> Incoming {
      .refused(id: readable, error: .invalidRequest(reason))
    }
    if let duplicate { return refused("\"\(duplicate)\" came twice; send each member once") }
    if let id, !isUsableId {
      return refused("id is \(id.kind.article) but must be a text, a number or null")
    }
    guard let version else { return refused("jsonrpc is missing; send \"jsonrpc\": \"2.0\"") }
    guard version.stringValue == "2.0" else {
      return refused("jsonrpc is \(version.excerpt) but must be \"2.0\"")
    }
    guard let method else { return refused("method is missing; send the name of one as a text") }
    guard let name = method.stringValue else {
      return refused("method is \(method.kind.article) but must be a text")
    }
    switch params?.kind {
    case .object, .array: return .request(RPCRequest(id: id, method: name, params: params))
    case .null, nil: return .request(RPCRequest(id: id, method: name, params: nil))
    case .some(let kind):
      return refused("params is \(kind.article) but must be an object or a list")
    }
  }

  private var isUsableId: Bool {
    switch id?.kind {
    case .bool, .object, .array: false
    default: true
    }
  }
}

extension JSONSlice {
  /// The text, where the value is one.
  fileprivate var stringValue: String? {
    guard kind == .string else { return nil }
    var reader = JSONReader(self)
    return reader.readString()
  }

  /// The value as it came, cut to a length that fits a sentence.
  fileprivate var excerpt: String {
    range.count <= 40 ? text : String(decoding: bytes[range].prefix(40), as: UTF8.self) + "…"
  }
}

extension JSONKind {
  /// The kind with its article, for a sentence.
  fileprivate var article: String {
    switch self {
    case .object: "an object"
    case .array: "a list"
    case .string: "a text"
    case .number: "a number"
    case .bool: "true or false"
    case .null: "null"
    }
  }
}
