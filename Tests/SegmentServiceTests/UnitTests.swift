import JSON
import JSONRPC
import SegmentProtocol
import SharedFiles
import Tables
import Testing

@testable import SegmentService

@Suite("SHA-256")
struct SHA256Tests {
  /// FIPS 180-4's examples, and lengths around a block's end (made with sha256sum).
  @Test(
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
      (
        String(repeating: "a", count: 55),
        "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318"
      ),
      (
        String(repeating: "a", count: 64),
        "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"
      ),
    ])
  func `known texts have their known digests`(text: String, digest: String) {
    var hash = SHA256()
    hash.update(Array(text.utf8).span)

    #expect(hash.hexDigest() == digest)
  }

  @Test func `a million letters, in pieces, have their known digest`() {
    var hash = SHA256()
    let piece = [UInt8](repeating: UInt8(ascii: "a"), count: 999)

    for _ in 0..<1_001 { hash.update(piece.span) }
    hash.update([UInt8(ascii: "a")].span)

    #expect(
      hash.hexDigest() == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }
}

@Suite("base64")
struct Base64Tests {
  @Test(
    arguments: [
      ("", ""), ("Zg==", "f"), ("Zm8=", "fo"), ("Zm9v", "foo"), ("Zm9vYg==", "foob"),
      ("Zm9vYmE=", "fooba"), ("Zm9vYmFy", "foobar"), ("Zg", "f"), ("Zm8", "fo"),
    ])
  func `texts of RFC 4648, with or without padding, are read`(text: String, expected: String) {
    #expect(decodeBase64(Array(text.utf8)[...]) == Array(expected.utf8))
  }

  @Test func `all letters of the alphabet count`() {
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

    let bytes = decodeBase64(Array(alphabet.utf8)[...]) ?? []

    // 64 digits 0, 1, .., 63 of six bits each.
    let bits = (0..<64).flatMap { digit in (0..<6).map { digit >> (5 - $0) & 1 } }
    let expected = (0..<48).map { byte in
      (0..<8).reduce(0) { $0 << 1 | bits[byte * 8 + $1] }
    }
    #expect(bytes.map(Int.init) == expected)
  }

  @Test(arguments: ["Z", "Zm9vY", "Zg=", "Zg===", "Z=g=", "Zm9v=", "Zm 9v", "Zm9v\n", "Zm-_", "é"])
  func `anything else is refused`(text: String) {
    #expect(decodeBase64(Array(text.utf8)[...]) == nil)
  }
}

@Suite("segments.csv")
struct SegmentsCSVTests {
  @Test func `cells with commas, quotes and line ends are quoted, missing ones empty`() throws {
    let desk = Desk()
    let data =
      "{\"columns\":{\"k\":[\"a,b\",\"say \\\"hi\\\"\",\"two\\nlines\",\"007\"],"
      + "\"x\":[1,2,null,9],\"c\":[\"ü\",\"ü\",null,\"v, w\"]}}"
    try desk.ask(
      "fit",
      "{\"model\":\"m\",\"data\":\(data),\"k\":2,\"recipe\":{\"id\":\"k\","
        + "\"defaults\":{\"scale\":\"none\"},\"features\":[{\"column\":\"x\"},{\"column\":\"c\"}]}}"
    )

    let text = String(decoding: try desk.service.segmentsCSV(of: "m"), as: UTF8.self)

    let lines = text.split(separator: "\n").map(String.init)
    #expect(lines[0] == "id,segment,name,x,c,distance,margin")
    #expect(lines[1].hasPrefix("\"a,b\",1,"))
    #expect(lines[2].hasPrefix("\"say \"\"hi\"\"\",1,"))
    #expect(lines[3] == "\"two")
    #expect(lines[4].hasPrefix("lines\",1,"))
    #expect(lines[4].contains(",,,"))
    #expect(lines[5].hasPrefix("007,2,"))
    #expect(lines[5].contains(",9,\"v, w\","))
    #expect(text.hasSuffix("\n"))
  }

  @Test func `the parts of a composite key are columns of their own names`() throws {
    let desk = Desk()
    try desk.ask(
      "fit",
      "{\"model\":\"m\",\"data\":{\"columns\":{\"land\":[\"a\",\"b\"],\"no\":[1,1],\"x\":[1,5]}},"
        + "\"k\":2,\"recipe\":{\"id\":[\"land\",\"no\"]}}")

    let text = String(decoding: try desk.service.segmentsCSV(of: "m"), as: UTF8.self)

    #expect(text.hasPrefix("land,no,segment,name,x,distance,margin\na,1,"))
  }
}

@Suite("What a file seems to be")
struct FileRecognitionTests {
  /// A header with four rows of two customers, cells by what the name says.
  private func recognise(
    _ header: String, _ rows: [String], given: [FileRecognition.Role: String] = [:]
  ) throws -> FileRecognition {
    let name = "recognise-\(abs(header.hashValue))-\(rows.count).csv"
    let file = try SharedData.write(([header] + rows).joined(separator: "\n") + "\n", as: name)
    return try Desk(roots: [SharedData.folder]).service.recognise(path: file, given: given)
  }

  @Test func `Online Retail's columns are transactions by quantity and price`() throws {
    let found = try recognise(
      "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country",
      [
        "536365,85123A,HEART,6,12/1/2010 8:26,2.55,17850,United Kingdom",
        "536366,71053,LANTERN,6,12/1/2010 8:28,3.39,17850,United Kingdom",
        "536367,84406B,HANGER,8,12/13/2010 8:34,2.75,13047,France",
      ])

    #expect(found.isTransactions)
    #expect(
      found.columns == [
        .customer: "CustomerID", .date: "InvoiceDate", .invoice: "InvoiceNo",
        .quantity: "Quantity", .price: "UnitPrice",
      ])
    #expect(found.recipe["transactions"]?["price"] == "UnitPrice")
  }

  @Test func `AdventureWorks' sales are transactions by amount`() throws {
    let found = try recognise(
      "ProductKey,OrderDateKey,CustomerKey,SalesOrderNumber,OrderQuantity,UnitPrice,SalesAmount,OrderDate",
      [
        "310,20101229,21768,SO43697,1,3578.27,3578.27,2010-12-29",
        "346,20101229,28389,SO43698,1,3399.99,3399.99,2010-12-29",
        "346,20101230,21768,SO43699,2,3399.99,6799.98,2010-12-30",
      ])

    #expect(found.isTransactions)
    #expect(found.columns[.customer] == "CustomerKey")
    #expect(found.columns[.date] == "OrderDate")
    #expect(found.columns[.invoice] == "SalesOrderNumber")
    #expect(found.columns[.amount] == "SalesAmount")
    #expect(found.columns[.price] == nil)
  }

  @Test func `the mall's customers are customers by their id`() throws {
    let found = try recognise(
      "CustomerID,Gender,Age,Annual Income (k$),Spending Score (1-100)",
      ["1,Male,19,15,39", "2,Male,21,15,81", "3,Female,20,16,6"])

    #expect(!found.isTransactions)
    #expect(found.columns == [.customer: "CustomerID"])
    #expect(found.recipe == ["id": "CustomerID"])
  }

  @Test func `a matrix of numbers is customers without an id`() throws {
    let found = try recognise(
      "YearlyIncome,Age,Recency,Total_Sales", ["90000,43,272,8248.99", "60000,38,51,6383.88"])

    #expect(!found.isTransactions)
    #expect(found.columns.isEmpty)
    #expect(found.recipe == [:])
  }

  @Test func `what the user names is taken, and a column that is not there is refused`() throws {
    let header = "country,id,week.year,revenue,units"
    let rows = ["KR,702234,3.2019,808,1", "KR,702234,6.2019,1606,2", "DE,1,6.2019,10,2"]

    let found = try recognise(
      header, rows, given: [.customer: "id", .date: "week.year", .amount: "revenue"])

    #expect(found.isTransactions)
    #expect(found.columns[.amount] == "revenue")
    #expect(throws: (any Error).self) { try recognise(header, rows, given: [.amount: "money"]) }
  }
}

@Suite("What the real files seem to be", .enabled(if: SharedData.isThere, noSharedData))
struct RealFileRecognitionTests {
  private func recognise(_ name: String) throws -> FileRecognition {
    try Desk(roots: [SharedData.folder]).service.recognise(
      path: try SharedData.unpack("recognised/" + name, from: name), given: [:])
  }

  @Test func `sales are transactions`() throws {
    let retail = try recognise("online_retail/OnlineRetail.csv")
    let bikes = try recognise("adventureworks/FactInternetSales.csv")

    #expect(
      retail.columns == [
        .customer: "CustomerID", .date: "InvoiceDate", .invoice: "InvoiceNo",
        .quantity: "Quantity", .price: "UnitPrice",
      ])
    #expect(retail.isTransactions)
    #expect(bikes.isTransactions)
    #expect(bikes.columns[.customer] == "CustomerKey")
    #expect(bikes.columns[.date] == "OrderDate")
    #expect(bikes.columns[.invoice] == "SalesOrderNumber")
    #expect(bikes.columns[.amount] == "SalesAmount")
  }

  @Test(
    arguments: [
      ("mall/Mall_Customers.csv", "CustomerID"), ("adventureworks/DimCustomer.csv", "CustomerKey"),
      ("adventureworks/customer_matrix_24.csv", nil), ("weekly_orders/weekly_orders.csv", nil),
    ])
  func `tables of customers are customers, with an id where its values differ`(
    name: String, id: String?
  ) throws {
    let found = try recognise(name)

    #expect(!found.isTransactions)
    #expect(found.columns[.customer] == id)
  }
}

@Suite("Dispatch")
struct DispatchTests {
  @Test func `every method of the table has a handler, and every handler a method`() {
    #expect(Set(Service.handlers.keys) == Set(MethodTable.methods.map(\.name)))
  }

  @Test(arguments: MethodTable.methods.map(\.name))
  func `a method without what it needs is refused, or answers`(name: String) throws {
    let method = try #require(MethodTable.method(named: name))
    let desk = Desk()

    guard let first = method.fields.first(where: \.isRequired) else {
      #expect(try desk.ask(name).object != nil)
      return
    }
    let error = try desk.refusal(name)
    #expect(error.code == -32602)
    #expect(error["param"] == .string(first.name))
    #expect(error.message == "\(first.name) is missing; send \(first.schema.words)")
  }
}
