import JSON
import Testing

@testable import SegmentService

@Suite("Feature 11: names and playbook, the codes and the grid")
struct RFMNameTests {
  /// 125 customers, one for each code: as many days, orders and pounds as put them there.
  private static let everyCode: String = {
    var (names, dates, spend): ([String], [String], [String]) = ([], [], [])
    for recency in 1...5 {
      for frequency in 1...5 {
        for monetary in 1...5 {
          // Score 5 is December, score 1 is August; as many days bought as the frequency says.
          for day in 0..<frequency {
            let month = 7 + recency
            names.append("\"\(recency)\(frequency)\(monetary)\"")
            dates.append("\"2011-\(month < 10 ? "0" : "")\(month)-\(day == 0 ? "20" : "0\(day)")\"")
            spend.append(day == 0 ? "\(monetary * 100)" : "0.01")
          }
        }
      }
    }
    return "{\"columns\":{\"c\":[\(names.joined(separator: ","))],"
      + "\"d\":[\(dates.joined(separator: ","))],\"x\":[\(spend.joined(separator: ","))]}}"
  }()

  private func ask(_ more: String) throws -> JSONValue {
    try Desk().ask(
      "rfm",
      "{\"data\":\(RFMNameTests.everyCode),\"transactions\":{\"customer\":\"c\",\"date\":\"d\","
        + "\"amount\":\"x\"}\(more)}")
  }

  @Test func `all 125 codes are named once`() throws {
    let reply = try ask(",\"names\":\"codes\"")

    let codes = try reply.strings("scores")
    #expect(codes == (try reply.strings("ids")))
    #expect(Set(codes).count == 125)
    let names = try reply.strings("names")
    #expect(names.count == 125 && !names.contains("null"))
    let counts = Dictionary(grouping: names, by: { $0 }).mapValues(\.count)
    #expect(
      counts == [
        "Champions": 7, "Loyal": 8, "Potential Loyalist": 24, "New (Recent)": 7, "Promising": 16,
        "Need Attention": 8, "About To Sleep": 5, "At Risk": 22, "Can't Lose": 8,
        "Hibernating": 14, "Lost": 6,
      ])
    let place = try #require(codes.firstIndex(of: "533"))
    #expect(names[place] == "Potential Loyalist")
    let segments = try reply.list("segments")
    #expect(try segments.map { try $0.number("customers") }.reduce(0, +) == 125)
    #expect(abs(try segments.map { try $0.number("monetary_share") }.reduce(0, +) - 1) < 1e-12)
    #expect(try segments.first?.text("name") == "Champions")
  }

  @Test func `all 25 cells of the grid are named, whatever the spend`() throws {
    let reply = try ask("")

    let codes = try reply.strings("scores")
    let names = try reply.strings("names")
    var byCell: [String: Set<String>] = [:]
    for (code, name) in zip(codes, names) {
      byCell[String(code.prefix(2)), default: []].insert(name)
    }
    #expect(byCell.count == 25)
    #expect(byCell.allSatisfy { $0.value.count == 1 })
    #expect(byCell["55"] == ["Champions"] && byCell["15"] == ["Can't Lose"])
    #expect(byCell["11"] == ["Hibernating"] && byCell["33"] == ["Need Attention"])
  }

  @Test func `names are for five scores, and a warning says so`() throws {
    let reply = try ask(",\"scores\":10")

    #expect(reply["names"] == nil && reply["segments"] == nil)
    #expect(
      try reply.strings("warnings") == ["names are for five scores, and there are 10: no names"])
    #expect(try reply.strings("scores").allSatisfy { $0.split(separator: "-").count == 3 })
  }
}
