import Testing

@testable import Segmentation

@Suite("Columns as words")
struct FeatureWordsTests {
  @Test(
    arguments: [
      ("Annual Income (k$)", "income", "k$"), ("YearlyIncome", "income", nil),
      ("Spending Score (1-100)", "spending score", nil), ("spending_score", "spending score", nil),
      ("NumberCarsOwned", "cars owned", nil), ("TotalChildren", "children", nil),
      ("HouseOwnerFlag", "house owner", nil), ("EnglishOccupation", "occupation", nil),
      ("Total.Sales-2", "sales 2", nil), ("CustomerAGE", "age", nil), ("MONETARY", "monetary", nil),
      ("HTTPErrors", "http errors", nil), ("debt (% of income)", "debt", "% of income"),
      ("Größe", "größe", nil), ("(x)", "(x)", "x"), ("", "unnamed column", nil),
      ("___", "___", nil),
      ("total", "total", nil), ("avg_basket", "average basket", nil),
    ] as [(String, String, String?)])
  func `a column's name becomes words and a unit`(column: String, words: String, unit: String?) {
    #expect(FeatureWords(column).words == words)
    #expect(FeatureWords(column).unit == unit)
  }

  @Test(
    arguments: [
      ("recency", .recency), ("DaysSinceLastPurchase", .recency), ("Frequency", .frequency),
      ("order_count", .frequency), ("Total_Sales", .money), ("Revenue", .money),
      ("average_order", .averageOrder), ("min_line", .smallestLine),
      ("First_Purchase", .firstPurchase),
      ("Monthly Salary", .income), ("Job", .occupation), ("Country", .place), ("Sex", .gender),
      ("NumberChildrenAtHome", .children), ("x", .other), ("salesman", .other),
    ] as [(String, FeatureWords.Meaning)])
  func `a column's words tell what it means`(column: String, meaning: FeatureWords.Meaning) {
    #expect(FeatureWords(column).meaning == meaning)
  }

  @Test func `two columns with the same words keep all of them`() {
    let vocabulary = Vocabulary(["Annual Income", "Total Income", "Age"])

    #expect(vocabulary["Annual Income"].words == "annual income")
    #expect(vocabulary["Total Income"].words == "total income")
    #expect(vocabulary["Age"].words == "age")
    #expect(vocabulary.only(.income, among: ["Annual Income", "Total Income"]) == nil)
  }

  @Test(
    arguments: [
      (0, "0 %"), (0.000_1, "less than 0.1 %"), (0.006, "0.6 %"), (0.5, "50 %"), (0.719, "72 %"),
      (0.994, "99 %"), (0.996, "99.6 %"), (0.999_9, "more than 99.9 %"), (1, "100 %"),
    ])
  func `a share is never nothing for something, nor all for less`(share: Double, text: String) {
    #expect(shareText(share) == text)
  }

  @Test func `a value from outside is shown on one line and cut`() {
    #expect(shown("a\nb\tc") == "a b c")
    #expect(shown(" x  y ") == "x y")
    #expect(shown(" ") == "blank")
    #expect(["", "  "].map { FeatureWords($0).words } == ["unnamed column", "unnamed column"])
    #expect(shown(String(repeating: "x", count: 10_000)).count == 40)
  }

  @Test(
    arguments: [
      (0, "0"), (1_234.4, "1,234"), (82.14, "82.1"), (0.5, "0.5"), (0.051_27, "0.0513"),
      (0.000_123_4, "0.000123"), (2.314e-7, "2.31e-7"), (-0.003, "-0.003"),
    ])
  func `a figure has three digits that count, however small it is`(value: Double, text: String) {
    #expect(figureText(value) == text)
  }
}
