import Foundation
import Testing

extension ProgramTests {
  @Suite("segmentd segment")
  struct SegmentTests {
    @Test func `transactions become a report, a row per customer and nothing else`() throws {
      let folder = try Folder()
      try folder.write(Samples.transactions, to: "sales.csv")

      let finished = try Program.run(["segment", "sales.csv"], in: folder)

      #expect(finished.status == 0)
      #expect(finished.errors == "")
      // 20 × 12 + 20 × 3 + 20 × 1 = 320 rows kept; pieces are 2 to 6 in turn, so a group of 20
      // customers buys 80 a round: 12 × 80 × 50.5 + 3 × 80 × 10.5 + 80 × 4.5 = 51,360.
      #expect(
        finished.words.prefix(17) == [
          "Read sales.csv",
          "as transactions (utf-8, commas, dates as iso)",
          "customer CustomerID",
          "date InvoiceDate",
          "invoice InvoiceNo",
          "quantity Quantity",
          "price UnitPrice",
          "Kept",
          "rows read 323",
          "dropped: missing customer -1",
          "dropped: non positive price -1",
          "dropped: returns -1",
          "rows kept 320",
          "customers 60",
          "invoices 320",
          "spent 51,360",
          "measured as of 2024-11-16 09:00:00",
        ])
      #expect(finished.words.dropFirst(17).first == "3 segments of 60 customers")
      #expect(finished.output.hasSuffix("\nWrote segments.csv (a row per customer)\n"))
      #expect(finished.lines.filter { $0.count > 80 } == [])
      #expect(try folder.names() == ["sales.csv", "segments.csv"])
      let table = try folder.read("segments.csv").split(whereSeparator: \.isNewline)
      #expect(table.count == 61)
      #expect(table.first?.hasPrefix("id,segment,name,") == true, "\(table.first ?? "")")
      #expect(Set(table.dropFirst().compactMap { $0.split(separator: ",").first }).count == 60)
    }

    @Test func `customers become segments of the number asked for`() throws {
      let folder = try Folder()
      try folder.write(Samples.customers, to: "customers.csv")

      let finished = try Program.run(
        ["segment", "customers.csv", "--k", "3", "--out", "out.csv", "--model", "model.json"],
        in: folder)

      #expect(finished.status == 0)
      #expect(finished.errors == "")
      #expect(
        finished.words.prefix(8) == [
          "Read customers.csv",
          "as a table of customers (utf-8, commas)",
          "customer customer_id",
          "features age, income, score",
          "Kept",
          "rows read 90",
          "rows kept 90",
          "3 segments of 90 customers",
        ])
      #expect(
        finished.output.hasSuffix(
          "\nWrote out.csv (a row per customer)\nWrote model.json (the model)\n"))
      #expect(finished.lines.filter { $0.count > 80 } == [])
      #expect(try folder.names() == ["customers.csv", "model.json", "out.csv"])
      #expect(try folder.read("out.csv").split(whereSeparator: \.isNewline).count == 91)
      let model = try Reply(#"{"result":\#(try folder.read("model.json"))}"#)
      #expect(model.result?.isEmpty == false)
    }

    @Test func `--json prints the fit and the profile as one line`() throws {
      let folder = try Folder()
      try folder.write(Samples.transactions, to: "sales.csv")

      let finished = try Program.run(["segment", "sales.csv", "--json", "--k", "3"], in: folder)

      #expect(finished.status == 0)
      #expect(finished.errors == "")
      #expect(finished.lines.count == 1)
      let result = try #require(try Reply(#"{"result":\#(finished.output)}"#).result)
      #expect(result.keys.sorted() == ["fit", "profile"])
      let fit = try #require(result["fit"] as? [String: Any])
      #expect(fit["k"] as? Int == 3)
      #expect(fit["n"] as? Int == 60)
      let segments = try #require(fit["segments"] as? [[String: Any]])
      #expect(segments.compactMap { $0["size"] as? Int } == [20, 20, 20])
    }

    @Test func `a column may be named, and a recipe given`() throws {
      let folder = try Folder()
      try folder.write(Samples.transactions, to: "sales.csv")
      try folder.write(
        """
        {"transactions": {"customer": "CustomerID", "date": "InvoiceDate",
          "invoice": "InvoiceNo", "amount": "Quantity", "returns": "ignore"}}

        """, to: "recipe.json")

      let named = try Program.run(
        ["segment", "sales.csv", "--k", "3", "--amount", "UnitPrice"], in: folder)
      let given = try Program.run(
        ["segment", "sales.csv", "--k", "3", "--recipe", "recipe.json"], in: folder)

      #expect(named.status == 0, "\(named.errors)")
      #expect(named.output.contains("    amount    UnitPrice\n"))
      #expect(given.status == 0, "\(given.errors)")
      #expect(given.output.contains("\n  by the given recipe (utf-8, commas, dates as iso)\n"))
      #expect(!given.output.contains("dropped: returns"))
    }

    @Test func `a file in another folder is joined with the tables beside it`() throws {
      let folder = try Folder()
      try folder.write(Samples.transactions, to: "shop/sales.csv")
      try folder.write("Quantity,Kind\n1,single\n2,pair\n", to: "shop/kinds.csv")
      try folder.write(
        """
        {"transactions": {"customer": "CustomerID", "date": "InvoiceDate",
          "invoice": "InvoiceNo", "quantity": "Quantity", "price": "UnitPrice",
          "join": [{"data": {"path": "kinds.csv"}, "on": "Quantity"}], "carry": ["Kind"]}}

        """, to: "shop/recipe.json")

      let plain = try Program.run(["segment", "shop/sales.csv", "--k", "3"], in: folder)
      let joined = try Program.run(
        ["segment", "shop/sales.csv", "--k", "3", "--recipe", "shop/recipe.json"], in: folder)

      #expect(plain.status == 0, "\(plain.errors)")
      #expect(joined.status == 0, "\(joined.errors)")
      #expect(joined.output.contains("3 segments of 60 customers"))
    }

    @Test func `the same file and seed give the same bytes`() throws {
      let folder = try Folder()
      try folder.write(Samples.transactions, to: "sales.csv")
      var tables: [String] = []

      for threads in ["1", "2", "8"] {
        let finished = try Program.run(
          ["segment", "sales.csv", "--seed", "7", "--threads", threads], in: folder)
        #expect(finished.status == 0)
        tables.append(try folder.read("segments.csv"))
      }

      #expect(Set(tables).count == 1)
      #expect(tables[0].split(whereSeparator: \.isNewline).count == 61)
    }

    @Test func `a terminal sees progress, which is gone at the end`() throws {
      let folder = try Folder()
      try folder.write(Samples.transactions, to: "sales.csv")
      let (process, end) = Program.process(
        "/usr/bin/script", ["-qec", "'\(Program.path)' segment sales.csv", "log"], in: folder)
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = FileHandle.nullDevice

      try process.run()
      end.wait()
      // What the terminal was sent, without the first and last line, which are the recorder's.
      let recorded = try folder.read("log").split(separator: "\n", omittingEmptySubsequences: false)
      let shown = recorded.dropFirst().dropLast(2).joined(separator: "\n")

      #expect(process.terminationStatus == 0)
      let parts = shown.split(separator: "\r\u{1B}[K", omittingEmptySubsequences: false)
      #expect(parts.count > 2, "\(shown)")
      #expect(parts.dropLast().filter { $0.count > 78 } == [])
      let report = try #require(parts.last)
      #expect(report.contains("3 segments of 60 customers"))
      #expect(!report.contains("\u{1B}"))
    }
  }
}
