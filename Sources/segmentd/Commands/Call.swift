import Connection
import JSON
import JSONRPC
import SegmentProtocol
import SegmentServer
import Transport

extension Command {
  /// `segmentd call METHOD`: one request, its result on standard output.
  static let call = Command(
    name: "call", operands: "METHOD [JSON | @FILE | -]", operandCount: 1...2,
    summary: "ask one method and print its result as JSON",
    settings: Setting.door + [.dataRoot, .state] + [.config, .threads, .keepRows]
  ) { (options) throws(UsageError) in
    let params = try CallParameters.read(
      options.operands.dropFirst().first, for: options.operands[0])
    let progress = ProgressLine()
    let caller: Caller
    if let door = try DaemonDoor(ifSet: options) {
      caller = try door.caller(listener: progress.hear)
    } else {
      caller = Caller(Server.local(responder: try options.service()), listener: progress.hear)
    }
    defer { caller.close() }
    do throws(CallerError) {
      let result = try caller.call(
        options.operands[0],
        params: System.hasTerminal ? CallParameters.askingProgress(params) : params)
      progress.clear()
      System.output(Array(result.bytes[result.range]) + [UInt8(ascii: "\n")])
      return ExitStatus.success
    } catch {
      progress.clear()
      switch error {
      case .refused(let refusal):
        var writer = JSONWriter()
        refusal.write(to: &writer)
        System.error(String(decoding: writer.bytes, as: UTF8.self) + "\n")
        return ExitStatus.of(refusal)
      case .lost(let reason):
        System.error("segmentd call: \(reason)\n")
        return ExitStatus.unavailable
      }
    }
  }
}

/// The parameters of `call`: a JSON text, a file's or standard input's.
enum CallParameters {
  static func read(_ operand: String?, for method: String) throws(UsageError) -> [UInt8]? {
    guard let operand else { return nil }
    let bytes: [UInt8]
    if operand == "-" || operand.hasPrefix("@") {
      let path = operand == "-" ? "-" : String(operand.dropFirst())
      guard let content = System.read(path) else {
        throw UsageError(
          message: "cannot read the parameters from \(path)", status: ExitStatus.noInput)
      }
      bytes = content
    } else {
      bytes = Array(operand.utf8)
    }
    let isDocument: Bool
    do throws(JSONError) {
      isDocument = isModelDocument(try JSONText(bytes).root)
    } catch {
      throw UsageError(
        message: "the parameters are not JSON: \(error)", status: ExitStatus.badData)
    }
    // A request is one line, a file need not be: line ends stand between tokens alone in JSON.
    let line = bytes.map { $0 == UInt8(ascii: "\n") ? UInt8(ascii: " ") : $0 }
    // A model's own file stands for the parameters that would hold it.
    guard isDocument, method == ImportModel.method.name else { return line }
    return Array("{\"document\":".utf8) + line + [UInt8(ascii: "}")]
  }

  /// Whether this is what `segment --model` wrote: its first member tells.
  private static func isModelDocument(_ root: JSONSlice) -> Bool {
    var reader = JSONReader(root)
    guard reader.kind == .object else { return false }
    reader.enterObject()
    return reader.nextKey() == "segmentd_model"
  }
}

extension CallParameters {
  /// The same parameters with a token under which progress is told; by-name ones alone can have it.
  static func askingProgress(_ params: [UInt8]?) -> [UInt8]? {
    let meta = Array("\"_meta\":{\"progressToken\":1}".utf8)
    guard let params else { return [UInt8(ascii: "{")] + meta + [UInt8(ascii: "}")] }
    guard let text = try? JSONText(params), text.root.kind == .object else { return params }
    var reader = JSONReader(text.root)
    var isEmpty = true
    reader.enterObject()
    while let key = reader.nextKey() {
      if key == "_meta" { return params }
      isEmpty = false
      reader.skip()
    }
    let comma = isEmpty ? [] : [UInt8(ascii: ",")]
    let start = text.root.range.lowerBound + 1
    return params[..<start] + meta + comma + params[start...]
  }
}

extension ExitStatus {
  /// The status that tells a script what kind of error came.
  static func of(_ error: RPCError) -> Int32 {
    switch error.code {
    case -32700, -32600, -32601, -32602: usage
    case 1001, 1007, 1008, 1009: noInput
    case 1003, 1004, 1005, 1006, 1010, 1014, 1031: badData
    case 1011, 1012, 1013, 1015, -32800: temporary
    case 1020, 1021: noPermission
    case 1030: cannotCreate
    default: software
    }
  }
}
