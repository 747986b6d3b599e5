import JSON
import Testing

@Suite("Value")
struct ValueTests {
  @Test func `keeps order, tokens and the last of equal names`() throws {
    let value = try value(#"{"b": 1.0, "a": [true, null, "x"], "b": 2}"#)

    #expect(value.description == #"{"b":1.0,"a":[true,null,"x"],"b":2}"#)
    #expect(value.object?.keys == ["b", "a", "b"])
    #expect(value["b"]?.integer == 2)
    #expect(value["c"] == nil)
  }

  @Test(arguments: [
    ("5", 5), ("5.0", 5), ("5e0", 5), ("50e-1", 5), ("-0", 0), ("9223372036854775807", Int.max),
    ("-9223372036854775808", Int.min),
  ])
  func `an integer may come as a double`(text: String, integer: Int) throws {
    #expect(try value(text).integer == integer)
  }

  @Test(arguments: ["5.5", "1e300", "9223372036854775808", "\"5\"", "null", "true", "1e16"])
  func `other things are no integer`(text: String) throws {
    #expect(try value(text).integer == nil)
  }

  @Test func `a number beyond double range has no double, but its token`() throws {
    let huge = try value("1e999")

    #expect(huge.double == nil)
    #expect(huge.description == "1e999")
  }

  @Test func `big containers stay where they are when asked to`() throws {
    let text =
      #"{"k":4,"data":{"rows":[[1,2]]},"recipe":{"join":[{"data":[1]}]},"x":{"data":null}}"#

    let value = JSONValue(try JSONText(Array(text.utf8)).root, deferring: ["data"])

    guard case .slice(let data) = value["data"] else {
      Issue.record("data was read")
      return
    }
    #expect(data.text == #"{"rows":[[1,2]]}"#)
    #expect(value["data"]?["rows"]?.array?.first == [1, 2])
    #expect(value["data"]?.kindName == "object")
    #expect(value["x"]?["data"]?.isNull == true)
    #expect(value.description == text)
    #expect(value == JSONValue(try JSONText(Array(text.utf8)).root))
  }

  @Test func `literals are values`() throws {
    let literal: JSONValue = ["a": 1, "b": [1.5, "x", true, nil], "c": [:]]

    #expect(literal == (try value(#"{"a":1.0,"b":[15e-1,"\u0078",true,null],"c":{}}"#)))
    #expect(JSONValue(.nan) == .null)
  }

  @Test func `numbers are equal as doubles, beyond 2^53 as tokens`() throws {
    #expect(try value("5") == value("5.0"))
    #expect(try value("9007199254740993") != value("9007199254740992"))
    #expect(try value("1e999") != value("1e998"))
  }

  @Test func `text is equal code point by code point`() {
    #expect(JSONValue.string("\u{e9}") != .string("e\u{301}"))
    #expect(JSONObject([("\u{e9}", 1), ("e\u{301}", 2)])["\u{e9}"] == 1)
  }

  @Test func `members are replaced, added and removed`() {
    var object: JSONObject = ["a": 1, "b": 2, "a": 3]
    object["a"] = 4
    object["c"] = 5
    object["b"] = nil

    #expect(object == ["a": 1, "a": 4, "c": 5])
  }

  @Test func `kinds have names for people`() {
    let values: [JSONValue] = [1, "x", [], [:], true, nil]

    #expect(
      values.map(\.kindName) == ["number", "text", "list", "object", "true/false", "null"])
  }

  private func value(_ text: String) throws(JSONError) -> JSONValue {
    JSONValue(try JSONText(Array(text.utf8)).root)
  }
}
