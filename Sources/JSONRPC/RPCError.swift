public import JSON

/// An error as it goes over the wire: `{code, message, data: {kind, .., retryable}}`.
public struct RPCError: Error, Sendable {
  /// The number of the protocol's error table.
  public var code: Int

  /// The stable word of the same table; clients match on it.
  public var kind: String

  /// One sentence that names the fix.
  public var message: String

  /// What else `data` holds, in the order it is written.
  public var data: [(key: String, value: JSONValue)]

  /// Whether the same request may succeed later, as it is.
  public var retryable: Bool

  /// Keeps all five.
  public init(
    code: Int, kind: String, message: String, data: [(key: String, value: JSONValue)] = [],
    retryable: Bool = false
  ) {
    self.code = code
    self.kind = kind
    self.message = message
    self.data = data
    self.retryable = retryable
  }

  /// Writes the error object, one JSON value.
  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("code")
    writer.write(code)
    writer.key("message")
    writer.write(message)
    writer.key("data")
    writer.beginObject()
    writer.key("kind")
    writer.write(kind)
    for (key, value) in data {
      writer.key(key)
      writer.write(value)
    }
    writer.key("retryable")
    writer.write(retryable)
    writer.endObject()
    writer.endObject()
  }
}

extension RPCError: Equatable {
  /// Whether two errors are written alike.
  public static func == (first: RPCError, second: RPCError) -> Bool {
    first.code == second.code && first.kind == second.kind && first.message == second.message
      && first.retryable == second.retryable && first.data.count == second.data.count
      && zip(first.data, second.data).allSatisfy { $0.key == $1.key && $0.value == $1.value }
  }
}

extension RPCError: CustomStringConvertible {
  /// The sentence, with its kind and code.
  public var description: String { "\(message) (\(kind), \(code))" }
}
