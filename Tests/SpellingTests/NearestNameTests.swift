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
}
