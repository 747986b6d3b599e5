import FuzzClient
import FuzzSupport
import JSON
import JSONRPC

/// One run: the input as a model document that is imported.
@c(LLVMFuzzerTestOneInput)
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  checkImport(unsafe Array(UnsafeBufferPointer(start: start, count: count)))
  return 0
}

/// Changes a document value by value.
@c(LLVMFuzzerCustomMutator)
public func mutate(
  _ data: UnsafeMutablePointer<UInt8>, _ size: Int, _ limit: Int, _ seed: CUnsignedInt
) -> Int {
  unsafe mutateJSON(data, size, limit: limit, seed: seed, words: usualWords + words)
}

private let words = [
  "\"number\"", "\"text\"", "\"standard\"", "\"minmax\"", "\"robust\"", "\"none\"", "\"log1p\"",
  "\"sqrt\"", "\"yeo-johnson\"", "\"onehot\"", "\"ordinal\"", "\"zero\"", "\"other\"", "\"error\"",
  "\"clip\"", "\"drop\"", "\"flag\"", "\"month\"", "\"quarter\"", "\"max\"", "\"max+1d\"",
  "\"auto\"", "\"previous\"", "\"merge\"",
]

/// A document that is taken is asked something, and of some it is checked that they survive.
private func checkImport(_ document: [UInt8]) {
  let client = Client()
  let wrapped = Array(#"{"model":"m","document":"#.utf8) + document + [UInt8(ascii: "}")]
  guard case .success? = client.ask("models.import", wrapped) else { return }
  var choice = choice(from: document)
  // Coming and going once more takes as long as all the rest.
  if choice.next() % 4 == 0 { checkExport(client) }
  use(client, &choice)
}

/// A model is exported so that it is taken again, as the same model.
private func checkExport(_ client: Client) {
  guard let first = exported(client) else { return }
  let other = Client()
  let again = Array(#"{"model":"m","document":"#.utf8) + first + [UInt8(ascii: "}")]
  guard case .success? = other.ask("models.import", again) else {
    return require(false, "what was exported is not taken")
  }
  guard let second = exported(other) else {
    return require(false, "what was imported twice is not exported")
  }
  require(first == second, "exported twice, the documents differ")
}

/// The document, where the model can be exported.
private func exported(_ client: Client) -> [UInt8]? {
  guard case .success(let reply)? = client.ask("models.export", #"{"model":"m"}"#),
    let text = JSONValue(reply)["document"]?.string
  else { return nil }
  require((try? JSONText(Array(text.utf8))) != nil, "the document is no JSON")
  return Array(text.utf8)
}

/// Asks an imported model one of the things that models are asked.
private func use(_ client: Client, _ choice: inout Cuts) {
  let rows =
    #"{"records":[{"a":1,"b":2,"t":"p","id":"u"},{"a":-5,"b":null,"t":"new","id":"v"},"#
    + #"{"c":"a","d":"2011-02-01","i":7,"q":1,"p":2.5,"g":"x","k":1}]}"#
  let dialects = ["postgresql", "duckdb", "sqlite", "mysql", "sqlserver", "bigquery", "snowflake"]
  switch choice.next() % 9 {
  case 0: _ = client.ask("assign", #"{"model":"m","data":\#(rows)}"#)
  case 1: _ = client.ask("assign", #"{"model":"m","data":\#(rows),"detail":true,"as_of":"max"}"#)
  case 2: _ = client.ask("profile", #"{"model":"m"}"#)
  case 3: _ = client.ask("profile", #"{"model":"m","data":\#(rows),"format":"table"}"#)
  case 4: _ = client.ask("drift", #"{"model":"m","data":\#(rows)}"#)
  case 5: _ = client.ask("compare", #"{"a":"m","b":"m@1"}"#)
  case 6: _ = client.ask("profile", #"{"model":"m","trend":"quarter"}"#)
  case 7: _ = client.ask("models.get", #"{"model":"m"}"#)
  default:
    let dialect = dialects[Int(choice.next() % UInt64(dialects.count))]
    _ = client.ask("models.export", #"{"model":"m","format":"sql","dialect":"\#(dialect)"}"#)
  }
}
