public import JSON

extension RPCError {
  /// Reads an error object that came; what is missing in it gets a harmless value.
  public init(reading slice: JSONSlice) {
    let value = JSONValue(slice)
    let data = value["data"]?.object?.members ?? []
    self.init(
      code: value["code"]?.integer ?? -32603,
      kind: value["data"]?["kind"]?.string ?? "unknown",
      message: value["message"]?.string ?? "the other side gave no reason",
      data: data.filter { $0.key != "kind" && $0.key != "retryable" },
      retryable: value["data"]?["retryable"]?.bool ?? false)
  }
}
