import JSON
import Testing

@testable import SegmentProtocol

@Suite("Schema: what fits, and what is said of what does not")
struct SchemaTests {
  private func mismatch(_ schema: Schema, _ value: JSONValue) -> Mismatch? {
    do throws(Mismatch) {
      try schema.check(value, at: "p")
      return nil
    } catch {
      return error
    }
  }

  static let fitting: [(Schema, JSONValue)] = [
    (.any, nil), (.boolean, true), (.number(), 1.5), (.number(min: 0, max: 1), 1),
    (.integer(min: 1), 5.0), (.string(), ""), (.string(minLength: 1), "x"),
    (.choice(["a", "b"]), "b"), (.name(versioned: false), "Größe 1._-"),
    (.name(versioned: true), "m@12"), (.array(.integer()), []),
    (.array(.integer(), minCount: 1, maxCount: 2), [1, 2]), (.object([], open: .any), ["x": 1]),
    (.object([.optional("a", .integer())]), ["a": nil]), (.oneOf([.integer(), .string()]), "x"),
    (.named("N", .described("d", .integer())), 3), (.deferred(shown: .any, words: "w"), []),
  ]

  @Test(arguments: fitting)
  func `a value that fits passes`(schema: Schema, value: JSONValue) {
    #expect(mismatch(schema, value) == nil)
  }

  static let misfits: [(Schema, JSONValue, String, String)] = [
    (.boolean, "true", "true or false", "\"true\""),
    (.number(), nil, "a number", "null"), (.number(min: 0), -1, "a number of at least 0", "-1"),
    (.number(max: 0.5), 1, "a number of at most 0.5", "1"),
    (.integer(), 1.5, "a whole number", "1.5"),
    (.integer(min: 1, max: 3), 4, "a whole number from 1 to 3", "4"),
    (.string(minLength: 1), "", "a text that is not empty", "\"\""),
    (.string(minLength: 3, maxLength: 4), "ab", "a text of 3 to 4 characters", "\"ab\""),
    (.choice(["one", "two"]), "three", "\"one\" or \"two\"", "\"three\""),
    (.array(.integer(), minCount: 2, maxCount: 2), [1], "a list of 2, each a whole number", "[1]"),
    (.array(.string()), [:], "a list, each a text", "an object"),
    (.object([]), [1, 2, 3, 4, 5, 6], "an object", "a list of 6"),
    (.oneOf([.boolean, .integer()]), "x", "true or false or a whole number", "\"x\""),
    (.deferred(shown: .any, words: "rows"), 1, "rows", "1"),
  ]

  @Test(arguments: misfits)
  func `a value that does not fit is told with what is allowed and what came`(
    schema: Schema, value: JSONValue, expected: String, got: String
  ) {
    let found = mismatch(schema, value)

    #expect(found == Mismatch(path: "p", expected: expected, got: got))
  }

  @Test func `the place within lists and objects is told`() {
    let schema = Schema.object([
      .required("rows", .array(.object([.required("k", .integer(min: 1))])))
    ])

    #expect(mismatch(schema, ["rows": [["k": 1], ["k": 0]]])?.path == "p.rows[1].k")
    #expect(mismatch(schema, ["rows": [[:]]])?.missing == "k")
    #expect(mismatch(schema, ["rows": [[:]]])?.path == "p.rows[0]")
    #expect(mismatch(schema, ["rwos": []])?.unknown == "rwos")
    #expect(mismatch(schema, ["rwos": []])?.suggestion == "rows")
  }

  @Test func `of alternatives, the one of the value's kind says what is wrong inside`() {
    let schema = Schema.oneOf([.choice(["auto"]), .array(.array(.number(), minCount: 1))])

    #expect(mismatch(schema, [[1], []])?.path == "p[1]")
    #expect(mismatch(schema, "atuo")?.suggestion == "auto")
  }

  @Test(
    arguments: [
      ("", false), (".hidden", false), ("a/b", false), ("a@1", false), ("a\nb", false),
      (String(repeating: "x", count: 129), false), (String(repeating: "x", count: 128), true),
      ("vip", true), ("日本", true), ("a b-c_d.e", true),
    ])
  func `a name to store under is plain`(name: String, isAllowed: Bool) {
    #expect(isName(name, versioned: false) == isAllowed)
  }

  @Test(
    arguments: [
      ("m@1", true), ("m@0", false), ("m@-1", false), ("m@+1", false), ("m@", false), ("@1", false),
      ("m@1@2", false), ("m@99999999999999999999", false), ("m", true),
    ])
  func `a version is a whole number from one`(name: String, isAllowed: Bool) {
    #expect(isName(name, versioned: true) == isAllowed)
  }

  @Test func `long values are shown short`() {
    #expect(JSONValue.string(String(repeating: "x", count: 100)).shown.count < 50)
    #expect(JSONValue.array([1, 2]).shown == "[1,2]")
    #expect(JSONValue.array(Array(repeating: 1, count: 9)).shown == "a list of 9")
  }

  @Test(
    arguments: [
      ("fot", "fit"), ("FIT", "fit"), ("assing", "assign"),
      ("silhouete", "silhouette"), ("modles.list", "models.list"),
    ])
  func `a misspelt name finds the one that was meant`(typed: String, meant: String) {
    #expect(MethodTable.suggestion(for: typed) == meant)
  }

  @Test func `what is like nothing finds nothing`() {
    #expect(MethodTable.suggestion(for: "frobnicate") == nil)
    #expect(MethodTable.suggestion(for: "") == nil)
    #expect(MethodTable.suggestion(for: String(repeating: "x", count: 100_000)) == nil)
  }
}
