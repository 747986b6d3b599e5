import JSON
import Testing

@Suite("Writing base64")
struct Base64WritingTests {
  @Test(arguments: 0...8)
  func `doubles come back as they were, whatever padding they need`(count: Int) throws {
    let numbers = (0..<count).map { [0, -1.5, 1e300, .infinity, -0.0, 0.1, .pi, 42][$0] }
    var writer = JSONWriter()

    writer.object { $0.member("b64", base64: numbers) }

    var reader = JSONReader(try JSONText(writer.bytes).root)
    reader.enterObject()
    #expect(reader.nextKey() == "b64")
    let text = try #require(Base64Numbers(reader.readSlice(), isSinglePrecision: false))
    var found: [Double] = []
    #expect(text.count == count && text.read(0..<count, into: &found))
    #expect(found.map(\.bitPattern) == numbers.map(\.bitPattern))
  }

  @Test func `the letters are those of the standard`() {
    var writer = JSONWriter()

    writer.object { $0.member("b64", base64: [3, 90]) }

    // As the protocol's page has them.
    #expect(
      String(decoding: writer.bytes, as: UTF8.self) == #"{"b64":"AAAAAAAACEAAAAAAAIBWQA=="}"#)
  }
}
