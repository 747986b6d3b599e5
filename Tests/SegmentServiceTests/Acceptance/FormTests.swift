import Foundation
import JSON
import SharedFiles
import Testing

@testable import SegmentService

@Suite("One content in every form of data")
struct FormTests {
  /// Forty customers in four groups, made up: text ids, a category, two numbers, a missing cell.
  static let rows: Rows = {
    var rows = Rows(names: ["key", "group", "spend", "visits"], columns: [[], [], [], []])
    for row in 0..<40 {
      rows.columns[0].append(quoted("c\(row)"))
      rows.columns[1].append(quoted(["north", "south"][row % 2]))
      rows.columns[2].append(row == 7 ? "null" : "\(row % 4 * 100 + row).25")
      rows.columns[3].append("\(row % 4 * 5 + row % 3)")
    }
    return rows
  }()

  @Test func `columns, records, rows, a CSV and an uploaded table give one fingerprint`() throws {
    let rows = FormTests.rows
    let file = try SharedData.write(
      rows.asCSV.replacingOccurrences(of: "null", with: ""), as: "forms.csv")
    let desk = Desk(roots: [SharedData.folder])
    try desk.ask("tables.put", "{\"table\":\"t\",\"data\":\(rows.taking(0..<5).asRecords)}")
    try desk.ask("tables.append", "{\"table\":\"t\",\"data\":\(rows.taking(5..<6).asColumns)}")
    try desk.ask("tables.append", "{\"table\":\"t\",\"data\":\(rows.taking(6..<40).asRows)}")

    let forms = [
      rows.asColumns, rows.asRecords, rows.asRows, "{\"path\":\"\(file)\"}", "{\"table\":\"t\"}",
    ]
    let replies = try forms.map {
      try desk.ask(
        "fit",
        "{\"model\":\"m\",\"k\":4,\"recipe\":{\"id\":\"key\"},\"reuse\":false,\"data\":\($0)}")
    }

    let fingerprints = Set(try replies.map { try $0.at("fingerprint").description })
    #expect(fingerprints.count == 1)
    #expect(try replies.map { try $0.at("version").integer } == [1, 2, 3, 4, 5])
    #expect(try replies[0].at("ledger.imputed") == ["spend": 1])
  }

  @Test(arguments: [false, true])
  func `base64 gives the fingerprint of the same numbers in JSON`(isSingle: Bool) throws {
    // Quarters are exact in both precisions; NaN is missing.
    let rows = FormTests.rows.keeping(["spend", "visits"])
    var bytes: [UInt8] = []
    for row in 0..<rows.count {
      for column in rows.columns {
        let value = Double(column[row]) ?? .nan
        let bits = isSingle ? UInt64(Float(value).bitPattern) : value.bitPattern
        for shift in stride(from: 0, to: isSingle ? 32 : 64, by: 8) {
          bytes.append(UInt8(truncatingIfNeeded: bits >> UInt64(shift)))
        }
      }
    }
    let data =
      "{\"fields\":[\"spend\",\"visits\"],\"dtype\":\"\(isSingle ? "<f4" : "<f8")\","
      + "\"shape\":[40,2],\"b64\":\"\(Data(bytes).base64EncodedString())\"}"
    let desk = Desk()

    let first = try desk.ask("fit", "{\"model\":\"m\",\"k\":4,\"data\":\(rows.asColumns)}")
    let second = try desk.ask("fit", "{\"model\":\"m\",\"k\":4,\"data\":\(data)}")

    #expect(try first.at("fingerprint") == second.at("fingerprint"))
    #expect(try second.at("unchanged") == true)
  }

  @Test func `ids beside the rows go back as they came`() throws {
    let desk = Desk()
    let ids = "[1,\"00123\",123456789012345678901234567890,\"x y\"]"
    let data = "{\"columns\":{\"a\":[1,2,8,9]},\"ids\":\(ids)}"
    try desk.ask("fit", "{\"model\":\"m\",\"k\":2,\"data\":\(data)}")

    let reply = try desk.ask("assign", "{\"model\":\"m\",\"data\":\(data)}")

    #expect(try reply.at("ids").description == ids)
    let segments = try reply.integers("segment")
    #expect(segments[0] == segments[1])
    #expect(segments[2] == segments[3])
    #expect(segments[0] != segments[3])
  }
}
