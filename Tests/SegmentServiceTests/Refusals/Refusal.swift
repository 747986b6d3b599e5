import JSON
import JSONRPC
import Testing

/// A request that must be refused, and with what.
struct Refusal: Sendable, CustomTestStringConvertible {
  let what: String
  let method: String
  let params: String
  let code: Int
  let kind: String
  let message: String

  var testDescription: String { what }

  init(
    _ what: String, _ method: String, _ params: String, _ code: Int, _ kind: String,
    _ message: String
  ) {
    self.what = what
    self.method = method
    self.params = params
    self.code = code
    self.kind = kind
    self.message = message
  }

  /// A `fit` of four rows with these further parameters.
  static func fit(
    _ what: String, _ more: String,
    data: String = "{\"columns\":{\"a\":[1,2,8,9],\"b\":[1,1,5,5]}}",
    _ code: Int, _ kind: String, _ message: String
  ) -> Refusal {
    Refusal(
      what, "fit", "{\"model\":\"m\",\"data\":\(data)\(more.isEmpty ? "" : ",\(more)")}", code,
      kind,
      message)
  }

  /// A `fit` of these data into two segments.
  static func data(
    _ what: String, _ data: String, _ code: Int, _ kind: String, _ message: String
  ) -> Refusal {
    fit(what, "\"k\":2", data: data, code, kind, message)
  }

  /// Fails unless the desk refuses so, and goes on.
  func check(at desk: Desk, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let error = try desk.refusal(method, params)
    expect(error, code, kind, message, sourceLocation: sourceLocation)
    #expect(!error.retryable, sourceLocation: sourceLocation)
    #expect(try desk.ask("server.ping") == [:], sourceLocation: sourceLocation)
  }
}
