import JSON
import JSONRPC
import SegmentProtocol

/// `tools/call`: a native method's work, its outcome told as a tool's.
enum ToolCall {
  static func plan(
    _ request: RPCRequest, _ era: MCPEra, _ native: MCPFace.Native
  ) throws(RPCError) -> Plan {
    let params = MCPParameters(request.params)
    guard let name = params["name"] else {
      throw .invalidParams(
        "name is missing; send the name of a tool", param: "name", expected: "the name of a tool",
        got: "nothing", missing: ["name"])
    }
    guard case .string(let text) = JSONValue(name) else {
      throw refusal("name", name, "a text, the name of a tool")
    }
    let tool = try Tool.named(text)
    let arguments = params["arguments"]
    guard arguments == nil || arguments?.kind == .object else {
      throw refusal("arguments", arguments, "an object")
    }
    var plan = native(
      RPCRequest(id: request.id, method: tool.method.name, params: arguments))
    let prepare = plan.prepare
    plan.prepare = {
      let work = prepare()
      return { context in outcome(work(context), era) }
    }
    return plan
  }

  /// The outcome as a tool result; what says nothing of the call itself stays an error.
  private static func outcome(_ outcome: Outcome, _ era: MCPEra) -> Outcome {
    switch outcome {
    case .failure(let error) where staysError(error): outcome
    case .failure(let error): .result(failure(error, era))
    // The connection makes an incident of what is no JSON text.
    case .result(let text) where !outcome.isSendable || text.first != UInt8(ascii: "{"): outcome
    case .result(let text): .result(success(text, era))
    }
  }

  /// Whether an error is about the connection or the daemon: an assistant cannot correct itself.
  private static func staysError(_ error: RPCError) -> Bool {
    error == .cancelled || error == .shuttingDown || error.code == -32603
  }

  private static func success(_ text: [UInt8], _ era: MCPEra) -> [UInt8] {
    guard let cut = Truncation.fitting(text) else {
      return failure(.replyTooLarge(size: text.count, limit: Truncation.limit), era)
    }
    return era.result { writer in
      writeText(String(decoding: cut, as: UTF8.self), &writer)
      writer.member("structuredContent", raw: cut)
      writer.member("isError", false)
    }
  }

  /// The sentence for the assistant; for programs, the error as the native protocol tells it.
  private static func failure(_ error: RPCError, _ era: MCPEra) -> [UInt8] {
    era.result(error: error) { writer in
      writeText(error.message, &writer)
      writer.member("isError", true)
    }
  }

  private static func writeText(_ text: String, _ writer: inout JSONWriter) {
    writer.array("content") { writer in
      writer.object { writer in
        writer.member("type", "text")
        writer.member("text", text)
      }
    }
  }

  private static func refusal(_ name: String, _ value: JSONSlice?, _ expected: String) -> RPCError {
    let got = value.map { JSONValue($0).shown } ?? "nothing"
    return .invalidParams(
      "\(name) is \(got) but must be \(expected)", param: name, expected: expected, got: got)
  }
}
