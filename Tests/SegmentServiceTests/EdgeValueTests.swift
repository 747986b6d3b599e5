import JSON
import JSONRPC
import Testing

@testable import SegmentService

/// Values at the ends of what doubles, dates and names can be, through the whole service.
@Suite("values at the ends of the range")
struct EdgeValueTests {
  private func document(_ desk: Desk) throws -> String {
    let text = try desk.ask("models.export", #"{"model":"m"}"#).text("document")
    return JSONValue.string(text).description
  }

  @Test func `dates taken as categories get the segments of the fit again`() throws {
    let desk = Desk()
    let data =
      #"{"columns":{"day":["2011-01-01","2011-01-01","2012-02-02","2012-02-02","2012-02-02"]}}"#

    let fit = try desk.ask(
      "fit",
      #"{"model":"m","k":2,"data":\#(data),"recipe":{"features":[{"column":"day","encode":"onehot"}]}}"#
    )
    let assigned = try desk.ask("assign", #"{"model":"m","data":\#(data)}"#)

    #expect(try fit.strings("features") == ["day=2011-01-01", "day=2012-02-02"])
    #expect(try assigned.integers("segment") == [2, 2, 1, 1, 1])
  }

  @Test func `a purchase on the last day there is makes a model that comes back`() throws {
    let desk = Desk()
    let data = #"{"columns":{"who":["a","b"],"day":["9999-12-31","9999-12-01"],"paid":[1,2]}}"#

    let fit = try desk.ask(
      "fit",
      #"{"model":"m","k":2,"data":\#(data),"recipe":{"transactions":{"customer":"who","date":"day","#
        + #""amount":"paid"}}}"#)
    let imported = try desk.ask(
      "models.import", #"{"document":\#(try document(desk)),"model":"x"}"#)

    #expect(try fit.text("as_of") == "9999-12-31T23:59:59")
    #expect(try imported.text("as_of") == "9999-12-31T23:59:59")
  }

  @Test(arguments: ["postgresql", "sqlite", "duckdb"])
  func `huge numbers of almost no weight are exported`(dialect: String) throws {
    let desk = Desk()
    try desk.ask(
      "fit",
      #"{"model":"m","k":2,"data":{"columns":{"x":[0,1e300,1e300,0],"y":[1,2,3,9]}},"recipe":"#
        + #"{"features":[{"column":"y"},{"column":"x","scale":"minmax","weight":1e-300}]}}"#)

    let query = try desk.ask(
      "models.export", #"{"model":"m","format":"sql","dialect":"\#(dialect)"}"#
    ).text("document")

    #expect(query.contains("SELECT"))
    #expect(!query.contains("inf") && !query.contains("nan"))
  }

  @Test(
    arguments: [
      #"{"columns":{"x":[3,1e-7,1e19,1e18,1e-7,1.7e308]}}"#,
      #"{"columns":{"":[1,2,3,9,10]}}"#,
    ])
  func `a model of odd columns is written and read back`(data: String) throws {
    let desk = Desk()
    let scale = #""defaults":{"scale":"minmax","outliers":{"rule":{"iqr":0},"do":"flag"}}"#
    let fit = try desk.ask(
      "fit", #"{"model":"m","k":2,"data":\#(data),"recipe":{\#(scale)}}"#)

    let imported = try desk.ask(
      "models.import", #"{"document":\#(try document(desk)),"model":"x"}"#)
    let again = try desk.ask(
      "fit", #"{"model":"m","k":2,"data":\#(data),"recipe":\#(try fit.at("recipe"))}"#)

    #expect(try imported.text("fingerprint") == fit.text("fingerprint"))
    #expect(try again.text("fingerprint") == fit.text("fingerprint"))
  }

  @Test func `a key that a number is derived from joins in the fit and for the model`() throws {
    let desk = Desk()
    let data = #"{"columns":{"born":["1980-01-01",null,"1990-01-01"],"x":[1,5,9]}}"#
    let join = #"{"columns":{"born":["1970-01-01"],"z":[1]}}"#
    try desk.ask(
      "fit",
      #"{"model":"m","k":2,"data":\#(data),"recipe":{"join":[{"data":\#(join),"on":"born"}],"#
        + #""derive":[{"name":"age","from":"born","as":"years_since","of":"2000-01-01"}]}}"#)

    let assigned = try desk.ask(
      "assign", #"{"model":"m","data":\#(data),"joins":[\#(join)]}"#)

    #expect(try assigned.integers("segment").count == 3)
  }

  @Test func `a label of spaces brings back the name that was made`() throws {
    let desk = Desk()
    let fit = try desk.ask(
      "fit", #"{"model":"m","k":2,"data":{"columns":{"x":[1,2,8,9]}}}"#)

    let reply = try desk.ask("models.label", #"{"model":"m","segment":1,"name":"  "}"#)

    #expect(try reply.text("name") == fit.text("segments.0.name"))
  }
}
