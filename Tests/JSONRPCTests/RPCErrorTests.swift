import JSON
import JSONRPC
import Testing

@Suite("Errors on the wire")
struct RPCErrorTests {
  static func text(_ error: RPCError) -> String {
    var writer = JSONWriter()
    error.write(to: &writer)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  /// One of each row of the protocol's table that exists.
  static let all: [(RPCError, code: Int, kind: String, keys: [String])] = [
    (.parseError(offset: 3, hint: "h", message: "m"), -32700, "parse_error", ["offset", "hint"]),
    (.invalidRequest("r"), -32600, "invalid_request", ["reason"]),
    (.methodNotFound("m"), -32601, "method_not_found", ["method", "did_you_mean"]),
    (
      .invalidParams("m", param: "k", expected: "e", got: "g", unknown: ["u"], missing: ["x"]),
      -32602, "invalid_params", ["param", "expected", "got", "unknown", "missing"]
    ),
    (.internalError(incident: "c1-2"), -32603, "internal", ["incident"]),
    (.cancelled, -32800, "cancelled", []),
    (.messageTooLarge(limit: 5), 1010, "message_too_large", ["limit"]),
    (.replyTooLarge(size: 6, limit: 5), 1010, "message_too_large", ["limit"]),
    (.overloaded(retryAfterMilliseconds: 5), 1011, "overloaded", ["retry_after_ms"]),
    (.timeout(deadlineMilliseconds: 5), 1012, "timeout", ["deadline_ms"]),
    (.shuttingDown, 1013, "shutting_down", []),
  ]

  @Test func `each row has its code, kind, data and whether to try again`() throws {
    for (error, code, kind, keys) in Self.all {
      let value = JSONValue(try JSONText(bytes(Self.text(error))).root)

      #expect(value["code"]?.integer == code)
      #expect(value["data"]?["kind"]?.string == kind)
      #expect(value["data"]?["retryable"]?.bool == [1011, 1012, 1013].contains(code))
      #expect(value["data"]?.object?.keys == ["kind"] + keys + ["retryable"])
      #expect(value["message"]?.string == error.message)
    }
    #expect(Self.all.count == 11)
  }

  @Test func `an error that is written and read is the same`() throws {
    for (error, _, _, _) in Self.all {
      #expect(RPCError(reading: try JSONText(bytes(Self.text(error))).root) == error)
    }
  }

  @Test func `an error that lacks everything reads as harmless`() throws {
    let error = RPCError(reading: try JSONText(bytes("[1]")).root)

    #expect(error.code == -32603)
    #expect(error.kind == "unknown")
  }

  @Test(arguments: [
    (
      RPCError.methodNotFound("fitt", didYouMean: "fit"),
      #"there is no method "fitt"; did you mean "fit"?"#
    ),
    (.methodNotFound("x"), #"there is no method "x"; rpc.discover lists all methods"#),
    (.cancelled, "the request was cancelled as asked"),
    (.shuttingDown, "the daemon is shutting down; ask again when it is back"),
    (
      .timeout(deadlineMilliseconds: 50),
      "there was no answer within 50 ms; ask again with a later deadline_ms"
    ),
    (
      .internalError(incident: "c1-2"),
      "the daemon failed to answer; report incident c1-2 with its log"
    ),
    (
      .overloaded(retryAfterMilliseconds: 250),
      "the daemon has too much to do; ask again in 250 ms"
    ),
    (
      .messageTooLarge(limit: 100),
      "the message is larger than 100 bytes; send its data in pieces with tables.put and "
        + "tables.append, or as a path"
    ),
    (
      .replyTooLarge(size: 200, limit: 100),
      "the reply would take 200 bytes but at most 100 are sent; ask for it in pieces, with fewer "
        + "rows or without detail"
    ),
  ])
  func `the sentence says what to do`(error: RPCError, sentence: String) {
    #expect(error.message == sentence)
  }

  @Test func `what a client made up does not fill the reply`() {
    let error = RPCError.methodNotFound(String(repeating: "m", count: 1_000_000))

    #expect(Self.text(error).utf8.count < 500)
  }
}
