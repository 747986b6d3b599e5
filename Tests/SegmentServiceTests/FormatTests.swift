import JSON
import SharedFiles
import Testing

@testable import SegmentService

@Suite("Text is read as it was in the fit, however few rows come")
struct FormatTests {
  static let recipe =
    "{\"transactions\":{\"customer\":\"c\",\"date\":\"d\",\"amount\":\"x\",\"invoice\":\"i\"}}"

  /// Customers a, b, c and d; only a's and d's cells tell that the month, or the day, comes first
  /// and that a comma marks decimals.
  static func rows(monthFirst: Bool) -> Rows {
    let telling = monthFirst ? ["2/25/2020", "3/31/2020"] : ["25/2/2020", "31/3/2020"]
    let dates = [telling[0], "1/2/2020", "5/1/2020", "6/1/2020", "2/3/2020", telling[1]]
    let amounts = ["1,5", "2,25", "1,234", "7,5", "1,001", "900,5"]
    return Rows(
      names: ["c", "i", "d", "x"],
      columns: [
        ["a", "a", "b", "b", "c", "d"].map(quoted), (0..<6).map { quoted("i\($0)") },
        dates.map(quoted), amounts.map(quoted),
      ])
  }

  @Test(arguments: [true, false], ["columns", "records", "rows", "file"])
  func `a customer alone keeps dates and decimals`(monthFirst: Bool, form: String) throws {
    let desk = Desk(roots: [SharedData.folder])
    let rows = FormatTests.rows(monthFirst: monthFirst)
    func data(_ rows: Rows) throws -> String {
      switch form {
      case "columns": return rows.asColumns
      case "records": return rows.asRecords
      case "rows": return rows.asRows
      default:
        let text = rows.asCSV(separator: ";")
        let file = try SharedData.write(text, as: "formats-\(monthFirst).csv")
        return "{\"path\":\"\(file)\"}"
      }
    }
    try desk.ask(
      "fit",
      "{\"model\":\"m\",\"k\":2,\"recipe\":\(FormatTests.recipe),\"data\":\(try data(rows))}")
    func distances(_ rows: Rows) throws -> [String: Double] {
      let reply = try desk.ask(
        "assign", "{\"model\":\"m\",\"detail\":[\"distance\"],\"data\":\(try data(rows))}")
      return Dictionary(
        uniqueKeysWithValues: zip(try reply.strings("ids"), try reply.doubles("distance")))
    }

    let together = try distances(rows)
    for (key, alone) in rows.grouped(by: ["c"]) {
      let name = key.filter { $0 != "\"" }

      #expect(try distances(rows.taking(alone)) == [name: try #require(together[name])], "\(name)")
    }
  }

  @Test func `dates and numbers written in another way are recognised anew`() throws {
    let desk = Desk(roots: [SharedData.folder])
    let rows = FormatTests.rows(monthFirst: true)
    try desk.ask(
      "fit", "{\"model\":\"m\",\"k\":2,\"recipe\":\(FormatTests.recipe),\"data\":\(rows.asColumns)}"
    )
    var plain = rows
    plain.columns[2] = [
      "2020-02-25", "2020-01-02", "2020-05-01", "2020-06-01", "2020-02-03", "2020-03-31",
    ].map(quoted)
    plain.columns[3] = ["1.5", "2.25", "1.234", "7.5", "1.001", "900.5"]
    let file = try SharedData.write(plain.asCSV(separator: ","), as: "formats-plain.csv")

    let replies = try [rows.asColumns, plain.asColumns, "{\"path\":\"\(file)\"}"].map {
      try desk.ask("assign", "{\"model\":\"m\",\"detail\":[\"distance\"],\"data\":\($0)}")
    }

    #expect(try replies[0].doubles("distance") == replies[1].doubles("distance"))
    #expect(try replies[0].doubles("distance") == replies[2].doubles("distance"))
  }

  @Test func `an id column of the recipe is no feature beside ids`() throws {
    let desk = Desk()
    let data = "{\"columns\":{\"k\":[\"a\",\"b\",\"c\",\"d\"],\"y\":[1,2,8,9]},\"ids\":[1,2,3,4]}"

    let fit = try desk.ask(
      "fit", "{\"model\":\"m\",\"k\":2,\"recipe\":{\"id\":\"k\"},\"data\":\(data)}")
    let reply = try desk.ask("assign", "{\"model\":\"m\",\"data\":\(data)}")

    #expect(try fit.strings("features") == ["y"])
    #expect(try reply.integers("ids") == [1, 2, 3, 4])
  }
}
