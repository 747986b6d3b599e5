import Tables
import Testing

@Suite("Number formats")
struct NumberFormatTests {
  @Test(
    arguments: [
      ("5", 5), ("-5", -5), ("+5", 5), ("0.1", 0.1), (".5", 0.5), ("5.", 5), ("007", 7),
      ("-0", -0.0),
      ("1e5", 100_000), ("1.5E-3", 0.0015), (" 12 ", 12), ("1,234.50", 1234.5), ("1,234", 1234),
      ("1,234,567", 1_234_567), ("12,34,567.5", 1_234_567.5), ("1'234.5", 1234.5),
      ("1\u{2019}234", 1234), ("1 234 567", 1_234_567), ("1\u{A0}234", 1234),
      ("1\u{202F}234.5", 1234.5), ("$1,234.50", 1234.5), ("£5", 5), ("5 €", 5), ("-$5", -5),
      ("$-5", -5), ("€ 1,000", 1000), ("₹1,23,456", 123_456), ("(1,234.50)", -1234.5),
      ("($5)", -5), ("\u{2212}5", -5), ("00", 0), ("0.30000000000000004", 0.30000000000000004),
      ("123456789012345678", 123_456_789_012_345_680), ("9007199254740993", 9_007_199_254_740_992),
    ] as [(String, Double)])
  func `a decimal point is read with everything around it`(text: String, expected: Double) {
    #expect(NumberFormat.point.reads(text) == expected)
  }

  @Test(
    arguments: [
      ("808,08", 808.08), ("1.234,50", 1234.5), ("1.234", 1234), ("0,125", 0.125),
      ("1 234,5", 1234.5),
      ("1'234'567,5", 1_234_567.5), ("-1,5", -1.5), ("5", 5), ("(1.234,50) ", -1234.5), (",5", 0.5),
    ] as [(String, Double)])
  func `a decimal comma is read with everything around it`(text: String, expected: Double) {
    #expect(NumberFormat.comma.reads(text) == expected)
  }

  @Test(arguments: [
    "", " ", "-", "+", ".", "abc", "5a", "1,5", "1,23", "12,3456", "1234,567", "0,123", ",123",
    "1,,234", "1.2.3", "1 2", "1,234 567", "5%", "1e", "1e+", "e5", "--5", "-(5)", "(5", "5)",
    "$$5",
    "0x10", "inf", "nan", "Infinity", "1_000", "5-", "1.5,000", "()", "$", "( )", "５",
  ])
  func `what is no number is nil`(text: String) {
    #expect(NumberFormat.point.reads(text) == nil)
  }

  @Test func `a declared thousands mark is the only one`() {
    let format = NumberFormat(decimal: UInt8(ascii: "."), thousands: UInt8(ascii: "'"))

    #expect(format.reads("1'234") == 1234)
    #expect(format.reads("1,234") == nil)
  }

  @Test func `a number beyond the range of doubles is infinite`() {
    #expect(NumberFormat.point.reads("1e999") == .infinity)
    #expect(NumberFormat.point.reads("-1e999") == -.infinity)
  }

  @Test func `random decimals are the nearest double, however they are dressed`() throws {
    var random = Seeded(3)
    var compared = 0
    for _ in 0..<50_000 {
      let whole = UInt64.random(
        in: 0...UInt64(1) << UInt64.random(in: 1...60, using: &random), using: &random)
      let fraction = String(UInt64.random(in: 0...999_999, using: &random))
      let expected = try #require(Double("\(whole).\(fraction)"))
      let digits = String(whole)
      var grouped = ""
      for (index, digit) in digits.enumerated() {
        if index > 0, (digits.count - index) % 3 == 0 { grouped += "." }
        grouped.append(digit)
      }

      #expect(NumberFormat.point.reads("\(whole).\(fraction)") == expected)
      #expect(NumberFormat.comma.reads("\(grouped),\(fraction)") == expected)
      #expect(NumberFormat.comma.reads("(€ \(grouped),\(fraction))") == -expected)
      compared += 3
    }
    print("compared \(compared) numbers")
    #expect(compared >= 100_000)
  }

  /// Cells of a file are read by whole words from the text around them.
  @Test func `a part of a text reads as the part alone does`() {
    var random = Seeded(33)
    var (compared, numbers) = (0, 0)
    let letters = Array("0123456789".utf8) + Array("0123456789.,-+e( ".utf8)
    for _ in 0..<100_000 {
      let text = (0..<Int.random(in: 1...24, using: &random)).map { _ in
        letters.randomElement(using: &random) ?? 0
      }
      let start = Int.random(in: 0..<text.count, using: &random)
      let part = start..<Int.random(in: start...text.count, using: &random)
      for format in [NumberFormat.point, .comma] {
        let alone = format.parse(Array(text[part]).span)
        let within = format.parse(text.span, part)
        if alone?.bitPattern != within?.bitPattern {
          Issue.record("\(String(decoding: text[part], as: UTF8.self)) is not the same within")
        }
        compared += 1
        if alone != nil { numbers += 1 }
      }
    }
    print("compared \(compared) parts, \(numbers) of them numbers")
    #expect(compared == 200_000 && numbers > 50_000)
  }
}
