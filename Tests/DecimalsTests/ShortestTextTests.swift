import Decimals
import HardCases
import Testing

@Suite("Shortest text")
struct ShortestTextTests {
  @Test(arguments: [
    (5.0, "5"), (0, "0"), (-0.0, "-0"), (0.1, "0.1"), (-1.5, "-1.5"), (100, "100"),
    (123456789.125, "123456789.125"), (0.0001, "0.0001"), (0.00001, "1e-5"), (1e-7, "1e-7"),
    (1.5e-7, "1.5e-7"), (9_007_199_254_740_992, "9007199254740992"),
    (9_999_999_999_999_998, "9999999999999998"), (1e16, "1e+16"),
    (10_000_000_000_000_002, "1.0000000000000002e+16"),
    (-1.8014398509481984e16, "-1.8014398509481984e+16"),
    (1e22, "1e+22"), (1.25e100, "1.25e+100"), (Double.leastNonzeroMagnitude, "5e-324"),
    (5 * Double.leastNonzeroMagnitude, "2.5e-323"),
    (0x1p-1022, "2.2250738585072014e-308"), (0x1.fffffffffffffp1023, "1.7976931348623157e+308"),
    (9.5367431640625e-07, "9.5367431640625e-7"), (0.3, "0.3"), (0.1 + 0.2, "0.30000000000000004"),
    (4503599627370495.5, "4503599627370495.5"), (2e16, "2e+16"), (123e18, "1.23e+20"),
  ])
  func `writes the form that the wire wants`(value: Double, text: String) {
    #expect(shortestText(of: value) == text)
  }

  @Test func `writes integers of every length`() {
    var bytes: [UInt8] = []
    var expected = ""
    for value in [0, 7, -7, 10, 99, 100, -12345, 987_654_321, Int64.max, Int64.min] {
      appendText(of: value, to: &bytes)
      bytes.append(0x20)
      expected += "\(value) "
    }

    #expect(String(decoding: bytes, as: UTF8.self) == expected)
  }

  /// A million doubles: they come back bit for bit, from our reader and from the standard library's,
  /// and the digits are those of the standard library, which are the shortest and nearest.
  @Test func `reads back the same, and is as short as the standard library's`() {
    let comparison = compareWritingWithStandardLibrary(seed: 2, count: 1_100_000)
    print("shortestText: compared \(comparison.count) doubles")

    #expect(comparison.differing == [])
    #expect(comparison.count >= 1_000_000)
  }
}
