import JSON
import JSONRPC
import SegmentProtocol
import Testing

@Suite("Refusals: numbers that ask for work")
struct BoundTests {
  private static let rows = "{\"columns\":{\"a\":[1,2,8,9],\"b\":[1,1,5,5]}}"

  /// A parameter that must be a whole number within bounds, and one beyond them.
  private static func beyond(
    _ name: String, _ value: String, _ least: Int, _ most: Int, _ method: String, _ params: String
  ) -> Refusal {
    Refusal(
      "\(method) with \(name) \(value)", method, params, -32602, "invalid_params",
      "\(name) is \(value) but must be a whole number from \(least) to \(most)")
  }

  static let bounds: [Refusal] =
    ["1001", "1000000000000000000"].flatMap { value in
      [
        beyond(
          "n_init", value, 1, 1_000, "fit", #"{"model":"m","data":\#(rows),"n_init":\#(value)}"#),
        beyond("n_init", value, 1, 1_000, "sweep", #"{"data":\#(rows),"n_init":\#(value)}"#),
        beyond(
          "recipe.features[0].levels", value, 1, 1_000, "describe",
          #"{"data":\#(rows),"recipe":{"features":[{"column":"a","encode":"onehot","levels":\#(value)}]}}"#
        ),
      ]
    }
    + ["100001", "9007199254740993"].map {
      beyond("max_iter", $0, 1, 100_000, "fit", #"{"model":"m","data":\#(rows),"max_iter":\#($0)}"#)
    }
    + [
      beyond("repeats", "10001", 1, 10_000, "stability", #"{"model":"m","repeats":10001}"#),
      beyond(
        "sample", "10000001", 2, 10_000_000, "silhouette", #"{"model":"m","sample":10000001}"#),
      beyond("limit", "1000001", 0, 1_000_000, "tables.get", #"{"table":"t","limit":1000001}"#),
      beyond(
        "recipe.transactions.window_days", "36501", 1, 36_500, "describe",
        #"{"data":\#(rows),"recipe":{"transactions":{"customer":"a","date":"b","window_days":36501}}}"#
      ),
      beyond(
        "scores", "11", 2, 10, "rfm",
        #"{"data":\#(rows),"transactions":{"customer":"a","date":"b"},"scores":11}"#),
      Refusal(
        "51 counts", "sweep", #"{"data":\#(rows),"k_range":[1,51]}"#, -32602, "invalid_params",
        "k_range is [1,51] but must be [first, last] with first ≤ last and at most 50 counts"),
      Refusal(
        "counts without end", "sweep", #"{"data":\#(rows),"k_range":[1,9223372036854775807]}"#,
        -32602, "invalid_params",
        "k_range is [1,9223372036854775807] but must be [first, last] with first ≤ last and at most "
          + "50 counts"),
      Refusal(
        "more segments than rows", "fit", #"{"model":"m","data":\#(rows),"k":5}"#, 1005,
        "too_few_rows",
        "4 rows cannot fill 5 segments; send more rows or ask for fewer segments"),
      Refusal(
        "far more segments than rows", "fit",
        #"{"model":"m","data":\#(rows),"k":1000000000000000000}"#, -32602, "invalid_params",
        "k is 1000000000000000000 but must be at most 2147483647"),
    ]

  @Test(arguments: bounds)
  func `a number beyond its bound is refused with the bound`(refusal: Refusal) throws {
    try refusal.check(at: Desk())
  }

  @Test(arguments: [
    "[4611686018427387904,2]", "[2305843009213693952,2]", "[9223372036854775807,2]", "[5,2]",
  ])
  func `a shape beyond the bytes that came is refused, whatever it multiplies to`(shape: String)
    throws
  {
    let error = try Desk().refusal(
      "describe",
      #"{"data":{"fields":["a","b"],"dtype":"<f8","shape":\#(shape),"b64":"AAAAAAAA8D8="}}"#)

    #expect(error.code == 1004)
    #expect(error.message.hasPrefix("b64 holds 8 bytes but shape and dtype ask for "))
  }

  @Test func `levels of many columns together are bounded, too`() throws {
    let values = (0..<1_000).map { "\"v\($0)\"" }.joined(separator: ",")
    let columns = (0..<11).map { "\"c\($0)\":[\(values)]" }.joined(separator: ",")
    let features = (0..<11).map { "{\"column\":\"c\($0)\",\"encode\":\"onehot\",\"levels\":1000}" }

    let error = try Desk().refusal(
      "fit",
      #"{"model":"m","k":2,"data":{"columns":{\#(columns)}},"recipe":{"features":[\#(features.joined(separator: ","))]}}"#
    )

    expect(
      error, -32602, "invalid_params",
      "recipe.features is 11000 but must be at most 10000 features in all, each level of an encoded "
        + "text one")
  }

  @Test func `a long list of values costs no more than a short one`() throws {
    let count = 60_000
    let texts = (0..<count).map { "\"t\($0)\"" }.joined(separator: ",")
    let numbers = (0..<count).map { "\($0)" }.joined(separator: ",")
    let dates = (0..<count).map { "\"\(1900 + $0 % 150)-01-02\"" }.joined(separator: ",")

    // Each value against each cell would take minutes.
    let answer = try Desk().ask(
      "describe",
      #"{"data":{"columns":{"t":[\#(texts)],"n":[\#(numbers)],"d":[\#(dates)]}},"recipe":{"where":["#
        + #"{"column":"t","in":[\#(texts)]},{"column":"n","not_in":[\#(numbers)]},"#
        + #"{"column":"d","in":[\#(dates)]}]}}"#)

    #expect(answer["ledger"]?["rows_kept"] == 0)
  }

  /// Whole numbers that may be as large as they like: they are compared, never counted to.
  private static let unbounded: Set<String> = [
    "fit.k", "fit.k_range[]", "fit.seed", "fit.min_size", "sweep.k_range[]", "sweep.seed",
    "silhouette.seed", "silhouette.labels[]", "stability.seed", "models.label.segment",
    "tables.get.offset", "fit_reduce.seed",
  ]

  @Test func `every other whole number of a request has an upper bound`() {
    var found: Set<String> = []
    var integerCount = 0
    func walk(_ schema: JSONValue, _ path: String) {
      if schema["type"] == "integer" {
        integerCount += 1
        if schema["maximum"] == nil { found.insert(path) }
      }
      for branch in schema["oneOf"]?.array ?? schema["anyOf"]?.array ?? [] { walk(branch, path) }
      if let items = schema["items"] { walk(items, path + "[]") }
      for (name, member) in schema["properties"]?.object?.members ?? [] {
        walk(member, "\(path).\(name)")
      }
    }
    let components = OpenRPC.document["components"]?["schemas"]?.object?.members ?? []
    for method in OpenRPC.document["methods"]?.array ?? [] {
      for field in method["params"]?.array ?? [] {
        guard let schema = field["schema"], let name = field["name"]?.string else { continue }
        walk(schema, "\(method["name"]?.string ?? "").\(name)")
      }
    }
    for (name, schema) in components where name.lowercased().contains("recipe") {
      walk(schema, name)
    }

    #expect(found == Self.unbounded)
    print("whole numbers of requests: \(integerCount)")
    #expect(integerCount >= 15)
  }
}
