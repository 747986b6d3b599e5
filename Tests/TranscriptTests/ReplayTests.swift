import JSON
import JSONRPC
import SegmentProtocol
import Testing

@Suite("Transcripts")
struct ReplayTests {
  @Test func `the transcripts are there, and written anew where that is asked for`() throws {
    if Rewriting.isAsked {
      for transcript in Transcript.all { try Rewriting(transcript: transcript).write() }
    }

    #expect(Transcript.all.count >= 10)
  }

  @Test(.disabled(if: Rewriting.isAsked), arguments: Transcript.all)
  func `every request gets the promised reply`(transcript: Transcript) throws {
    for style in transcript.styles {
      for way in transcript.ways {
        let replies = try Replies(Player(transcript: transcript, style: style, way: way).play())

        #expect(differences(transcript, replies) == [], "\(style), \(way)")
      }
    }
  }

  @Test(.disabled(if: Rewriting.isAsked))
  func `every result is what the method table says`() throws {
    var resultCount = 0
    for transcript in Transcript.all where !transcript.usesExamples && !transcript.isRaw {
      var replies = try Replies(
        Player(transcript: transcript, style: .lines, way: transcript.ways[0]).play())
      for case .send(let message) in transcript.steps {
        guard case .single(.request(let request)) = Envelope(message), let id = request.id,
          let method = MethodTable.method(named: request.method),
          let result = replies.take(id.text).flatMap({ JSONValue($0)["result"] })
        else { continue }
        resultCount += 1

        #expect(throws: Never.self, "\(transcript.name) \(id.text)") {
          try method.result.check(result, at: method.name)
        }
        #expect(namesThatComeTwice(in: result) == [], "\(transcript.name) \(id.text)")
      }
    }

    print("results compared with their schemas: \(resultCount)")
    #expect(resultCount >= 50)
  }

  /// Errors that a connection inside the process cannot show: the daemon's own faults, those of its
  /// disk, and its end.
  private static let untold: Set<Int> = [-32603, 1013, 1030]

  @Test(.disabled(if: Rewriting.isAsked))
  func `every error is shown by a transcript`() {
    let errors = Transcript.all.flatMap(\.steps).flatMap { step -> [JSONValue] in
      guard case .receive(let reply) = step else { return [] }
      let value = JSONValue(reply)
      return (value.array ?? [value]).compactMap { $0["error"] }
    }
    let kinds = Dictionary(
      errors.map { ($0["code"]?.integer ?? 0, $0["data"]?["kind"]?.string ?? "") },
      uniquingKeysWith: { first, _ in first })

    // The last two are those of MCP alone.
    let wire = [-32700, -32600, -32601, -32602, -32800, -32002, -32022]
    let expected = Set(wire + ErrorKind.allCases.map(\.code)).subtracting(Self.untold)

    #expect(expected.subtracting(kinds.keys) == [])
    for kind in ErrorKind.allCases where kinds[kind.code] != nil {
      #expect(kinds[kind.code] == kind.rawValue)
    }
    #expect(Set(kinds.keys).subtracting(expected) == [])
  }

  private func namesThatComeTwice(in value: JSONValue) -> [String] {
    switch value {
    case .object(let object):
      let keys = object.keys
      return Set(keys).count < keys.count
        ? keys : object.members.flatMap { namesThatComeTwice(in: $0.value) }
    case .array(let elements): return elements.flatMap { namesThatComeTwice(in: $0) }
    default: return []
    }
  }

  /// What came otherwise than promised, or came without a promise.
  private func differences(_ transcript: Transcript, _ played: Replies) -> [String] {
    var replies = played
    var found: [String] = []
    for step in transcript.steps {
      switch step {
      case .receive(let promise):
        guard let reply = replies.take(Replies.key(of: promise)) else {
          found.append("nothing came for \(promise.text)")
          continue
        }
        if let difference = Comparison.difference(promise, reply) { found.append(difference) }
      case .progress(let token):
        let values = played.progress[token] ?? []
        if values.isEmpty || zip(values, values.dropFirst()).contains(where: { $0 >= $1 }) {
          found.append("progress \(token) came as \(values), promised some, increasing")
        }
      default: break
      }
    }
    let left = replies.byKey.values.flatMap { $0 }.map { "came without a promise: \($0.text)" }
    return found + left.sorted()
  }
}
