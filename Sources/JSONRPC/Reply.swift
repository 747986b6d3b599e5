public import JSON

/// The JSON text of what is sent back.
public enum Reply {
  /// The reply to one request, in pieces to be joined; the result is not copied.
  ///
  /// - Parameter id: The raw token to be echoed; nil where none could be read: `null`.
  public static func pieces(to id: JSONSlice?, _ outcome: Outcome) -> [ArraySlice<UInt8>] {
    let token = id.map { $0.bytes[$0.range] } ?? Array("null".utf8)[...]
    switch outcome {
    case .result(let result):
      return [opening, token, resultKey, result[...], closing]
    case .failure(let error):
      var writer = JSONWriter()
      error.write(to: &writer)
      return [opening, token, errorKey, writer.bytes[...], closing]
    }
  }

  /// The same as one array of bytes.
  public static func text(to id: JSONSlice?, _ outcome: Outcome) -> [UInt8] {
    Array(pieces(to: id, outcome).joined())
  }

  /// A notification, which nobody answers.
  public static func notification(_ method: String, params: [UInt8]) -> [UInt8] {
    request(id: nil, method, params: params)
  }

  /// A request, for whoever is the client; without `id` a notification.
  public static func request(id: Int?, _ method: String, params: [UInt8]?) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("jsonrpc")
    writer.write("2.0")
    if let id {
      writer.key("id")
      writer.write(id)
    }
    writer.key("method")
    writer.write(method)
    if let params {
      writer.key("params")
      writer.writeRaw(params)
    }
    writer.endObject()
    return writer.bytes
  }

  private static let opening = Array(#"{"jsonrpc":"2.0","id":"#.utf8)[...]
  private static let resultKey = Array(#","result":"#.utf8)[...]
  private static let errorKey = Array(#","error":"#.utf8)[...]
  private static let closing = Array("}".utf8)[...]
}
