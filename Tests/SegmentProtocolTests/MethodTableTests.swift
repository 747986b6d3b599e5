import JSON
import Testing

@testable import SegmentProtocol

@Suite("The method table and its OpenRPC document")
struct MethodTableTests {
  /// Parameters in positional order, by the protocol's page.
  @Test(
    arguments: [
      (
        "fit",
        [
          "model", "data", "k", "recipe", "k_range", "seed", "n_init", "max_iter", "tol", "init",
          "refine", "sample_weight", "min_size", "min_share", "small", "fixed", "align", "keep",
          "reuse",
        ]
      ), ("assign", ["model", "data", "as_of", "detail", "joins"]),
      ("profile", ["model", "data", "as_of", "by", "trend", "format", "joins"]),
      ("silhouette", ["model", "data", "labels", "method", "sample", "seed", "values", "joins"]),
      ("sweep", ["data", "recipe", "k_range", "criteria", "seed", "n_init", "model"]),
      ("compare", ["a", "b", "data", "joins"]), ("drift", ["model", "data", "as_of", "joins"]),
      ("stability", ["model", "data", "repeats", "seed", "joins"]),
      ("models.list", []), ("models.get", ["model"]), ("models.delete", ["model"]),
      ("models.rename", ["model", "to"]),
      ("models.label", ["model", "segment", "name", "advice"]),
      ("tables.put", ["table", "data"]), ("tables.append", ["table", "data"]),
      ("tables.get", ["table", "offset", "limit"]), ("tables.list", []),
      ("tables.delete", ["table"]), ("server.info", []), ("server.ping", []),
      ("server.shutdown", []), ("rpc.discover", []),
    ])
  func `a method has its parameters in the order of the protocol`(name: String, fields: [String]) {
    #expect(MethodTable.method(named: name)?.fields.map(\.name) == fields)
  }

  @Test func `names differ, sentences end, and required parameters come first`() {
    let methods = MethodTable.methods

    #expect(methods.count >= 18)
    #expect(Set(methods.map(\.name)).count == methods.count)
    for method in methods {
      #expect(method.summary.hasSuffix("."))
      #expect(Set(method.fields.map(\.name)).count == method.fields.count)
      let required = method.fields.map(\.isRequired)
      #expect(required == required.sorted { $0 && !$1 }, "\(method.name)")
      #expect(method.fields.allSatisfy { $0.meaning.hasSuffix(".") })
    }
  }

  @Test func `a default that is shown fits its own schema`() {
    var checked = 0
    for field in MethodTable.methods.flatMap(\.fields) {
      guard let value = field.defaultValue else { continue }
      #expect(throws: Never.self, "\(field.name)") { try field.schema.check(value, at: field.name) }
      checked += 1
    }

    #expect(checked >= 14)
  }

  @Test func `every reference of the document resolves and every component is used`() throws {
    let document = OpenRPC.document
    let components = try #require(document["components"]?["schemas"]?.object).members.map(\.key)
    let text = document.description

    let references = Set(
      text.split(separator: "\"#/components/schemas/").dropFirst().map {
        String($0.prefix { $0 != "\"" })
      })

    #expect(references == Set(components))
    #expect(Set(components).count == components.count)
  }

  @Test func `the document has the members that OpenRPC asks for`() throws {
    let document = OpenRPC.document

    #expect(document["openrpc"] == "1.3.2")
    #expect(document["info"]?["title"] == "segmentd")
    #expect(document["info"]?["version"] == .string(Version.program))
    let methods = try #require(document["methods"]?.array)
    #expect(methods.count == MethodTable.methods.count)
    for method in methods {
      #expect(method["name"]?.string?.isEmpty == false)
      let parameters = try #require(method["params"]?.array)
      for parameter in parameters {
        #expect(parameter["name"]?.string?.isEmpty == false)
        #expect(parameter["required"]?.bool != nil)
        #expect(parameter["schema"]?.object != nil)
      }
      #expect(method["result"]?["name"] == "result")
      #expect(method["result"]?["schema"]?.object != nil)
      for error in try #require(method["errors"]?.array) {
        #expect(error["code"]?.integer != nil)
        #expect(error["message"]?.string?.isEmpty == false)
      }
    }
  }

  @Test func `error kinds have codes and words of their own`() {
    let kinds = ErrorKind.allCases

    #expect(Set(kinds.map(\.code)).count == kinds.count)
    #expect(Set(kinds.map(\.rawValue)).count == kinds.count)
    #expect(ErrorKind.modelNotFound.code == 1001)
    #expect(ErrorKind.dataNeeded.code == 1014)
    #expect(ErrorKind.dataNeeded.rawValue == "data_needed")
  }
}
