import JSON
import Testing

@testable import SegmentService

@Suite("Refusals: parameters and recipes")
struct ParameterRefusalTests {
  static let name =
    "a name of 1 to 128 letters, digits, spaces and ._- that does not begin with a dot"
  static let forms =
    "an object with one of columns, records, rows (and fields), b64 (and fields, dtype, shape), "
    + "path or table"
  static let rows = "{\"columns\":{\"a\":[1,2,8,9],\"b\":[1,1,5,5]}}"
  static let fields =
    "model, data, k, recipe, k_range, seed, n_init, max_iter, tol, init, refine, sample_weight, "
    + "min_size, min_share, small, fixed, align, keep, reuse"

  static let parameters: [Refusal] = [
    Refusal(
      "an unknown method", "fot", "{}", -32601, "method_not_found",
      "there is no method \"fot\"; did you mean \"fit\"?"),
    Refusal(
      "an unknown method like no other", "frobnicate", "{}", -32601, "method_not_found",
      "there is no method \"frobnicate\"; rpc.discover lists all methods"),
    Refusal(
      "a missing model", "fit", "{}", -32602, "invalid_params", "model is missing; send \(name)"),
    Refusal(
      "missing data", "fit", "{\"model\":\"m\"}", -32602, "invalid_params",
      "data is missing; send \(forms)"),
    Refusal(
      "missing data by position", "fit", "[\"m\"]", -32602, "invalid_params",
      "data is missing; send \(forms)"),
    Refusal(
      "a model that is a number, by position", "fit", "[5]", -32602, "invalid_params",
      "model is 5 but must be \(name)"),
    Refusal(
      "too many by position", "models.get", "[\"m\",1]", -32602, "invalid_params",
      "params is 2 values but must be at most 1 values in the order of the method's parameters"),
    Refusal(
      "a parameter of a method that takes none", "server.ping", "{\"x\":1}", -32602,
      "invalid_params", "there is no parameter \"x\"; this method takes no parameters"),
    .fit(
      "an unknown parameter", "\"clusters\":3", -32602, "invalid_params",
      "there is no parameter \"clusters\", only \(fields)"),
    .fit(
      "a misspelt parameter", "\"max_iters\":3", -32602, "invalid_params",
      "there is no parameter \"max_iters\", only \(fields); did you mean \"max_iter\"?"),
    .fit(
      "k as another word", "\"k\":\"three\"", -32602, "invalid_params",
      "k is \"three\" but must be \"auto\" or a whole number of at least 1"),
    .fit(
      "k zero", "\"k\":0", -32602, "invalid_params",
      "k is 0 but must be \"auto\" or a whole number of at least 1"),
    .fit(
      "k with a fraction", "\"k\":3.5", -32602, "invalid_params",
      "k is 3.5 but must be \"auto\" or a whole number of at least 1"),
    .fit(
      "more segments than rows", "\"k\":5", 1005, "too_few_rows",
      "4 rows cannot fill 5 segments; send more rows or ask for fewer segments"),
    .fit(
      "a huge k", "\"k\":1000000000000000000", -32602, "invalid_params",
      "k is 1000000000000000000 but must be at most 2147483647"),
    .fit(
      "too many starts", "\"k\":2,\"n_init\":1001", -32602, "invalid_params",
      "n_init is 1001 but must be a whole number from 1 to 1000"),
    .fit(
      "true for a number", "\"k\":2,\"n_init\":true", -32602, "invalid_params",
      "n_init is true but must be a whole number from 1 to 1000"),
    .fit(
      "a range of one", "\"k_range\":[2]", -32602, "invalid_params",
      "k_range is [2] but must be a list of 2, each a whole number of at least 1"),
    .fit(
      "a range that begins at zero", "\"k_range\":[0,5]", -32602, "invalid_params",
      "k_range[0] is 0 but must be a whole number of at least 1"),
    .fit(
      "a range backwards", "\"k_range\":[5,2]", -32602, "invalid_params",
      "k_range is [5,2] but must be [first, last] with first ≤ last and at most 50 counts"),
    .fit(
      "a range too wide", "\"k_range\":[2,60]", -32602, "invalid_params",
      "k_range is [2,60] but must be [first, last] with first ≤ last and at most 50 counts"),
    .fit(
      "a negative tolerance", "\"k\":2,\"tol\":-1", -32602, "invalid_params",
      "tol is -1 but must be a number of at least 0"),
    .fit(
      "a negative seed", "\"k\":2,\"seed\":-1", -32602, "invalid_params",
      "seed is -1 but must be a whole number of at least 0"),
    .fit(
      "a misspelt init", "\"k\":2,\"init\":\"kmeans++\"", -32602, "invalid_params",
      "init is \"kmeans++\" but must be \"k-means++\", \"random\" or \"previous\" or a list of at least 1, each "
        + "a list of at least 1, each a number; did you mean \"k-means++\"?"),
    .fit(
      "ragged centres", "\"k\":2,\"init\":[[1,2],[3]]", -32602, "invalid_params",
      "init[1] is a list of 1 but must be a list of 2 like the first, a number per feature"),
    .fit(
      "centres of another width", "\"k\":2,\"init\":[[1],[2]]", -32602, "invalid_params",
      "the centres of init have 1 number but there are 2 features; send a number for each of a, b"),
    .fit(
      "more centres than k", "\"k\":2,\"init\":[[1,2],[3,4],[5,6]]", -32602, "invalid_params",
      "init is a list of 3 but must be a list of 2, as k asks"),
    .fit(
      "text for a centre", "\"k\":2,\"init\":[[\"x\"]]", -32602, "invalid_params",
      "init[0][0] is \"x\" but must be a number"),
    .fit(
      "centres with another k", "\"k\":\"auto\",\"init\":[[1,2],[3,4]]", -32602, "invalid_params",
      "k is auto but must be 2, the number of centres that init gives"),
    .fit(
      "another keep", "\"k\":2,\"keep\":\"all\"", -32602, "invalid_params",
      "keep is \"all\" but must be \"rows\", \"members\" or \"document\""),
  ]

  @Test(arguments: parameters)
  func `a parameter that does not fit`(refusal: Refusal) throws {
    try refusal.check(at: Desk())
  }

  static let recipes: [Refusal] = [
    .fit(
      "a misspelt word",
      "\"recipe\":{\"transactions\":{\"customer\":\"c\",\"date\":\"d\","
        + "\"returns\":\"dropp\"}}", -32602, "invalid_params",
      "recipe.transactions.returns is \"dropp\" but must be \"drop\", \"net\" or \"ignore\"; "
        + "did you mean \"drop\"?"),
    .fit(
      "a misspelt member", "\"recipe\":{\"transaction\":{}}", -32602, "invalid_params",
      "recipe takes no \"transaction\", only id, where, transactions, join, derive, features, "
        + "defaults, exclude, pca; "
        + "did you mean \"transactions\"?"),
    .fit(
      "a missing member", "\"recipe\":{\"transactions\":{\"customer\":\"c\"}}", -32602,
      "invalid_params", "recipe.transactions.date is missing; send a text that is not empty"),
    .fit(
      "a scale that is none", "\"recipe\":{\"features\":[{\"column\":\"a\",\"scale\":\"z\"}]}",
      -32602, "invalid_params",
      "recipe.features[0].scale is \"z\" but must be \"standard\", \"minmax\", \"robust\" or \"none\""
    ),
    .fit(
      "a negative weight", "\"recipe\":{\"defaults\":{\"weight\":-1}}", -32602, "invalid_params",
      "recipe.defaults.weight is -1 but must be a number from 0 to 1000000"),
    .fit(
      "a condition without a test", "\"recipe\":{\"where\":[{\"column\":\"a\"}]}", -32602,
      "invalid_params",
      "recipe.where is the column \"a\" without a test but must be a column with is, in, not_in, "
        + "min or max"),
    .fit(
      "a date that is none",
      "\"recipe\":{\"transactions\":{\"customer\":\"c\",\"date\":\"d\","
        + "\"as_of\":\"yesterday\"}}", -32602, "invalid_params",
      "recipe.transactions.as_of is \"yesterday\" but must be max, max+1d or a date such as "
        + "2011-12-10"),
    .fit(
      "money that nobody named",
      "\"recipe\":{\"transactions\":{\"customer\":\"a\",\"date\":\"b\"}}",
      data: "{\"columns\":{\"a\":[1,2],\"b\":[\"2020-01-01\",\"2020-01-02\"]}}",
      -32602, "invalid_params",
      "recipe.transactions.amount is left out but must be a column, or quantity and price both "
        + "columns, to measure monetary"),
    .fit(
      "a column for two parts",
      "\"recipe\":{\"transactions\":{\"customer\":\"a\",\"date\":\"b\",\"amount\":\"b\"}}", -32602,
      "invalid_params",
      "recipe.transactions.amount is \"b\", which is read as date already but must be a column of "
        + "its own, of kind number"),
    .fit(
      "a feature that is not there", "\"recipe\":{\"features\":[{\"column\":\"aa\"}]}", 1003,
      "missing_feature",
      "recipe.features[0].column names the column \"aa\", which is not there; did you mean \"a\"?"),
    .fit(
      "an id that is not there", "\"recipe\":{\"id\":\"zz\"}", 1003, "missing_feature",
      "recipe.id names the column \"zz\", which is not there; the data has \"a\", \"b\", name one "
        + "of them"),
    .fit(
      "a condition's column that is not there",
      "\"recipe\":{\"where\":[{\"column\":\"q\",\"is\":1}]}", 1003, "missing_feature",
      "recipe.where[0].column names the column \"q\", which is not there; the data has \"a\", "
        + "\"b\", name one of them"),
  ]

  @Test(arguments: recipes)
  func `a recipe that does not fit`(refusal: Refusal) throws {
    try refusal.check(at: Desk())
  }

  @Test func `data say which parameter, what is allowed and what came`() throws {
    let desk = Desk()

    let unknown = try desk.refusal("models.get", "{\"modle\":\"m\"}")
    let missing = try desk.refusal("fit", "{}")
    let nested = try desk.refusal(
      "fit", "{\"model\":\"m\",\"data\":\(ParameterRefusalTests.rows),\"recipe\":{\"ids\":\"a\"}}")

    #expect(unknown["unknown"] == ["modle"])
    #expect(unknown["did_you_mean"] == "model")
    #expect(unknown["param"] == "modle")
    #expect(missing["missing"] == ["model", "data"])
    #expect(missing["param"] == "model")
    #expect(missing["expected"] == .string(ParameterRefusalTests.name))
    #expect(nested["param"] == "recipe.ids")
    #expect(nested["did_you_mean"] == "id")
  }

  @Test func `by position means what it means by name`() throws {
    let rows = ParameterRefusalTests.rows

    let named = try Desk().ask("fit", "{\"model\":\"m\",\"data\":\(rows),\"k\":2,\"seed\":3}")
    let placed = try Desk().ask("fit", "[\"m\",\(rows),2,null,null,3]")

    #expect(try named.at("fingerprint") == placed.at("fingerprint"))
    #expect(try placed.at("k") == 2)
  }

  @Test func `null, _meta and whole numbers with a point are taken`() throws {
    let rows = ParameterRefusalTests.rows

    let reply = try Desk().ask(
      "fit",
      "{\"model\":\"m\",\"data\":\(rows),\"k\":2.0,\"recipe\":null,\"seed\":null,"
        + "\"_meta\":{\"progressToken\":0}}")

    #expect(try reply.at("k") == 2)
  }
}
