import FuzzClient
import FuzzSupport
import JSON
import JSONRPC
import SegmentProtocol

/// One run: the input as a recipe, or as `{"method": .., "params": ..}`.
@c(LLVMFuzzerTestOneInput)
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  guard let text = try? JSONText(bytes) else { return 0 }
  if let call = JSONValue(text.root, deferring: ["params"]).object, let method = call["method"] {
    checkCall(method.string ?? "", call["params"])
  } else {
    checkRecipe(bytes)
  }
  return 0
}

/// Changes a recipe value by value.
@c(LLVMFuzzerCustomMutator)
public func mutate(
  _ data: UnsafeMutablePointer<UInt8>, _ size: Int, _ limit: Int, _ seed: CUnsignedInt
) -> Int {
  unsafe mutateJSON(data, size, limit: limit, seed: seed, words: usualWords + words)
}

/// Columns of the rows below, words of recipes, names of methods.
private let words: [String] =
  [
    "id", "c", "d", "i", "q", "p", "g", "k", "a", "b", "t", "max", "max+1d", "elapsed", "calendar",
    "drop", "net", "ignore", "missing_customer", "non_positive_price", "missing_any",
    "duplicate_rows", "recency", "frequency", "monetary", "average_order", "tenure", "interval",
    "one_time", "invoices", "rows", "days", "amount", "share", "count", "years_since",
    "days_since", "year_difference", "median", "mean", "mode", "clip", "flag", "log1p", "sqrt",
    "yeo-johnson", "standard", "minmax", "robust", "none", "onehot", "ordinal", "zero", "other",
    "error", "k-means++", "random", "previous", "merge", "auto", "rows", "members", "document",
  ].map { "\"\($0)\"" }
  + [
    #"{"iqr":1.5}"#, #"{"quantiles":[0.05,0.95]}"#, #"{"mad":3}"#, #"{"variance":0.8}"#,
    #"{"components":1}"#, #"{"data":{"columns":{"k":[1,2],"cat":["m","n"]}},"on":"k"}"#,
    #"{"column":"a","min":0}"#, #"{"column":"g","is":"x"}"#, #"{"column":"g","in":["x","y"]}"#,
    #"{"columns":{"a":[1,2,3,9]}}"#, #"{"fields":["a","b"],"rows":[[1,2],[3,4],[9,9]]}"#,
    #"{"fields":["a"],"dtype":"<f4","shape":[3,1],"b64":"AAAAAAAAgD8AAABA"}"#,
    #"{"column":"a","outliers":{"rule":{"mad":3},"do":"drop"}}"#,
    #"{"name":"y","from":"d","as":"days_since","of":"2014-01-30"}"#,
  ] + MethodTable.methods.map { "\"\($0.name)\"" }

/// Rows of purchases, and the same in another order.
private let purchases = [
  #"{"columns":{"c":["a","a","b","b","c","d","d","e"],"d":["2011-01-05","2011-03-01","2011-01-09","#
    + #""2011-02-02","2011-03-03","2011-01-01","2011-03-09","2011-02-11"],"i":[1,2,3,4,5,6,7,8],"#
    + #""q":[1,2,3,4,5,6,7,-8],"p":[1.5,2,3,1,2,3,5,1],"g":["x","y","x","x","y","x","z","z"],"#
    + #""k":[1,2,1,2,1,2,1,2]}}"#,
  #"{"columns":{"c":["e","d","d","c","b","b","a","a"],"d":["2011-02-11","2011-03-09","2011-01-01","#
    + #""2011-03-03","2011-02-02","2011-01-09","2011-03-01","2011-01-05"],"i":[8,7,6,5,4,3,2,1],"#
    + #""q":[-8,7,6,5,4,3,2,1],"p":[1,5,3,2,1,3,2,1.5],"g":["z","z","x","y","x","x","y","x"],"#
    + #""k":[2,1,2,1,2,1,2,1]}}"#,
]

/// Customers, and the same in another order.
private let customers = [
  #"{"columns":{"id":["u","v","w","x","y","z"],"a":[1,2,3,10,null,12],"b":[1.5,2.5,0.5,9,8,7],"#
    + #""t":["p","q","p","q",null,"p"],"d":["2011-01-05","2011-03-01","2011-01-09","2011-02-02","#
    + #""2011-03-03","2011-01-01"]}}"#,
  #"{"columns":{"id":["y","x","z","u","v","w"],"a":[null,10,12,1,2,3],"b":[8,9,7,1.5,2.5,0.5],"#
    + #""t":[null,"q","p","p","q","p"],"d":["2011-03-03","2011-02-02","2011-01-01","2011-01-05","#
    + #""2011-03-01","2011-01-09"]}}"#,
]

/// Whatever is asked is answered or refused in a sentence.
private func checkCall(_ method: String, _ params: JSONValue?) {
  var writer = JSONWriter()
  writer.write(params ?? .null)
  let client = Client()
  _ = client.ask("tables.put", #"{"table":"t","data":\#(customers[0])}"#)
  _ = client.ask(method, writer.bytes, patience: 200)
}

/// A recipe that is carried out keeps what is promised of it; of the promises one is looked at.
private func checkRecipe(_ recipe: [UInt8]) {
  let isOfPurchases = recipe.firstRange(of: "\"transactions\"".utf8) != nil
  let data = isOfPurchases ? purchases : customers
  let client = Client()
  guard let fitted = fit(client, recipe, data[0]) else {
    let described = Array(#"{"data":\#(data[0]),"recipe":"#.utf8) + recipe + [UInt8(ascii: "}")]
    _ = client.ask("describe", described, patience: 200)
    return
  }
  var choice = choice(from: recipe)
  switch choice.next() % 3 {
  case 0: checkAssigned(client, data[1], fitted)
  case 1: checkOrder(recipe, data[1], fitted)
  default: checkEcho(recipe, data[0], fitted)
  }
}

/// The same rows in another order make the same model.
private func checkOrder(_ recipe: [UInt8], _ data: String, _ fitted: JSONValue) {
  guard let second = fit(Client(), recipe, data) else {
    return require(false, "in another order it is refused")
  }
  require(second["fingerprint"] == fitted["fingerprint"], "in another order it is another model")
  require(second["segments"] == fitted["segments"], "in another order the segments differ")
}

/// The recipe as a fit echoes it is taken, and echoed alike.
private func checkEcho(_ recipe: [UInt8], _ data: String, _ fitted: JSONValue) {
  // Rows of a join are told as where they came from, not as what they are.
  guard let echo = fitted["recipe"], recipe.firstRange(of: "\"data\"".utf8) == nil else { return }
  var writer = JSONWriter()
  writer.write(echo)
  guard let again = fit(Client(), writer.bytes, data) else {
    return require(false, "the echo is refused: \(echo)")
  }
  require(again["recipe"] == echo, "the echo of the echo differs")
}

/// What `fit` answers; nil where it refuses.
private func fit(_ client: Client, _ recipe: [UInt8], _ data: String) -> JSONValue? {
  let options = #"{"model":"m","k":2,"n_init":1,"max_iter":20,"refine":"none","#
  let params =
    Array((options + #""data":\#(data),"recipe":"#).utf8) + recipe + [UInt8(ascii: "}")]
  guard case .success(let reply)? = client.ask("fit", params, patience: .max) else { return nil }
  return JSONValue(reply)
}

/// The rows of a fit, assigned, fill each segment at least as the fit did; outliers come on top.
private func checkAssigned(_ client: Client, _ data: String, _ fitted: JSONValue) {
  guard
    case .success(let reply)? = client.ask("assign", #"{"model":"m","data":\#(data)}"#),
    let labels = JSONValue(reply)["segment"]?.array
  else { return }
  for segment in fitted["segments"]?.array ?? [] {
    let count = labels.count { $0 == segment["id"] }
    require(count >= segment["size"]?.integer ?? 0, "\(count) rows are assigned to \(segment)")
  }
}
