import HardCases
import JSON
import Testing

@Suite("Validation")
struct ValidationTests {
  @Test func `every prefix of a valid text is judged as the reference does`() {
    let comparison = compareOnPrefixes(of: seedTexts.map { Array($0.utf8) })
    print("validation: compared \(comparison.count) prefixes")

    #expect(comparison.differing == [])
    #expect(comparison.count >= 600)
  }

  @Test func `mutated texts are judged as the reference does, and come back the same`() {
    let comparison = compareOnMutations(
      of: seedTexts.map { Array($0.utf8) }, count: 300_000, seed: 3)
    print("validation: compared \(comparison.count) mutations")

    #expect(comparison.differing == [])
    #expect(comparison.count >= 200_000)
  }

  @Test(arguments: ["[", "{\"a\":", "[{\"a\":"])
  func `a hundred thousand levels are an error, not a crash`(opening: String) {
    let bytes = Array(String(repeating: opening, count: 100_000).utf8)

    let error = #expect(throws: JSONError.self) { try JSONText(bytes) }

    #expect(error?.reason == "nesting is deeper than 512")
  }

  @Test func `the depth limit is the last depth that is allowed`() throws {
    let allowed = nested(512)
    let deeper = nested(513)

    #expect(try JSONText(allowed).root.range == 0..<1024)
    #expect(
      throws: JSONError(
        offset: 512, reason: "nesting is deeper than 512",
        hint: "send at most 512 arrays and objects within each other")
    ) { try JSONText(deeper) }
    #expect(try JSONText(nested(2), depthLimit: 2).root.range == 0..<4)
    #expect(throws: JSONError.self) { try JSONText(nested(3), depthLimit: 2) }
    #expect(throws: JSONError.self) { try JSONText(nested(1), depthLimit: 0) }
  }

  @Test func `a tree at the greatest depth is built, written and taken apart`() throws {
    let bytes = nested(JSONText.greatestDepthLimit)

    let text = try JSONText(bytes, depthLimit: .max)

    #expect(JSONValue(text.root).description.utf8.elementsEqual(bytes))
    #expect(throws: JSONError.self) {
      try JSONText(nested(JSONText.greatestDepthLimit + 1), depthLimit: .max)
    }
  }

  /// Overlong forms, surrogates, beyond U+10FFFF, lone and missing continuations.
  @Test(
    arguments: [
      [0x80], [0xBF], [0xC0, 0xAF], [0xC1, 0xBF], [0xC2], [0xC2, 0x22], [0xC2, 0xC2],
      [0xE0, 0x80, 0x80], [0xE0, 0x9F, 0xBF], [0xE2, 0x82], [0xE2, 0x28, 0xA1], [0xE2, 0x82, 0x28],
      [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x8F, 0xBF, 0xBF],
      [0xF0, 0x9D, 0x84], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80],
      [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFC, 0x80, 0x80, 0x80, 0x80, 0x80], [0xFE], [0xFF],
    ] as [[UInt8]], 0..<10)
  func `invalid UTF-8 is refused wherever it stands in a word`(sequence: [UInt8], padding: Int) {
    let start = [0x22] + [UInt8](repeating: 0x61, count: padding)

    let error = #expect(throws: JSONError.self) { try JSONText(start + sequence + [0x61, 0x22]) }

    #expect(error?.offset == start.count)
    #expect(error?.hint == "encode the text as UTF-8")
  }

  /// U+0080, U+07FF, U+0800, U+D7FF, U+E000, U+FFFF, U+10000, U+10FFFF.
  @Test(arguments: 0..<10)
  func `the first and last character of every length is accepted`(padding: Int) throws {
    let edges = "\u{80}\u{7FF}\u{800}\u{D7FF}\u{E000}\u{FFFF}\u{10000}\u{10FFFF}"
    let text = String(repeating: "a", count: padding) + edges

    let json = try JSONText(Array("\"\(text)\"".utf8))

    #expect(JSONValue(json.root) == .string(text))
  }

  @Test func `long strings, many spaces and NUL bytes`() throws {
    let long = [0x22] + [UInt8](repeating: 0x78, count: 5_000_000) + [0x22]
    let spaces = [UInt8](repeating: 0x20, count: 1_000_000)

    #expect(try JSONText(long).root.range == 0..<5_000_002)
    #expect(try JSONText(spaces + [0x31] + spaces).root.range == 1_000_000..<1_000_001)
    #expect(throws: JSONError.self) { try JSONText(Array(long.dropLast())) }
    #expect(throws: JSONError.self) { try JSONText(spaces) }
    #expect(throws: JSONError.self) { try JSONText([0x31, 0]) }
    #expect(throws: JSONError.self) { try JSONText([0]) }
    #expect(throws: JSONError.self) { try JSONText([UInt8](repeating: 0, count: 64)) }
  }

  @Test func `the first sixteen numbers beyond double range are noted`() throws {
    let huge = "1" + String(repeating: "0", count: 309)
    let text = "[1e308,1e309,-1e309,1.8e308,1.7e308,\(huge),1e-999,1e00000000000000000000007"

    let few = try JSONText(Array((text + "]").utf8))
    let many = try JSONText(Array((text + String(repeating: ",9e999", count: 100) + "]").utf8))

    #expect(few.outOfRange == [7..<12, 13..<19, 20..<27, 36..<346])
    #expect(many.outOfRange.count == 16)
  }

  private func nested(_ depth: Int) -> [UInt8] {
    [UInt8](repeating: 0x5B, count: depth) + [UInt8](repeating: 0x5D, count: depth)
  }
}
