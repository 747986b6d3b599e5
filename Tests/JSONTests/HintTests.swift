import JSON
import Testing

@Suite("Hints")
struct HintTests {
  @Test(arguments: [
    ("", "byte 0: the text is empty; send one JSON value"),
    ("  ", "byte 2: the text is empty; send one JSON value"),
    ("[1,NaN]", "byte 3: N begins no value; NaN is not JSON; send null"),
    (
      "[-Infinity]",
      "byte 2: found I where a digit is expected; Infinity is not JSON; send null or a finite number"
    ),
    ("Infinity", "byte 0: I begins no value; Infinity is not JSON; send null or a finite number"),
    ("{\"a\":None}", "byte 5: N begins no value; None is Python's; send null"),
    ("[True]", "byte 1: T begins no value; true is written in lower case"),
    ("[False]", "byte 1: F begins no value; false is written in lower case"),
    (
      "[undefined]",
      "byte 1: u begins no value; undefined is not JSON; send null or leave the member out"
    ),
    ("['a']", "byte 1: ' begins no value; strings take double quotes, not single ones"),
    (
      "{'a':1}",
      "byte 1: found ' where a member's name is expected; names take double quotes, not single ones"
    ),
    ("{a:1}", "byte 1: found a where a member's name is expected; names stand in double quotes"),
    ("[1,]", "byte 3: found ] after a comma; a trailing comma is not JSON; remove it"),
    ("{\"a\":1, }", "byte 8: found } after a comma; a trailing comma is not JSON; remove it"),
    ("[1 2]", "byte 3: found 2 where a comma or ] is expected; a comma is missing before it"),
    ("{\"a\" 1}", "byte 5: found 1 where a colon is expected; a colon and a value follow a name"),
    (
      "[1,,2]",
      "byte 3: , begins no value; a value is missing before the comma; send null or remove the comma"
    ),
    (
      "[1 // one\n]",
      "byte 3: found / where a comma or ] is expected; JSON has no comments; leave it out"
    ),
    ("# x\n{}", "byte 0: # begins no value; JSON has no comments; leave it out"),
    ("[+1]", "byte 1: + begins no value; a number has no plus sign; leave it out"),
    ("[.5]", "byte 1: . begins no value; a digit stands before the point; write 0.5, not .5"),
    (
      "[2.]",
      "byte 3: found ] where a digit is expected; a digit follows the point; write 2. as 2.0 or 2"
    ),
    ("[1e]", "byte 3: found ] where a digit is expected; an exponent has digits; write 1e5"),
    (
      "[007]",
      "byte 1: a number begins with a needless zero; remove leading zeros, or send a code with zeros as a string"
    ),
    ("[0x1F]", "byte 2: found x where a comma or ] is expected; write numbers in decimal digits"),
    (
      "[1_000]",
      "byte 2: found _ where a comma or ] is expected; write numbers without marks between the digits"
    ),
    (
      "[1}",
      "byte 2: found } where a comma or ] is expected; the array that begins at byte 0 is closed with ]"
    ),
    ("[1", "byte 2: the text ends inside the array that begins at byte 0; close it with ]"),
    ("{\"a\":", "byte 5: the text ends where a value is expected"),
    ("{\"a\"", "byte 4: the text ends after a member's name; a colon and a value follow a name"),
    ("{", "byte 1: the text ends inside an object; close it with }"),
    (
      "[\"ab",
      "byte 4: the text ends inside a string; the string begins at byte 1; close it with a double quote"
    ),
    ("\"\\", "byte 2: the text ends inside a string"),
    ("\"\\u00", "byte 5: the text ends inside a string"),
    ("-", "byte 1: the text ends inside a number"),
    ("[1]]", "byte 3: found ] after the end of the value; there is one closing bracket too many"),
    ("{} {}", "byte 3: found { after the end of the value; send one JSON value per message"),
    ("\"a\nb\"", "byte 2: a line feed stands inside a string; write it as \\n"),
    ("\"\u{1}\"", "byte 1: a control character stands inside a string; write it as \\u0001"),
    (
      "\"C:\\data\"",
      "byte 3: a backslash before d is no escape; a backslash itself is written \\\\"
    ),
    (
      "\"\\u12G4\"",
      "byte 1: \\u is not followed by four hexadecimal digits; write for example \\u00e9"
    ),
    (
      "\"\\uD83D\"",
      "byte 1: \\u escapes half of a surrogate pair; escape both halves, or send the character itself in UTF-8"
    ),
    (
      "\"\\uDE00\\uD83D\"",
      "byte 1: \\u escapes half of a surrogate pair; escape both halves, or send the character itself in UTF-8"
    ),
    ("\u{FEFF}{}", "byte 0: byte 0xEF begins no value; leave out the byte order mark"),
    ("[tru]", "byte 1: t begins no value; text stands in double quotes"),
    ("tru", "byte 3: the text ends inside the word true"),
    (
      "[\"a\": 1]",
      "byte 4: found : where a comma or ] is expected; members with names stand in braces, not brackets"
    ),
    ("hello", "byte 0: h begins no value; text stands in double quotes"),
  ])
  func `an error says where, what was found and what to do`(text: String, sentence: String) {
    let error = #expect(throws: JSONError.self) { try JSONText(Array(text.utf8)) }

    #expect(error?.description == sentence)
  }

  @Test func `UTF-16 is told apart`() {
    let little = #expect(throws: JSONError.self) { try JSONText([0xFF, 0xFE, 0x7B, 0]) }
    let big = #expect(throws: JSONError.self) { try JSONText([0, 0x7B, 0, 0x7D]) }

    #expect(
      little?.description == "byte 0: byte 0xFF begins no value; the text is UTF-16; send UTF-8")
    #expect(big?.hint == "the text is UTF-16 or UTF-32; send UTF-8")
  }
}
