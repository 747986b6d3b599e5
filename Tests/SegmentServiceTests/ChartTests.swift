import JSON
import JSONRPC
import SegmentProtocol
import Testing

@testable import SegmentService

@Suite("chart")
struct ChartTests {
  /// Sixty customers' sales over a year, each group with habits of its own.
  private static let sales: String = {
    var (customers, dates, totals, countries) = ([String](), [String](), [String](), [String]())
    for customer in 0..<60 {
      for sale in 0..<(1 + customer % 3 * 4) {
        customers.append("\"c\(customer)\"")
        let month = 1 + (sale * 3 + customer) % 12
        dates.append("\"2024-\(month < 10 ? "0" : "")\(month)-1\(customer % 10)\"")
        totals.append("\(10 * (1 + customer % 3) + customer % 7).5")
        countries.append(customer % 4 == 0 ? "\"<script>\"" : "\"U\\u2028K\\\"}\"")
      }
    }
    return "{\"columns\":{\"who\":[\(customers.joined(separator: ","))],"
      + "\"day\":[\(dates.joined(separator: ","))],\"spent\":[\(totals.joined(separator: ","))],"
      + "\"country\":[\(countries.joined(separator: ","))]}}"
  }()
  private static let recipe =
    "{\"transactions\":{\"customer\":\"who\",\"date\":\"day\",\"amount\":\"spent\","
    + "\"carry\":[\"country\"]}}"

  private func desk() throws -> Desk {
    let desk = Desk()
    for (model, k) in [("m", "3"), ("auto", "\"auto\"")] {
      try desk.ask(
        "fit",
        "{\"model\":\"\(model)\",\"data\":\(ChartTests.sales),\"recipe\":\(ChartTests.recipe),"
          + "\"k\":\(k)}")
    }
    return desk
  }

  private func question(_ kind: ChartKind) -> String {
    let more =
      switch kind {
      case .migration: "\"a\":\"m\",\"b\":\"auto\""
      case .by: "\"model\":\"m\",\"by\":\"country\""
      default: "\"model\":\"m\""
      }
    return "{\"kind\":\"\(kind.rawValue)\",\(more)}"
  }

  @Test(arguments: ChartKind.allCases)
  func `every kind is a specification with a title, its data and axes`(kind: ChartKind) throws {
    let spec = try desk().ask("chart", question(kind)).at("spec")

    #expect(try spec.at("$schema") == "https://vega.github.io/schema/vega-lite/v5.json")
    #expect(try spec.at("title.text").string?.isEmpty == false)
    #expect(try spec.at("title.subtitle").string?.isEmpty == false)
    #expect(try spec.at("data.name") == "dataset")
    #expect(try spec.list("data.values").count >= 3)
  }

  @Test(arguments: ChartKind.allCases)
  func `the same picture comes in one line, whatever is in the names`(kind: ChartKind) throws {
    let desk = try desk()
    try desk.ask(
      "models.label", "{\"model\":\"m\",\"segment\":1,\"name\":\"</script>{{\\\"}]]>\\u2028\"}")

    let answers = try (0..<2).map { _ in try bytes(desk, question(kind)) }

    #expect(answers[0] == answers[1])
    #expect(!answers[0].contains(UInt8(ascii: "\n")))
    let shown = try JSONValue(JSONText(answers[0]).root).list("spec.data.values").filter {
      $0["segment"]?.string == "1 </script>{{\"}]]>\u{2028}"
    }
    #expect(
      !shown.isEmpty || kind == .elbow || kind == .rfmGrid || kind == .migration,
      "the name stands in the data")
  }

  @Test func `by shows a column that only the rows sent have`() throws {
    let desk = Desk()
    let columns = "\"x\":[1,2,50,51,1],\"y\":[1,1,9,9,2],\"shop\":[\"a\",\"b\",\"a\",\"b\",\"a\"]"
    try desk.ask(
      "fit",
      "{\"model\":\"m\",\"k\":2,\"data\":{\"columns\":{\(columns)}},"
        + "\"recipe\":{\"features\":[{\"column\":\"x\"},{\"column\":\"y\"}]}}")
    let text = String(
      decoding: try bytes(
        desk,
        "{\"kind\":\"by\",\"model\":\"m\",\"by\":\"shop\",\"data\":{\"columns\":{\(columns)}}}"),
      as: UTF8.self)
    #expect(text.contains("\"shop\"") && text.contains("\"a\"") && text.contains("\"b\""))
  }

  @Test func `a segment has its colour by its id, in every picture the same`() throws {
    let desk = try desk()
    var ranges: [String] = []
    for kind in [ChartKind.sizes, .centers, .boxes, .trend, .by, .silhouette, .scatter, .pairs] {
      let text = String(decoding: try bytes(desk, question(kind)), as: UTF8.self)
      let parts = text.split(separator: "\"range\":[").dropFirst()
      #expect(!parts.isEmpty, "\(kind) colours segments")
      ranges += parts.map { String($0.prefix { $0 != "]" }) }
    }

    #expect(Set(ranges) == ["\"#0072B2\",\"#E69F00\",\"#009E73\""])
    #expect(Canvas.color(ofSegment: 13) == Canvas.color(ofSegment: 1))
    #expect(Set((1...12).map { Canvas.color(ofSegment: $0) }).count == 12)
  }

  @Test func `of many customers some are drawn, and the picture says so`() throws {
    let desk = try desk()
    for kind in ["scatter", "pairs"] {
      let spec = try desk.ask(
        "chart", "{\"kind\":\"\(kind)\",\"model\":\"m\",\"max_points\":20}"
      ).at("spec")

      let centers = kind == "scatter" ? 3 : 0
      #expect(try spec.list("data.values").count == 20 + centers)
      #expect(try spec.at("title.subtitle").string?.hasPrefix("20 of 60 customers") == true)
    }
  }

  @Test func `the picture does not depend on the order of rows`() throws {
    let rows = (0..<300).map { "[\(($0 * 37) % 100),\(($0 * 53) % 41)]" }
    let desk = Desk()
    for (model, rows) in [("a", rows), ("b", rows.reversed())] {
      try desk.ask(
        "fit",
        "{\"model\":\"\(model)\",\"k\":3,\"data\":{\"fields\":[\"x\",\"y\"],"
          + "\"rows\":[\(rows.joined(separator: ","))]}}")
    }

    for kind in ["scatter", "pairs", "silhouette", "boxes", "elbow"] {
      let answers = try ["a", "b"].map {
        try bytes(
          desk, "{\"kind\":\"\(kind)\",\"model\":\"\($0)\",\"max_points\":50}")
      }
      #expect(answers[0] == answers[1], "\(kind)")
    }
  }

  @Test func `the votes are counted beside the numbers of segments`() throws {
    let desk = try desk()
    let fit = try desk.ask("models.get", "{\"model\":\"auto\"}")
    let spec = try desk.ask("chart", "{\"kind\":\"elbow\",\"model\":\"auto\"}").at("spec")
    let rows = try spec.list("data.values")

    let suggested = rows.filter { $0["suggested"] == .bool(true) }
    #expect(suggested.count == 1)
    #expect(try suggested.first?["k"] == fit.at("k"))
    #expect(rows.contains { ($0["votes"]?.integer ?? 0) > 0 })
  }

  @Test(arguments: [
    ("{\"kind\":\"pie\",\"model\":\"m\"}", "kind"), ("{\"kind\":\"sizes\"}", "model"),
    ("{\"kind\":\"elbow\"}", "model"), ("{\"kind\":\"by\",\"model\":\"m\"}", "by"),
    ("{\"kind\":\"migration\",\"a\":\"m\"}", "b"),
    ("{\"kind\":\"boxes\",\"model\":\"m\",\"features\":[\"shoe size\"]}", "features"),
    ("{\"kind\":\"trend\",\"model\":\"plain\"}", "kind"),
    ("{\"kind\":\"rfm_grid\",\"model\":\"plain\"}", "kind"),
  ])
  func `what cannot be drawn is refused, naming the parameter`(
    question: String, parameter: String
  ) throws {
    let desk = try desk()
    try desk.ask(
      "fit", "{\"model\":\"plain\",\"k\":2,\"data\":{\"columns\":{\"x\":[1,2,9,10]}}}")

    let error = try desk.refusal("chart", question)

    #expect(error.code == -32602)
    #expect(error["param"] == .string(parameter))
  }

  @Test func `what a model does not keep is asked for`() throws {
    let desk = Desk()
    let data = "{\"columns\":{\"x\":[1,2,9,10],\"y\":[1,3,2,8]}}"
    try desk.ask("fit", "{\"model\":\"d\",\"k\":2,\"keep\":\"document\",\"data\":\(data)}")

    #expect(try desk.refusal("chart", "{\"kind\":\"scatter\",\"model\":\"d\"}").code == 1014)
    let drawn = try desk.ask("chart", "{\"kind\":\"scatter\",\"model\":\"d\",\"data\":\(data)}")
    #expect(try drawn.list("spec.data.values").count == 6)
    #expect(try desk.ask("chart", "{\"kind\":\"sizes\",\"model\":\"d\"}").at("warnings") == [])
  }

  private func bytes(_ desk: Desk, _ question: String) throws -> [UInt8] {
    let params = try JSONText(Array(question.utf8)).root
    switch desk.service.respond(to: "chart", params: params) {
    case .result(let bytes): return bytes
    case .failure(let error): throw error
    }
  }
}
