import Spelling
import Testing

@Suite("Nearest name")
struct NearestNameTests {
  @Test(arguments: [
    ("quantity", "Quantity"), ("CustomerId", "CustomerID"), ("customer id", "CustomerID"),
    ("Quantiy", "Quantity"), ("Qauntity", "Quantity"), ("invoice_date", "InvoiceDate"),
  ])
  func `the nearest name is found`(name: String, expected: String) {
    #expect(
      nearestName(to: name, among: ["InvoiceNo", "InvoiceDate", "Quantity", "CustomerID"])
        == expected)
  }

  @Test(arguments: ["", "x", "Preis", "zzzzzzzz"])
  func `a name unlike all others has no nearest`(name: String) {
    #expect(nearestName(to: name, among: ["InvoiceNo", "Quantity", "ab", "y"]) == nil)
  }

  @Test(
    arguments: [
      ("fot", "fit"), ("modle", "model"), ("FIT", "fit"), ("assing", "assign"),
      ("silhouete", "silhouette"), ("modles.list", "models.list"),
    ])
  func `a misspelt method finds the one that was meant`(typed: String, meant: String) {
    let names = ["fit", "assign", "profile", "silhouette", "models.list", "model"]

    #expect(nearestName(to: typed, among: names) == meant)
  }

  @Test func `what is like nothing finds nothing, however long it is`() {
    #expect(nearestName(to: "frobnicate", among: ["fit", "assign", "models.list"]) == nil)
    #expect(nearestName(to: "", among: ["a"]) == nil)
    #expect(nearestName(to: String(repeating: "x", count: 100_000), among: ["fit"]) == nil)
  }
}
