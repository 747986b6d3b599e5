import Testing

@testable import SegmentServer  // The two functions that make a line are internal to the log.

@Suite("Log")
struct LogTests {
  /// Leap days, the ends of years and centuries; seconds from `date -u -d ... +%s`.
  @Test(arguments: [
    (0, "1970-01-01T00:00:00Z"), (951_782_400, "2000-02-29T00:00:00Z"),
    (951_868_799, "2000-02-29T23:59:59Z"), (951_868_800, "2000-03-01T00:00:00Z"),
    (1_735_689_599, "2024-12-31T23:59:59Z"), (1_735_689_600, "2025-01-01T00:00:00Z"),
    (4_107_542_400, "2100-03-01T00:00:00Z"), (4_107_542_399, "2100-02-28T23:59:59Z"),
  ])
  func `a moment is written in UTC`(seconds: Int, text: String) {
    #expect(timestamp(seconds) == text)
  }

  @Test func `a line stays one line`() {
    #expect(
      escapingControls("a\nb\u{1B}[2Jc\u{7F}\u{85}\u{2028}\u{202E}é")
        == "a\\u{a}b\\u{1b}[2Jc\\u{7f}\\u{85}\\u{2028}\\u{202e}é")
  }
}
