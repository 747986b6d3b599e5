import JSON
import JSONRPC

/// The methods that the examples of the JSON-RPC 2.0 specification (section 7) call.
final class ExampleResponder: Responder {
  func plan(_ request: RPCRequest) -> Plan {
    let params = request.params.map { JSONValue($0) }
    switch request.method {
    case "subtract":
      let first = params?["minuend"]?.integer ?? params?.array?.first?.integer
      let second = params?["subtrahend"]?.integer ?? params?.array?.last?.integer
      guard let first, let second else {
        return .immediate(.failure(.invalidParams("subtract wants two whole numbers")))
      }
      return result(JSONValue(first - second))
    case "sum":
      return result(JSONValue((params?.array ?? []).compactMap(\.integer).reduce(0, +)))
    case "get_data": return result(["hello", 5])
    case "update", "notify_hello", "notify_sum": return result(.null)
    default: return .immediate(.failure(.methodNotFound(request.method)))
    }
  }

  private func result(_ value: JSONValue) -> Plan {
    .immediate(.result(Array(value.description.utf8)))
  }
}
