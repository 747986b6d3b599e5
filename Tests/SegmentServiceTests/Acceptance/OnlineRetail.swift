import JSON
import SharedFiles
import Tables
import Testing

@testable import SegmentService

/// Online Retail as the tests use it: the recipe, the models, the customers.
enum OnlineRetail {
  static let transactions =
    "{\"customer\":\"CustomerID\",\"date\":\"InvoiceDate\",\"invoice\":\"InvoiceNo\","
    + "\"quantity\":\"Quantity\",\"price\":\"UnitPrice\"}"

  static func recipe(_ transform: String) -> String {
    "{\"transactions\":\(transactions),\"defaults\":{\"transform\":\"\(transform)\"}}"
  }

  /// A service that has fitted the file once, k = 6 from the reference's centres on a log scale.
  static let fitted = Result {
    let desk = Desk(roots: [SharedData.folder])
    let reference = try Reference("rfm_freq_invoices_log1p_standard", 6)
    let reply = try desk.ask(
      "fit",
      "{\"model\":\"retail\",\"data\":{\"path\":\"\(try SharedData.onlineRetail.get())\"},"
        + "\"k\":6,\"recipe\":\(recipe("log1p")),\"init\":\(reference.centers),"
        + "\"refine\":\"none\"}")
    return (desk: desk, reply: reply)
  }

  /// The measured customers: id, recency, frequency, monetary, as one row each.
  static let customers = Result {
    let csv = try fitted.get().desk.service.segmentsCSV(of: "retail")
    let file = try SharedData.write(String(decoding: csv, as: UTF8.self), as: "retail-rfm.csv")
    return try SharedData.rows(
      file,
      [
        ColumnRequest("id", as: .text), ColumnRequest("recency", as: .number),
        ColumnRequest("frequency", as: .number), ColumnRequest("monetary", as: .number),
      ])
  }

  /// The file's rows, as far as the recipe looks at them.
  static let rows = Result {
    try SharedData.rows(
      try SharedData.onlineRetail.get(),
      [
        ColumnRequest("CustomerID", as: .text), ColumnRequest("InvoiceNo", as: .text),
        ColumnRequest("InvoiceDate", as: .date), ColumnRequest("Quantity", as: .number),
        ColumnRequest("UnitPrice", as: .number),
      ])
  }

  /// scikit-learn's figures for one scaling and one k.
  struct Reference {
    let inertia: Double
    let silhouette: Double
    let sizes: [Int]
    let rows: [[Double]]

    /// The centres as JSON.
    var centers: String { "\(rows)" }

    init(_ variant: String, _ k: Int) throws {
      let file = try SharedData.reference("online_retail.json")
      let figures = try file.at("variants.\(variant).per_k.\(k)")
      inertia = try figures.number("inertia")
      silhouette = try figures.number("silhouette")
      sizes = try figures.integers("sizes")
      rows = try figures.list("centroids_scaled").map { try $0.doubles("") }
    }
  }
}

/// Whether two numbers agree to a relative difference.
func agree(_ first: Double, _ second: Double, to limit: Double) -> Bool {
  abs(first - second) <= limit * max(abs(first), abs(second))
}
