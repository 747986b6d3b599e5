import JSON
import SharedFiles
import Testing

@testable import SegmentService

/// Feature 13: rows in are rows kept and dropped, rule by rule, with examples.
@Suite("Feature 13: cleaning ledger")
struct CleaningLedgerTests {
  @Test func `every rule is counted once per row, in its order, with the rows as they were read`()
    throws
  {
    let desk = Desk()
    let reply = try desk.ask(
      "fit",
      """
      {"model":"l","k":2,"data":{"records":[
        {"c":"a","d":"2020-01-01","q":1,"u":5,"land":"UK"},
        {"c":"a","d":"2020-01-01","q":1,"u":5,"land":"UK"},
        {"c":null,"d":"2020-01-02","q":-1,"u":0,"land":"UK"},
        {"c":"b","d":"2020-01-03","q":-2,"u":5,"land":"UK"},
        {"c":"b","d":"2020-01-03","q":2,"u":0,"land":"UK"},
        {"c":"b","d":"2020-02-03","q":2,"u":9,"land":"UK"},
        {"c":"b","d":null,"q":2,"u":9,"land":"UK"},
        {"c":"c","d":"2020-02-03","q":2,"u":9,"land":"FR"},
        {"c":"c","d":"2019-02-03","q":2,"u":9,"land":"UK"}]},
       "recipe":{"where":[{"column":"land","is":"UK"}],"transactions":{"customer":"c","date":"d",
        "quantity":"q","price":"u","as_of":"2020-03-01","window_days":365,
        "drop":["duplicate_rows","missing_customer","non_positive_price"]}}}
      """)

    let ledger = try reply.at("ledger")
    #expect(
      try ledger.at("dropped")
        == [
          "where": 1, "duplicate_rows": 1, "missing_customer": 1, "non_positive_price": 1,
          "returns": 1, "missing_date": 1, "outside_window": 1,
        ])
    #expect(try ledger.number("rows_in") == 9)
    #expect(try ledger.number("rows_kept") == 2)
    #expect(
      try ledger.at("examples.returns.0")
        == ["c": "b", "d": "2020-01-03", "q": "-2", "u": "5", "land": "UK"])
    #expect(try ledger.at("read.columns.customer") == "c")
  }

  @Test(
    arguments: [
      ("17850.0,13047.0", ["17850", "13047"], 1), ("00123,00007", ["00123", "00007"], 0),
      ("17850.0,A-7", ["17850.0", "A-7"], 0),
    ])
  func `ids lose ".0" where all have it, and keep their leading zeros`(
    _ cells: String, _ expected: [String], _ noteCount: Int
  ) throws {
    let desk = Desk(roots: [SharedData.folder])
    let names = cells.split(separator: ",")
    let rows = names.enumerated().map { "\($1),2020-01-0\($0 + 1),\($0 + 5)" }
    let file = try SharedData.write(
      (["id,day,spent"] + rows).joined(separator: "\n") + "\n", as: "ids-\(names[0]).csv")
    try desk.ask(
      "fit",
      """
      {"model":"i","k":1,"data":{"path":"\(file)"},
       "recipe":{"transactions":{"customer":"id","date":"day","amount":"spent"}}}
      """)

    let reply = try desk.ask("assign", "{\"model\":\"i\",\"data\":{\"path\":\"\(file)\"}}")
    let ledger = try desk.ask("models.get", "{\"model\":\"i\"}").at("ledger")

    #expect(try reply.strings("ids") == expected)
    #expect(
      try ledger.strings("notes").count {
        $0 == "column \"id\": all ids end in \".0\", which was taken off"
      } == noteCount)
  }

  @Test func `a file in Windows-1252 is recognised, and reads as the same in UTF-8`() throws {
    let desk = Desk(roots: [SharedData.folder])
    let text =
      "id,day,spent,town\n1,2020-01-01,5,Zürich\n2,2020-01-02,9,Café\n3,2020-01-03,7,Genève\n"
    let plain = try SharedData.write(text, as: "towns-utf8.csv")
    let latin = try SharedData.write(
      bytes: text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) },
      as: "towns-latin1.csv")
    func fit(_ name: String, _ file: String) throws -> JSONValue {
      try desk.ask(
        "fit",
        """
        {"model":"\(name)","k":2,"data":{"path":"\(file)"},"recipe":{"transactions":{
         "customer":"id","date":"day","amount":"spent","carry":["town"],
         "drop":["missing_any"]}}}
        """)
    }

    let (first, second) = (try fit("u", plain), try fit("w", latin))

    #expect(try first.text("ledger.read.encoding") == "utf-8")
    #expect(try second.text("ledger.read.encoding") == "windows-1252")
    #expect(try first.text("fingerprint") == second.text("fingerprint"))
  }

  @Test(.enabled(if: SharedData.isThere, noSharedData))
  func `Online Retail, cleaned in the published order`() throws {
    let desk = Desk(roots: [SharedData.folder])
    let file = try SharedData.onlineRetail.get()
    let reply = try desk.ask(
      "fit",
      """
      {"model":"r","k":3,"n_init":1,"refine":"none","data":{"path":"\(file)"},
       "recipe":{"transactions":{"customer":"CustomerID","date":"InvoiceDate",
        "invoice":"InvoiceNo","quantity":"Quantity","price":"UnitPrice",
        "drop":["missing_customer","non_positive_quantity","non_positive_price"]}}}
      """)

    let ledger = try reply.at("ledger")
    #expect(
      try ledger.at("dropped")
        == [
          "missing_customer": 135_080, "non_positive_quantity": 8_905, "non_positive_price": 40,
          "returns": 0,
        ])
    #expect(try ledger.number("rows_in") == 541_909)
    #expect(try ledger.number("rows_kept") == 397_884)
    #expect(try ledger.text("read.encoding") == "windows-1252")
    #expect(try ledger.text("read.date_format") == "mdy")
    for rule in ["missing_customer", "non_positive_quantity", "non_positive_price"] {
      #expect(try ledger.list("examples.\(rule)").count == 3)
    }
  }
}
