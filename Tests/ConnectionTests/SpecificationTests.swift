import JSONRPC
import Testing

/// The examples of the JSON-RPC 2.0 specification, section 7, with exact replies.
@Suite("The specification's examples")
struct SpecificationTests {
  static let notObject =
    failure(
      "null",
      .invalidRequest(
        "a request must be an object but is a number; send "
          + #"{"jsonrpc": "2.0", "id": 1, "method": ".."}"#))

  static let badMethod =
    failure("null", .invalidRequest("method is a number but must be a text"))

  static let cases: [(input: String, replies: [String])] = [
    // rpc call with positional parameters
    (
      #"{"jsonrpc": "2.0", "method": "subtract", "params": [42, 23], "id": 1}"#,
      [result("1", "19")]
    ),
    (
      #"{"jsonrpc": "2.0", "method": "subtract", "params": [23, 42], "id": 2}"#,
      [result("2", "-19")]
    ),
    // rpc call with named parameters
    (
      #"{"jsonrpc": "2.0", "method": "subtract", "#
        + #""params": {"subtrahend": 23, "minuend": 42}, "id": 3}"#,
      [result("3", "19")]
    ),
    (
      #"{"jsonrpc": "2.0", "method": "subtract", "#
        + #""params": {"minuend": 42, "subtrahend": 23}, "id": 4}"#,
      [result("4", "19")]
    ),
    // a notification
    (#"{"jsonrpc": "2.0", "method": "update", "params": [1,2,3,4,5]}"#, []),
    (#"{"jsonrpc": "2.0", "method": "foobar"}"#, []),
    // rpc call of non-existent method
    (
      #"{"jsonrpc": "2.0", "method": "foobar", "id": "1"}"#,
      [failure("\"1\"", .methodNotFound("foobar"))]
    ),
    // rpc call with invalid Request object
    (#"{"jsonrpc": "2.0", "method": 1, "params": "bar"}"#, [badMethod]),
    // rpc call with an empty Array
    (
      "[]",
      [failure("null", .invalidRequest("the batch is empty; send at least one request"))]
    ),
    // rpc call with an invalid Batch (but not empty)
    ("[1]", ["[\(notObject)]"]),
    // rpc call with invalid Batch
    ("[1,2,3]", ["[\(notObject),\(notObject),\(notObject)]"]),
    // rpc call Batch
    (
      #"[{"jsonrpc": "2.0", "method": "sum", "params": [1,2,4], "id": "1"},"#
        + #"{"jsonrpc": "2.0", "method": "notify_hello", "params": [7]},"#
        + #"{"jsonrpc": "2.0", "method": "subtract", "params": [42,23], "id": "2"},"#
        + #"{"foo": "boo"},"#
        + #"{"jsonrpc": "2.0", "method": "foo.get", "params": {"name": "myself"}, "id": "5"},"#
        + #"{"jsonrpc": "2.0", "method": "get_data", "id": "9"}]"#,
      [
        "["
          + [
            result("\"1\"", "7"), result("\"2\"", "19"),
            failure("null", .invalidRequest(#"jsonrpc is missing; send "jsonrpc": "2.0""#)),
            failure("\"5\"", .methodNotFound("foo.get")), result("\"9\"", #"["hello",5]"#),
          ].joined(separator: ",") + "]"
      ]
    ),
    // rpc call Batch (all notifications)
    (
      #"[{"jsonrpc": "2.0", "method": "notify_sum", "params": [1,2,4]},"#
        + #"{"jsonrpc": "2.0", "method": "notify_hello", "params": [7]}]"#,
      []
    ),
  ]

  @Test(arguments: [1, Int.max])
  func `are answered exactly`(readLimit: Int) {
    for (input, replies) in Self.cases {
      #expect(TestClient.replies(to: input + "\n", readLimit: readLimit) == replies, "\(input)")
    }
    let all = Self.cases.map(\.input).joined(separator: "\n")
    #expect(TestClient.replies(to: all, readLimit: readLimit) == Self.cases.flatMap(\.replies))
  }

  /// The two with broken JSON: one error with id null each, and the connection goes on.
  @Test(arguments: [
    #"{"jsonrpc": "2.0", "method": "foobar, "params": "bar", "baz]"#,
    #"[{"jsonrpc": "2.0", "method": "sum", "params": [1,2,4], "id": "1"},"#
      + #"{"jsonrpc": "2.0", "method"]"#,
  ])
  func `broken JSON is answered once`(input: String) {
    let replies = TestClient.replies(to: input + "\n" + Self.cases[0].input)

    #expect(replies.count == 2)
    #expect(
      replies.first?.hasPrefix(#"{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"#) == true)
    #expect(replies.last == result("1", "19"))
  }

  @Test(arguments: [1, Int.max])
  func `are answered in header framing too`(readLimit: Int) {
    let framed = Self.cases.map { "Content-Length: \($0.input.utf8.count)\r\n\r\n\($0.input)" }
    let expected = Self.cases.flatMap(\.replies).map {
      "Content-Length: \($0.utf8.count)\r\n\r\n\($0)"
    }

    let replies = TestClient.replies(to: framed.joined(), readLimit: readLimit)

    // The client of these tests cuts at line feeds alone, and marks what has none at its end.
    let output = replies.joined(separator: "\n").replacing("unfinished: ", with: "")
    #expect(output == expected.joined())
  }

  @Test func `an id comes back as it went`() {
    for id in [
      "0", "-1", "\"\"", "9007199254740993", "123456789012345678901234567890", "1.0", "1e2", "null",
      #""\u0041""#,
    ] {
      #expect(
        TestClient.replies(to: #"{"jsonrpc":"2.0","id":\#(id),"method":"sum","params":[2]}"#)
          == [result(id, "2")])
    }
  }

  @Test func `what answers something is not answered`() {
    let replies = TestClient.replies(
      to: #"{"jsonrpc":"2.0","id":1,"result":5}"# + "\n"
        + #"[{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"m"}}]"# + "\n")

    #expect(replies.isEmpty)
  }

  @Test func `dollar notifications are ignored, dollar requests refused`() {
    let replies = TestClient.replies(
      to: #"{"jsonrpc":"2.0","method":"$/anything","params":{}}"# + "\n"
        + #"{"jsonrpc":"2.0","id":7,"method":"$/anything"}"# + "\n"
        + #"{"jsonrpc":"2.0","id":8,"method":"$/cancelRequest","params":{"id":7}}"#)

    #expect(
      replies == [
        failure("7", .methodNotFound("$/anything")),
        failure("8", .methodNotFound("$/cancelRequest")),
      ])
  }
}
