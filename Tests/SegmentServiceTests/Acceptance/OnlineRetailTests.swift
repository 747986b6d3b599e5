import Clustering
import JSON
import SharedFiles
import Testing

@testable import SegmentService

@Suite("Online Retail, through the service", .enabled(if: SharedData.isThere, noSharedData))
struct OnlineRetailTests {
  @Test func `a CSV by path has the known rows, drops, customers, invoices and money`() throws {
    let reply = try OnlineRetail.fitted.get().reply

    let ledger = try reply.at("ledger")
    #expect(try ledger.at("rows_in") == 541_909)
    #expect(try ledger.at("rows_kept") == 397_884)
    #expect(
      try ledger.at("dropped")
        == ["missing_customer": 135_080, "non_positive_price": 40, "returns": 8_905])
    #expect(try ledger.at("customers") == 4_338)
    #expect(try ledger.at("invoices") == 18_532)
    #expect(try ledger.at("monetary").description == "8911407.904")
    #expect(try reply.at("as_of") == "2011-12-10T12:50:00")
    #expect(try reply.at("n") == 4_338)
  }

  @Test(arguments: ["none", "log1p"], [3, 6])
  func `from the reference's centres, inertia, sizes and silhouette are the reference's`(
    transform: String, k: Int
  ) throws {
    let desk = Desk()
    let customers = try OnlineRetail.customers.get()
    let variant = "rfm_freq_invoices_" + (transform == "none" ? "" : "log1p_") + "standard"
    let reference = try OnlineRetail.Reference(variant, k)

    let fit = try desk.ask(
      "fit",
      """
      {"model":"m","data":\(customers.asColumns),"k":\(k),"refine":"none",
       "recipe":{"id":"id","defaults":{"transform":"\(transform)"},
        "features":[{"column":"recency"},{"column":"frequency"},{"column":"monetary"}]},
       "init":\(reference.centers)}
      """)
    let score = try desk.ask("silhouette", "{\"model\":\"m\",\"method\":\"exact\"}")

    let inertia = try fit.number("inertia")
    #expect(agree(inertia, reference.inertia, to: 1e-9), "\(inertia) \(reference.inertia)")
    #expect(try fit.list("segments").map { try $0.at("size").integer } == reference.sizes)
    #expect(try fit.at("refined") == ["transfers": 0, "swaps": 0])
    let mean = try score.number("mean")
    #expect(agree(mean, reference.silhouette, to: 1e-9), "\(mean) \(reference.silhouette)")
    #expect(try score.at("used") == 4_338)
  }

  @Test(arguments: [("none", "standard"), ("log1p", "log1p_standard")], [4, 10])
  func `a fit with fifty starts finds the best partition that is known`(
    scaling: (transform: String, name: String), k: Int
  ) throws {
    let desk = Desk(threads: 2)
    let customers = try OnlineRetail.customers.get()
    let known = try SharedData.reference("best_known.json")
    let best = try known.number("or_rfm_freq_invoices_\(scaling.name).best_inertia.\(k)")

    let fit = try desk.ask(
      "fit",
      "{\"model\":\"m\",\"data\":\(customers.asColumns),\"k\":\(k),\"seed\":0,\"n_init\":50,"
        + "\"recipe\":{\"id\":\"id\",\"defaults\":{\"transform\":\"\(scaling.transform)\"}}}")

    let inertia = try fit.number("inertia")
    #expect(inertia <= best * (1 + 1e-6), "\(inertia) \(best)")
  }

  @Test func `each customer's transactions sent alone give its training segment`() throws {
    let desk = try OnlineRetail.fitted.get().desk
    let rows = try OnlineRetail.rows.get()
    let customers = rows.grouped(by: ["CustomerID"]).map(\.rows)
    let training = try desk.trainingSegmentsByCustomer("retail")

    // A customer whose rows are all dropped is no customer, so it is in no reply.
    let alone = try desk.compare("retail", rows, customers: customers, pieces: 1, to: training)

    print("Online Retail, customers sent alone: \(alone.compared) compared")
    #expect(training.count == 4_338)
    #expect(alone.compared == 4_338)
    #expect(alone.different == 0)
  }

  @Test(arguments: [7, 1_000])
  func `customers in another order and in pieces keep their training segments`(
    size: Int
  ) throws {
    let desk = try OnlineRetail.fitted.get().desk
    let rows = try OnlineRetail.rows.get()
    let groups = rows.grouped(by: ["CustomerID"]).map(\.rows)
    let customers = shuffled(groups.count, seed: 3).map { Array(groups[$0].reversed()) }
    let training = try desk.trainingSegmentsByCustomer("retail")

    let pieces = try desk.compare("retail", rows, customers: customers, pieces: size, to: training)

    print("Online Retail, pieces of \(size) customers: \(pieces.compared) compared")
    #expect(pieces.compared == 4_338)
    #expect(pieces.different == 0)
  }

  @Test func `measured customers without ids, in another order and in pieces, keep theirs`() throws
  {
    let desk = Desk()
    let customers = try OnlineRetail.customers.get()
    try desk.ask(
      "fit",
      "{\"model\":\"rfm\",\"data\":\(customers.asColumns),\"k\":6,\"n_init\":1,"
        + "\"recipe\":{\"id\":\"id\",\"defaults\":{\"transform\":\"log1p\"}}}")
    let training = try desk.trainingSegments("rfm")
    let plain = customers.keeping(["monetary", "recency", "frequency"])
    let order = shuffled(customers.count, seed: 1)

    for size in [1, 7, 1_000] {
      let pieces = try desk.compare("rfm", plain, in: order, pieces: size, to: training)

      print("Online Retail RFM, pieces of \(size): \(pieces.compared) compared")
      #expect(pieces.compared == 4_338)
      #expect(pieces.different == 0)
    }
  }
}
