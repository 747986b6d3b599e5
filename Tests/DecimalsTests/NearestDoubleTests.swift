import Decimals
import HardCases
import Testing

@Suite("Nearest double")
struct NearestDoubleTests {
  @Test(arguments: [
    ("0", 0.0), ("5", 5), ("-5.25", -5.25), ("0.1", 0.1), ("1e3", 1000), ("1E+2", 100),
    ("25e-2", 0.25), ("123.45678901", 123.45678901), ("1e22", 1e22), ("1e23", 1e23),
    ("9007199254740993", 9_007_199_254_740_992), ("9007199254740993.0", 9_007_199_254_740_992),
    ("9007199254740993.00000000000000000001", 9_007_199_254_740_994),
    ("0.000000000000000000000000000000000000000001", 1e-42),
    ("1.7976931348623157e308", 0x1.fffffffffffffp1023),
  ])
  func `reads what the language reads`(text: String, value: Double) {
    #expect(read(text) == value)
  }

  /// The smallest double is 2^-1074, and half of it 2.4703282292062327…e-324.
  @Test(arguments: [
    ("1e400", Double.infinity), ("-1e400", -.infinity), ("1e-400", 0),
    ("2.4703282292062327e-324", 0), ("2.4703282292062328e-324", 0x1p-1074),
    ("1.7976931348623158e308", 0x1.fffffffffffffp1023), ("1.7976931348623159e308", .infinity),
    ("1e999999999999999999999999", .infinity), ("1e-999999999999999999999999", 0),
    ("0e999999999999999999999999", 0),
  ])
  func `knows both ends of the range`(text: String, value: Double) {
    #expect(read(text) == value)
  }

  @Test func `keeps the sign of zero`() throws {
    let zeros = try ["-0", "-0.0", "-1e-999"].map { try #require(read($0)) }

    #expect(zeros.allSatisfy { $0 == 0 && $0.sign == .minus })
  }

  @Test(arguments: [
    "", " ", "-", "+1", "01", "-01", "00", ".5", "1.", "-.5", "1.e3", "1e", "1e+", "1e-", "1ee3",
    "1.2.3", "0x10", "Infinity", "inf", "nan", "NaN", "1 ", " 1", "1,5", "1_000", "1e5.5", "--1",
    "1\u{0}", "\u{FF11}",
  ])
  func `refuses what JSON does not call a number`(text: String) {
    #expect(read(text) == nil)
  }

  @Test func `brings a million digits back by an exponent`() {
    let zeros = String(repeating: "0", count: 1_000_000)

    #expect(read("0.\(zeros)15e1000001") == 1.5)
    #expect(read("15\(zeros)e-1000001") == 1.5)
    #expect(read("1.\(zeros)1") == 1)
  }

  /// 2^53 + 1 and a rest that only the last of 1,000,001 digits shows.
  @Test func `the very last digit decides a middle`() {
    let zeros = String(repeating: "0", count: 1_000_000)

    #expect(read("9007199254740993.\(zeros)") == 9_007_199_254_740_992)
    #expect(read("9007199254740993.\(zeros)1") == 9_007_199_254_740_994)
  }

  @Test func `scans a number within a text`() {
    let text = Array("[1.5,-20]".utf8)

    let numbers = [0, 1, 5, 9].map { scanNumber(text.span, from: $0) }

    #expect(
      numbers == [
        nil, ScannedNumber(value: 1.5, end: 4, isInteger: false),
        ScannedNumber(value: -20, end: 8, isInteger: true), nil,
      ])
  }

  @Test func `takes digits and a power of ten from other notations`() {
    #expect(nearestDouble(significand: 80808, decimalExponent: -2) == 808.08)
    #expect(nearestDouble(significand: .max, decimalExponent: 0, isNegative: true) == -0x1p64)
    #expect(nearestDouble(significand: 1, decimalExponent: .max) == .infinity)
    #expect(nearestDouble(significand: 0, decimalExponent: .max) == 0)
    #expect(nearestDouble(significand: 1, decimalExponent: .min) == 0)
  }

  /// Every family, more than a million texts in all, against the standard library.
  @Test func `agrees with the standard library on a million texts`() {
    let comparison = compareReadingWithStandardLibrary(seed: 1)
    print("nearestDouble: compared \(comparison.count) texts with the standard library")

    #expect(comparison.differing == [])
    #expect(comparison.count >= 1_000_000)
  }

  private func read(_ text: String) -> Double? {
    nearestDouble(text.utf8.span)
  }
}
