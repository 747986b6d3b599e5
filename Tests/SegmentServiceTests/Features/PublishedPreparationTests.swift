import JSON
import SharedFiles
import Testing

@testable import SegmentService

/// What published analyses prepared, through the service: rules that drop, and components.
@Suite("Preparation as published", .enabled(if: SharedData.isThere, noSharedData))
struct PublishedPreparationTests {
  private func retail(quantiles: String) -> String {
    """
    {"transactions":{"customer":"CustomerID","date":"InvoiceDate","invoice":"InvoiceNo",
       "quantity":"Quantity","price":"UnitPrice","as_of":"max","frequency_counts":"rows",
       "returns":"ignore","drop":["missing_any"]},
     "defaults":{"outliers":{"rule":{"quantiles":\(quantiles),"factor":1.5},"do":"drop"}},
     "features":[{"column":"monetary"},{"column":"recency"},{"column":"frequency"}]}
    """
  }

  /// From scikit-learn's own centres: its best of fifty restarts is not always the best there is.
  @Test(arguments: [
    ("[0.05,0.95]", 4_293, "q05_q95", [2, 3, 4]), ("[0.25,0.75]", 3_629, "q25_q75", [4]),
  ])
  func `retail by outlier rule leaves the published customers`(
    quantiles: String, customers: Int, variant: String, counts: [Int]
  ) throws {
    let desk = Desk(roots: [SharedData.folder], threads: 2)
    let data = "{\"path\":\"\(try SharedData.onlineRetail.get())\"}"
    let reference = try SharedData.reference("online_retail_outliers.json").at(variant)

    for k in counts {
      let expected = try reference.at("per_k.\(k)")
      // The reference has amount, frequency, recency.
      let known = try expected["centroids_scaled"]?.array?.map {
        let center = try $0.doubles("")
        return [center[0], center[2], center[1]]
      }
      // Where two segments are asked for, the file has no centres; these lead to its partition.
      let centers = known ?? [[-0.31, 0.12, -0.316], [1.789, -0.694, 1.825]]

      let fit = try desk.ask(
        "fit",
        "{\"model\":\"retail\",\"data\":\(data),\"k\":\(k),\"init\":\(centers),"
          + "\"tol\":\(known == nil ? 0 : 1e-4),\"refine\":\"none\",\"recipe\":\(retail(quantiles: quantiles))}"
      )
      let score = try desk.ask("silhouette", "{\"model\":\"retail\"}")

      #expect(try fit.at("ledger.rows_kept") == 406_829)
      #expect(try fit.at("ledger.customers") == 4_372)
      #expect(try fit.at("n").integer == customers)
      let dropped = try ["monetary", "recency", "frequency"].reduce(0) {
        $0 + (try fit.at("ledger.outliers")[$1]?.integer ?? 0)
      }
      #expect(dropped == 4_372 - customers)
      #expect(try fit.number("inertia") <= expected.number("inertia") * (1 + 1e-9))
      #expect(try score.at("n").integer == customers)
      #expect(abs(try score.number("mean") - expected.number("silhouette")) < 1e-9)
      #expect(
        try fit.list("segments").map { try $0.at("size").integer ?? 0 }
          == expected.integers("sizes").sorted(by: >))
    }
  }

  /// Eleven components hold 0.8130702840037208 of the 24 columns' variance.
  @Test func `AdventureWorks comes to eleven components at 80 percent`() throws {
    let desk = Desk(roots: [SharedData.folder], threads: 2)
    let file = try SharedData.adventureWorks.get()
    let reference = try SharedData.reference("adventureworks.json").at("pca_standard")

    let fit = try desk.ask(
      "fit",
      "{\"model\":\"bikes\",\"data\":{\"path\":\"\(file)\"},\"k\":2,\"n_init\":1,"
        + "\"refine\":\"none\",\"recipe\":{\"pca\":{\"variance\":0.8}}}")

    #expect(try fit.at("pca.components") == 11)
    #expect(try fit.strings("features") == (1...11).map { "PC\($0)" })
    var sum = 0.0
    for (share, expected) in zip(
      try fit.doubles("pca.explained"), try reference.doubles("explained_cumsum"))
    {
      sum += share
      #expect(abs(sum - expected) < 1e-9)
    }
    #expect(abs(sum - 0.8130702840037208) < 1e-9)
    let segment = try fit.at("segments.0")
    #expect(try segment.list("center_scaled").count == 11)
    guard case .object(let center) = try segment.at("center") else { return }
    #expect(center.members.count == 24)
  }
}
