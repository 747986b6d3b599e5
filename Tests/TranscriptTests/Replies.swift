import JSON
import JSONRPC

/// What came back, by what it answers: the order between different requests is not promised.
struct Replies {
  /// The replies to each id as they came, by its raw token; a batch by the tokens of its members.
  private(set) var byKey: [String: [JSONSlice]] = [:]
  /// The progress that was told, by its raw token.
  private(set) var progress: [String: [Double]] = [:]

  init(_ messages: [[UInt8]]) throws {
    for message in messages {
      let root = try JSONText(message).root
      if try Self.isProgress(message) {
        let params = JSONValue(root)["params"]
        progress[params?["progressToken"]?.description ?? "", default: []].append(
          params?["progress"]?.double ?? .nan)
      } else {
        byKey[Self.key(of: root), default: []].append(root)
      }
    }
  }

  /// Whether a message tells progress.
  static func isProgress(_ message: [UInt8]) throws -> Bool {
    let value = JSONValue(try JSONText(message).root)
    return value["method"] == "notifications/progress" && value["id"] == nil
  }

  /// What a reply answers.
  static func key(of reply: JSONSlice) -> String {
    guard reply.kind == .array else { return token(of: reply) }
    var reader = JSONReader(reply)
    var tokens: [String] = []
    reader.enterArray()
    while reader.nextElement() { tokens.append(token(of: reader.readSlice())) }
    return "[" + tokens.joined(separator: " ") + "]"
  }

  /// The keys of the replies that a message must get.
  static func keys(answering message: [UInt8], _ limits: WireLimits) -> [String] {
    // A message that is too large is refused before it is read.
    if message.count > limits.messageBytes { return ["null"] }
    func token(_ incoming: Incoming) -> String? {
      switch incoming {
      case .request(let request): request.id?.text
      case .response: nil
      case .refused(let id, _): id?.text ?? "null"
      }
    }
    switch Envelope(message, limits: limits) {
    case .single(let incoming): return token(incoming).map { [$0] } ?? []
    case .batch(let members):
      let tokens = members.compactMap(token)
      return tokens.isEmpty ? [] : ["[" + tokens.joined(separator: " ") + "]"]
    }
  }

  /// The next reply of a key, which is then gone.
  mutating func take(_ key: String) -> JSONSlice? {
    guard let first = byKey[key]?.first else { return nil }
    byKey[key]?.removeFirst()
    if byKey[key]?.isEmpty == true { byKey[key] = nil }
    return first
  }

  /// The raw id of one reply, or the method of what is none.
  private static func token(of reply: JSONSlice) -> String {
    var reader = JSONReader(reply)
    var method = ""
    guard reply.kind == .object else { return reply.text }
    reader.enterObject()
    while let name = reader.nextKey() {
      let value = reader.readSlice()
      if name == "id" { return value.text }
      if name == "method" { method = value.text }
    }
    return method
  }
}
