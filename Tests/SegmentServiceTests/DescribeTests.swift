import JSON
import JSONRPC
import SharedFiles
import Testing

@testable import SegmentService

@Suite("describe, through the service")
struct DescribeTests {
  @Test func `rows that look like transactions are told so, with the recipe that follows`() throws {
    let reply = try Desk().ask(
      "describe",
      """
      {"data":{"columns":{"CustomerID":["7","7","8",null],"InvoiceDate":["2024-01-02","2024-01-02",
       "2024-02-03","2024-02-04"],"InvoiceNo":["1","1","2","3"],"Quantity":[2,2,-1,4],
       "UnitPrice":[1.5,1.5,0,2],"Country":["UK","UK","UK","UK"]}}}
      """)

    #expect(try reply.number("rows") == 4)
    #expect(try reply.text("columns.0.kind") == "text")
    #expect(try reply.number("duplicate_rows") == 1)
    #expect(
      try reply.strings("suggestions") == [
        "the rows look like transactions (customer CustomerID, date InvoiceDate, invoice InvoiceNo, "
          + "quantity Quantity, price UnitPrice); \"recipe\" is what follows from that",
        "1 row equals an earlier one in every column; the drop rule duplicate_rows leaves such rows "
          + "out",
        "CustomerID is missing in 1 row (25 %); the drop rule missing_customer leaves these rows out",
        "Quantity is negative in 1 row (25 %): they look like returns, and the recipe's returns "
          + "decides what they do",
        "UnitPrice is 0 or below in 1 row (25 %); the drop rule non_positive_price leaves such rows "
          + "out",
        "Country has the same value in every row and tells nobody apart",
      ])
    #expect(
      try reply.at("recipe.transactions").description
        == #"{"customer":"CustomerID","date":"InvoiceDate","invoice":"InvoiceNo","#
        + #""quantity":"Quantity","price":"UnitPrice"}"#)
    #expect(try reply.number("ledger.rows_in") == 4)
  }

  @Test func `a recipe is carried out as a fit would, short of the fit`() throws {
    let desk = Desk()
    let data = """
      {"columns":{"c":["a","a","b","b",null,"d"],"d":["2024-01-02","2024-01-05","2024-02-03",
       "2024-02-04","2024-02-05","2024-01-01"],"x":[5,-1,7,8,9,4]}}
      """
    let recipe = """
      {"transactions":{"customer":"c","date":"d","amount":"x",
       "measures":["recency","frequency","monetary","interval"]}}
      """

    let reply = try desk.ask("describe", "{\"data\":\(data),\"recipe\":\(recipe)}")
    let fit = try desk.ask(
      "fit", "{\"model\":\"m\",\"k\":2,\"data\":\(data),\"recipe\":\(recipe)}")

    #expect(try reply.at("ledger") == fit.at("ledger"))
    #expect(try reply.at("features") == fit.at("features"))
    #expect(try reply.at("recipe") == fit.at("recipe"))
    #expect(try reply.number("customers.rows") == 3)
    #expect(
      try reply.list("customers.columns").map { try $0.text("name") }
        == ["recency", "frequency", "monetary", "interval"])
    #expect(try reply.number("customers.columns.3.missing") == 2)
    #expect(try desk.ask("models.list").list("models").count == 1)
  }

  @Test func `a recipe that no fit could use is told, and the look comes all the same`() throws {
    let reply = try Desk().ask(
      "describe", "{\"data\":{\"columns\":{\"x\":[1,1,1]}},\"recipe\":{\"exclude\":[]}}")

    #expect(reply["features"] == nil)
    #expect(
      try reply.strings("warnings") == [
        "a fit with this recipe would fail: all 3 rows are alike in every feature, so there is "
          + "nothing to tell them apart; send rows that differ or name other features"
      ])
    #expect(try reply.number("columns.0.distinct") == 1)
  }

  @Test func `a column that is not of one kind is described as text, and a warning says so`() throws
  {
    let cells = (0..<200).map { $0 % 10 == 9 ? "\"n/a?\"" : "\"\($0)\"" }.joined(separator: ",")

    let reply = try Desk().ask("describe", "{\"data\":{\"columns\":{\"x\":[\(cells)]}}}")

    #expect(try reply.text("columns.0.kind") == "text")
    #expect(try reply.number("columns.0.count") == 200)
    #expect(try reply.text("columns.0.top.0.value") == "n/a?")
  }

  @Test func `days that contradict months are described as text`() throws {
    let reply = try Desk().ask(
      "describe", #"{"data":{"columns":{"d":["13/1/2024","1/13/2024","2/2/2024"],"x":[1,2,3]}}}"#)

    #expect(try reply.text("columns.0.kind") == "text")
    #expect(
      try reply.strings("warnings") == [
        "the cells of \"d\" are not all of one kind (\"1/13/2024\" at row 1), so it is described as "
          + "text"
      ])
  }

  @Test(arguments: [
    "{\"columns\":{}}", "{\"records\":[]}", "{\"columns\":{\"x\":[]}}",
    "{\"columns\":{\"x\":[null,null]}}", "{\"records\":[{\"\":1},{}]}",
    "{\"columns\":{\"x\":[1e308,-1e308,1e308]}}",
    "{\"columns\":{\"x\":[\"\u{FEFF}\",\"é\",\"🛒\"]}}",
  ])
  func `empty, huge and odd rows are no trap`(_ data: String) throws {
    let reply = try Desk().ask("describe", "{\"data\":\(data)}")

    #expect(reply["rows"] != nil && reply["columns"] != nil)
  }

  @Test(
    "Online Retail is described as its facts say", .enabled(if: SharedData.isThere, noSharedData))
  func onlineRetail() throws {
    let desk = Desk(roots: [SharedData.folder], threads: 2)
    let file = try SharedData.onlineRetail.get()

    let reply = try desk.ask("describe", "{\"data\":{\"path\":\"\(file)\"}}")

    #expect(try reply.number("rows") == 541_909)
    #expect(try reply.number("duplicate_rows") == 5_268)
    let columns = Dictionary(
      uniqueKeysWithValues: try reply.list("columns").map { (try $0.text("name"), $0) })
    #expect(try columns["CustomerID"]?.number("missing") == 135_080)
    #expect(try columns["CustomerID"]?.number("distinct") == 4_372)
    #expect(try columns["Description"]?.number("missing") == 1_454)
    #expect(try columns["Country"]?.number("distinct") == 38)
    #expect(try columns["InvoiceNo"]?.number("distinct") == 25_900)
    #expect(try columns["Quantity"]?.number("negatives") == 10_624)
    #expect(try columns["InvoiceDate"]?.text("min") == "2010-12-01T08:26:00")
    #expect(try columns["InvoiceDate"]?.text("max") == "2011-12-09T12:50:00")
    #expect(try reply.text("ledger.read.encoding") == "windows-1252")
    #expect(
      try reply.strings("suggestions").contains(
        "CustomerID is missing in 135,080 rows (25 %); the drop rule missing_customer leaves these "
          + "rows out"))
  }
}
