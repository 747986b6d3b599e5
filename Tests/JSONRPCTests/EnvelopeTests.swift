import JSON
import JSONRPC
import Testing

@Suite("Envelope")
struct EnvelopeTests {
  /// What a message comes to, in short: `method(params) id`, `notification`, `code id message`.
  static func read(_ message: String, limits: WireLimits = WireLimits()) -> [String] {
    switch Envelope(bytes(message), limits: limits) {
    case .single(let incoming): [short(incoming)]
    case .batch(let members): ["["] + members.map(short) + ["]"]
    }
  }

  static func short(_ incoming: Incoming) -> String {
    switch incoming {
    case .request(let request):
      "\(request.method)(\(request.params?.text ?? "")) \(request.id?.text ?? "notification")"
    case .response: "response"
    case .refused(let id, let error): "\(error.code) \(id?.text ?? "null") \(error.message)"
    }
  }

  @Test(arguments: [
    "0", "-1", "\"\"", "9007199254740993", "123456789012345678901234567890", "1.0", "1e2", "null",
    "-0", "1E+400", "\"\\u0041\"", "\"é\"", "1.5",
  ])
  func `an id is kept as the token that came`(id: String) {
    #expect(Self.read(#"{"jsonrpc":"2.0","id":\#(id),"method":"a"}"#) == ["a() \(id)"])
    #expect(
      Self.read(#"[{"method":"a","jsonrpc":"2.0","id": \#(id) }]"#) == ["[", "a() \(id)", "]"])
  }

  @Test(arguments: [("true", "true or false"), ("[1]", "a list"), ("{}", "an object")])
  func `an id of another kind is refused with id null`(id: String, kind: String) {
    #expect(
      Self.read(#"{"jsonrpc":"2.0","id":\#(id),"method":"a"}"#)
        == ["-32600 null id is \(kind) but must be a text, a number or null"])
  }

  @Test func `the order of members is arbitrary and unknown ones are ignored`() {
    #expect(
      Self.read(#"{"x":[1,{"id":9}],"params":{"id":7},"method":"a","id":1,"jsonrpc":"2.0","y":0}"#)
        == [#"a({"id":7}) 1"#])
  }

  @Test func `names may be written with escapes`() {
    #expect(
      Self.read(#"{"\u006asonrpc":"\u0032.0","\u0069d":1,"method":"\u0061"}"#) == ["a() 1"])
  }

  @Test(arguments: [
    (#"{"jsonrpc":"2.0","id":1,"method":"a","params":null}"#, "a() 1"),
    (#"{"jsonrpc":"2.0","id":1,"method":"a","params":[]}"#, "a([]) 1"),
    (#"{"jsonrpc":"2.0","id":1,"method":"a","params": {} }"#, "a({}) 1"),
    (#"{"jsonrpc":"2.0","method":"a","params":[1,2]}"#, "a([1,2]) notification"),
  ])
  func `parameters are an object, a list or absent`(message: String, expected: String) {
    #expect(Self.read(message) == [expected])
  }

  @Test(arguments: [
    (#""x""#, "a text"), ("42", "a number"), ("true", "true or false"),
  ])
  func `parameters of another kind are refused with the id`(params: String, kind: String) {
    #expect(
      Self.read(#"{"jsonrpc":"2.0","id":"i","method":"a","params":\#(params)}"#)
        == [#"-32600 "i" params is \#(kind) but must be an object or a list"#])
  }

  @Test(arguments: [
    (#"{"id":1,"method":"a"}"#, #"-32600 1 jsonrpc is missing; send "jsonrpc": "2.0""#),
    (
      #"{"jsonrpc":"1.0","id":1,"method":"a"}"#,
      #"-32600 1 jsonrpc is "1.0" but must be "2.0""#
    ),
    (#"{"jsonrpc":2.0,"id":1,"method":"a"}"#, #"-32600 1 jsonrpc is 2.0 but must be "2.0""#),
    (
      #"{"jsonrpc":"2.0","id":1,"method":1}"#, "-32600 1 method is a number but must be a text"
    ),
    (
      #"{"jsonrpc":"2.0","method":1,"params":"bar"}"#,
      "-32600 null method is a number but must be a text"
    ),
    (#"{"jsonrpc":"2.0","id":1}"#, "-32600 1 method is missing; send the name of one as a text"),
    ("{}", #"-32600 null jsonrpc is missing; send "jsonrpc": "2.0""#),
    (
      "1",
      "-32600 null a request must be an object but is a number; send "
        + #"{"jsonrpc": "2.0", "id": 1, "method": ".."}"#
    ),
    (
      #"{"jsonrpc":"2.0","id":1,"id":1,"method":"a"}"#,
      #"-32600 null "id" came twice; send each member once"#
    ),
    (
      #"{"jsonrpc":"2.0","id":1,"method":"a","method":"b"}"#,
      #"-32600 1 "method" came twice; send each member once"#
    ),
    (
      #"{"jsonrpc":"2.0","id":1,"method":"a","params":[],"params":[]}"#,
      #"-32600 1 "params" came twice; send each member once"#
    ),
    (
      #"{"jsonrpc":"2.0","jsonrpc":"2.0","id":1,"method":"a"}"#,
      #"-32600 1 "jsonrpc" came twice; send each member once"#
    ),
  ])
  func `a bad envelope is refused with the id where one can be read`(
    message: String, expected: String
  ) {
    #expect(Self.read(message) == [expected])
  }

  @Test func `batches`() {
    let notObject =
      "-32600 null a request must be an object but is a number; send "
      + #"{"jsonrpc": "2.0", "id": 1, "method": ".."}"#
    let nested = notObject.replacing("is a number", with: "is a list")

    #expect(Self.read("[]") == ["-32600 null the batch is empty; send at least one request"])
    #expect(Self.read("[1]") == ["[", notObject, "]"])
    #expect(Self.read("[1,2,3]") == ["[", notObject, notObject, notObject, "]"])
    #expect(
      Self.read(#"[[],{"jsonrpc":"2.0","method":"a"}]"#) == ["[", nested, "a() notification", "]"])
  }

  @Test func `a batch above the limit is refused as a whole`() {
    let limits = WireLimits(batchMembers: 3)

    #expect(Self.read("[1,2,3]", limits: limits).count == 5)
    #expect(
      Self.read("[1,2,3,4]", limits: limits)
        == ["-32600 null the batch has more than 3 members; send several batches"])
  }

  @Test func `a response that arrives is told apart`() {
    #expect(Self.read(#"{"jsonrpc":"2.0","id":1,"result":5}"#) == ["response"])
    #expect(Self.read(#"{"jsonrpc":"2.0","id":null,"error":{"code":1}}"#) == ["response"])
  }

  @Test func `broken JSON is refused with the place and a hint`() {
    let envelope = Envelope(bytes(#"{"jsonrpc":"2.0","id":1,"params":[NaN]}"#))

    guard case .single(.refused(nil, let error)) = envelope else {
      Issue.record("\(envelope)")
      return
    }
    #expect(error.code == -32700)
    #expect(error.kind == "parse_error")
    #expect(error.message.contains("byte 34"))
    #expect(error.message.contains("NaN is not JSON"))
    #expect(error.data.map(\.key) == ["offset", "hint"])
    #expect(error.data.first?.value == 34)
  }

  @Test func `a number beyond a double is broken JSON, but for an id`() {
    let message = #"{"jsonrpc":"2.0","id":1e999,"method":"a","params":[1, -1e999]}"#

    #expect(
      Self.read(message) == [
        "-32700 null the number -1e999 at byte 54 is beyond what a double holds; "
          + "send null or a number within ±1.8e308"
      ])
    #expect(Self.read(message.replacing("-1e999", with: "2")) == ["a([1, 2]) 1e999"])
  }

  @Test func `nesting beyond the limit is broken JSON`() {
    func nested(_ depth: Int) -> String {
      #"{"jsonrpc":"2.0","id":1,"method":"a","params":"#
        + String(repeating: "[", count: depth - 1) + String(repeating: "]", count: depth - 1) + "}"
    }

    #expect(Self.read(nested(512)).first?.hasSuffix(" 1") == true)
    #expect(Self.read(nested(513)).first?.hasPrefix("-32700 null ") == true)
    #expect(Self.read(nested(100_000)).first?.hasPrefix("-32700 null ") == true)
  }
}
