import Decimals
import Testing

@Suite("Numbers as people read them")
struct ReadableNumberTests {
  @Test(
    arguments: [
      (0, "0"), (4.2720147, "4.27"), (4.0, "4"), (0.005, "0.01"), (0.004, "0"), (-0.004, "0"),
      (15.5432, "15.5"), (9.999, "10"), (99.96, "100"), (233.29, "233"), (1234.5, "1,235"),
      (-1234567.2, "-1,234,567"), (1e15, "1,000,000,000,000,000"), (1e300, "1e+300"),
      (2.5225179981368525e17, "2.52e+17"), (-9.9999e18, "-1e+19"),
      (9_007_199_254_740_992, "9.01e+15"),
      (.infinity, "inf"),
    ])
  func `three digits that count`(value: Double, text: String) {
    #expect(readable(value) == text)
  }

  @Test(arguments: [
    (8_911_407.904, 3, "8,911,407.904"), (0.5, 3, "0.5"), (2.0, 3, "2"), (0.05, 0, "0"),
  ])
  func `so many decimals at most`(value: Double, decimals: Int, text: String) {
    #expect(readable(value, decimals: decimals) == text)
  }

  @Test(
    arguments: [
      (0, "0"), (999, "999"), (1_000, "1,000"), (-541_909, "-541,909"),
      (Int.min, "-9,223,372,036,854,775,808"),
    ])
  func `whole numbers with their thousands`(value: Int, text: String) {
    #expect(grouped(value) == text)
  }

  @Test(arguments: [
    (0.006, "0.6 %"), (0.63, "63 %"), (1.0, "100 %"), (0.0, "0 %"), (0.0996, "10 %"),
  ])
  func `shares as percentages`(share: Double, text: String) {
    #expect(percent(share) == text)
  }
}
