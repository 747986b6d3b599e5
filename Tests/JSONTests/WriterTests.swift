import JSON
import Testing

@Suite("Writer")
struct WriterTests {
  @Test func `commas come by themselves`() {
    let text = written {
      $0.object {
        $0.member("a", 1)
        $0.array("b") {
          $0.write(1.5)
          $0.write(true)
          $0.writeNull()
          $0.array { _ in }
          $0.object { _ in }
          $0.write("x")
        }
        $0.object("c") { $0.member("d", strings: ["p", "q"]) }
        $0.member("e", raw: "[1]".utf8)
        $0.memberNull("f")
      }
    }

    #expect(
      text == #"{"a":1,"b":[1.5,true,null,[],{},"x"],"c":{"d":["p","q"]},"e":[1],"f":null}"#)
  }

  @Test func `text that ends like an opening needs its comma all the same`() {
    #expect(
      written { $0.array { for text in ["[", "{", ":", ","] { $0.write(text) } } }
        == #"["[","{",":",","]"#)
  }

  @Test func `what is not finite is null`() {
    let text = written {
      $0.array {
        $0.write(Double.nan)
        $0.write(-Double.infinity)
        $0.write(numbers: [.infinity, 5, -0.0, 1e22, 1e-7])
        $0.write(integers: [.min, 0, .max])
        $0.write(numbers: [])
      }
    }

    #expect(text == "[null,null,[null,5,-0,1e+22,1e-7],[-2147483648,0,2147483647],[]]")
  }

  @Test func `escapes what JSON or a line must not hold`() {
    let text = written { $0.write("\"\\/\u{8}\t\n\u{c}\r\u{0}\u{1f}\u{7f}\u{85}\u{2028}\u{2029}") }

    #expect(text == #""\"\\/\b\t\n\f\r\u0000\u001f"# + "\u{7f}" + #"\u0085\u2028\u2029""#)
  }

  /// What begins with the same bytes as a line break, at every place of a word of eight bytes.
  @Test(arguments: 0..<10)
  func `leaves other characters alone`(padding: Int) throws {
    let text = String(repeating: "x", count: padding) + "\u{84}\u{86}\u{2027}\u{202a}é€𝄞漢字\u{2028}z"

    let line = written { $0.write(text) }

    #expect(line == "\"" + text.replacing("\u{2028}", with: "\\u2028") + "\"")
    #expect(try JSONValue(JSONText(Array(line.utf8)).root) == .string(text))
  }

  @Test func `a slice comes out on one line`() throws {
    let source = " { \"a\\\"\\\\\" : [ 1 ,\r\n\t2 ] , \"b c\" : \"\u{2028} \u{85}\u{2029}é\\n\" } "

    let line = written { _ in } + written(try JSONText(Array(source.utf8)).root)

    #expect(line == #"{"a\"\\":[1,2],"b c":"\u2028 \u0085\u2029é\n"}"#)
  }

  private func written(_ slice: JSONSlice) -> String {
    written { $0.write(slice) }
  }

  private func written(_ content: (inout JSONWriter) -> Void) -> String {
    var writer = JSONWriter()
    content(&writer)
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}
