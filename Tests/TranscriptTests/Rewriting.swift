import Foundation
import JSON
import JSONRPC

/// A transcript with the replies of today, for a review as a diff.
struct Rewriting {
  /// Whether transcripts are to be written anew: `SEGMENTD_REWRITE=1`.
  static let isAsked = ProcessInfo.processInfo.environment["SEGMENTD_REWRITE"] == "1"

  let transcript: Transcript

  /// Plays the transcript and puts each reply behind the request it answers.
  func write() throws {
    let player = Player(transcript: transcript, style: .lines, way: transcript.ways[0])
    var replies = try Replies(player.play())
    var due = DueReplies(transcript.limits)
    var lines = [transcript.lines[0]]
    for (line, step) in zip(transcript.lines.dropFirst(), transcript.steps) {
      if case .receive = step { continue }
      lines.append(line)
      for key in due.keys(after: step) { replies.take(key).map { lines.append(shown($0)) } }
    }
    for key in replies.byKey.keys.sorted() {
      lines += (replies.byKey[key] ?? []).map { shown($0) }
    }
    let text = lines.joined(separator: "\n") + "\n"
    try text.write(
      to: Transcript.folder.appending(path: transcript.name), atomically: true, encoding: .utf8)
  }

  private func shown(_ reply: JSONSlice) -> String {
    let marked = marked(JSONValue(reply), named: "")
    // What needs no marker stays the text that came, byte for byte.
    let text = marked == JSONValue(reply) ? reply.text : marked.description
    return "{\"receive\":\(text.replacing(Transcript.data, with: "${DATA}"))}"
  }

  private static func holdsTimes(_ text: String) -> Bool {
    ["\"seconds\":", "\"bytes\":", "\"created\":"].contains { text.contains($0) }
  }

  /// The value with markers for what no transcript promises.
  private func marked(_ value: JSONValue, named name: String) -> JSONValue {
    switch (name, value) {
    case ("seconds", .number), ("bytes", .number): return ["$any": "number"]
    case ("created", .string): return ["$any": "text"]
    // The same within a tool's text, and what describes a resource.
    case ("text", .string(let text)) where Self.holdsTimes(text): return ["$any": "text"]
    case ("description", .string(let text)) where text.contains(", fitted 2"):
      return ["$any": "text"]
    // Every schema of every tool: too much for a line that people read.
    case ("tools", .array): return ["$any": "list"]
    case ("fingerprint", .string) where transcript.isApproximate: return ["$any": "text"]
    case (_, .number(let number)) where transcript.isApproximate && number.integer == nil:
      return ["$number": value, "digits": 12]
    case (_, .object(let object)):
      return .object(JSONObject(object.members.map { ($0.key, marked($0.value, named: $0.key)) }))
    case (_, .array(let elements)): return .array(elements.map { marked($0, named: "") })
    default: return value
    }
  }
}
