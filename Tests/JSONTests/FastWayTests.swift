import HardCases
import Testing

/// What is done many bytes at a time gives what is done one by one.
@Suite("Fast ways")
struct FastWayTests {
  @Test func `numbers in base64 are read, or refused, as the bytes are`() {
    let comparison = compareBase64(seed: 6)
    print("numbers in base64: compared \(comparison.count)")

    #expect(comparison.differing == [])
    #expect(comparison.count >= 9_000)
  }
}
