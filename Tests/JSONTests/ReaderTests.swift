import JSON
import Testing

@Suite("Reader")
struct ReaderTests {
  @Test func `goes through an object in order`() throws {
    var reader = try reader(#" { "a" : 1.5 , "b\n" : [ true , "x" , null ] , "c" : {} } "#)
    var seen: [String] = []

    reader.enterObject()
    while let key = reader.nextKey() {
      switch reader.kind {
      case .number: seen.append("\(key) \(reader.readNumber())")
      case .array:
        reader.enterArray()
        #expect(reader.nextElement() && reader.readBool())
        #expect(reader.nextElement() && reader.readString() == "x")
        #expect(reader.nextElement() && reader.kind == .null)
        reader.readNull()
        #expect(reader.nextElement() == false)
        seen.append(key)
      default: seen.append("\(key) \(reader.readSlice().text)")
      }
    }

    #expect(seen == ["a 1.5", "b\n", "c {}"])
  }

  @Test func `resolves every escape`() throws {
    var reader = try reader(#""\"\\\/\b\f\n\r\t\u0041\u00e9\u20AC\uD834\udd1E\u0000z""#)

    #expect(reader.readString() == "\"\\/\u{8}\u{c}\n\r\tA\u{e9}\u{20ac}\u{1d11e}\0z")
  }

  @Test func `takes slices and tokens as they are written`() throws {
    var reader = try reader(#"[1e2, {"a": [1, "]"]}, 30.0]"#)
    reader.enterArray()

    #expect(reader.nextElement() && reader.readNumberToken() == "1e2")
    #expect(reader.nextElement() && reader.readSlice().text == #"{"a": [1, "]"]}"#)
    #expect(reader.nextElement() && reader.readNumberToken() == "30.0")
    #expect(reader.nextElement() == false)
  }

  @Test func `a value of another kind is skipped and nothing traps`() throws {
    var reader = try reader(#"[1, "a", [2], {"b": 3}, true, null, 4]"#)
    var names: [String] = []

    reader.enterArray()
    while reader.nextElement() {
      names.append(reader.kind.name)
      reader.enterObject()
      while let key = reader.nextKey() {
        names.append(key)
        #expect(reader.readString() == "")
      }
    }

    #expect(names == ["number", "text", "list", "object", "b", "true/false", "null", "number"])
  }

  @Test func `skips containers longer than the index's threshold`() throws {
    let inner =
      "[" + [String](repeating: #"{"a":"]}[{","b":[1,2]}"#, count: 500).joined(separator: ",") + "]"
    var reader = try reader("[\(inner),{\"x\":\(inner),\"y\":[\(inner),7]},8]")

    reader.enterArray()
    #expect(reader.nextElement() == true)
    reader.skip()
    #expect(reader.nextElement() == true)
    var object = JSONReader(reader.readSlice())
    #expect(reader.nextElement() && reader.readNumber() == 8)

    object.enterObject()
    #expect(object.nextKey() == "x" && object.readSlice().text == inner)
    #expect(object.nextKey() == "y" && object.readSlice().text == "[\(inner),7]")
    #expect(object.nextKey() == nil)
  }

  /// Below the levels that are noted, containers are scanned; both ways end at the same place.
  @Test func `takes every level of deep long containers`() throws {
    let long = String(repeating: "x]", count: 600)
    let opening = String(repeating: "[", count: 40)
    let closing = String(repeating: "]", count: 40)
    var slice = try JSONText(Array("\(opening)\"\(long)\"\(closing)".utf8)).root
    var lengths: [Int] = []

    while slice.kind == .array {
      lengths.append(slice.range.count)
      var inside = JSONReader(slice)
      inside.enterArray()
      #expect(inside.nextElement() == true)
      slice = inside.readSlice()
      #expect(inside.nextElement() == false)
    }

    #expect(lengths == (1...40).reversed().map { 1202 + 2 * $0 })
    #expect(slice.text == "\"\(long)\"")
  }

  @Test func `slices are equal where their text is`() throws {
    var reader = try reader(#"["a", "a", "b"]"#)
    reader.enterArray()
    var slices: [JSONSlice] = []
    while reader.nextElement() { slices.append(reader.readSlice()) }

    #expect(slices[0] == slices[1])
    #expect(slices[1] != slices[2])
  }

  private func reader(_ text: String) throws(JSONError) -> JSONReader {
    JSONReader(try JSONText(Array(text.utf8)).root)
  }
}
