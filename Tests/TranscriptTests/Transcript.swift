import Foundation
import JSON
import JSONRPC
import Testing

/// One file of requests and the replies they must get.
struct Transcript: CustomTestStringConvertible, Sendable {
  /// One line of the file after the first.
  enum Step: Sendable {
    /// A remark.
    case about
    /// One message, to be framed.
    case send([UInt8])
    /// Bytes as they are, with whatever framing they bring.
    case bytes([UInt8])
    /// A reply, with markers.
    case receive(JSONSlice)
    /// At least one progress notification under this raw token.
    case progress(String)
    /// The daemon ends the connection.
    case close
  }

  /// The file's name.
  let name: String
  /// The lines as they stand in the file, the head first.
  let lines: [String]
  /// What the lines after the head say.
  let steps: [Step]
  /// The members of the first line.
  let head: JSONObject

  /// The folder of transcripts.
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "protocol/transcripts")

  /// The folder that the daemon may read files from: `${DATA}` in a transcript.
  static let data = folder.appending(path: "data").path

  /// Every transcript, by name.
  static let all: [Transcript] = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { $0.hasSuffix(".jsonl") }.sorted().compactMap { try? Transcript($0) }
  }()

  /// Whether the methods are those of the specification's examples.
  var usesExamples: Bool { head["responder"] == "examples" }
  /// Whether the client has to show a token first; these are the tokens.
  var tokens: [(role: Role, token: String)]? {
    head["tokens"]?.object?.members.compactMap { name, token in
      Role(rawValue: name).flatMap { role in token.string.map { (role, $0) } }
    }
  }
  /// Whether fractions are compared to 12 digits: something went through log or exp.
  var isApproximate: Bool { head["approximate"]?.bool ?? false }
  /// The ways to play it: `together` where a request must not wait for the replies before it,
  /// `waits` where it must.
  var ways: [Player.Way] {
    if head["together"]?.bool == true { return [.whole, .byteByByte] }
    if head["waits"]?.bool == true { return [.stepByStep] }
    return Player.Way.allCases
  }
  /// Whether the file brings its own framing.
  var isRaw: Bool { steps.contains { if case .bytes = $0 { true } else { false } } }
  /// Whether the daemon is to end the connection.
  var endsByItself: Bool { steps.contains { if case .close = $0 { true } else { false } } }

  /// The framings to play it in.
  var styles: [FrameStyle] {
    isRaw || head["framings"] == ["lines"] ? [.lines] : [.lines, .headers]
  }

  /// Bytes that tables and models may take together; `nil` for no bound.
  var memoryLimit: Int? { head["limits"]?["memory_bytes"]?.integer }

  /// What one message may hold.
  var limits: WireLimits {
    var limits = WireLimits()
    if let bytes = head["limits"]?["message_bytes"]?.integer { limits.messageBytes = bytes }
    if let members = head["limits"]?["batch"]?.integer { limits.batchMembers = members }
    return limits
  }

  /// The name, for the list of tests.
  var testDescription: String { name }

  /// Reads a file of the folder.
  init(_ name: String) throws {
    self.name = name
    let text = try String(contentsOf: Self.folder.appending(path: name), encoding: .utf8)
    lines = text.split(separator: "\n").map(String.init)
    guard let first = lines.first, case .object(let head) = try Self.value(first) else {
      throw TranscriptFault(name: name, line: 1, problem: "there is no head")
    }
    self.head = head
    steps = try lines.dropFirst().enumerated().map { index, line in
      try Self.step(line, name, index + 2)
    }
  }

  private static func value(_ line: String) throws -> JSONValue {
    JSONValue(try JSONText(Array(line.utf8)).root)
  }

  private static func step(_ line: String, _ name: String, _ number: Int) throws -> Step {
    let line = line.replacing("${DATA}", with: data)
    let value = try value(line)
    switch (value.object?.keys.first, value.object?.members.first?.value) {
    case ("about", _): return .about
    case ("send", .string(let text)): return .send(Array(text.utf8))
    case ("bytes", .string(let text)): return .bytes(Array(text.utf8))
    case ("base64", .string(let text)):
      return .bytes(Array(Data(base64Encoded: text) ?? Data()))
    case ("progress", let token?): return .progress(token.description)
    case ("close", _): return .close
    case ("receive", _):
      var reader = JSONReader(try JSONText(Array(line.utf8)).root)
      reader.enterObject()
      _ = reader.nextKey()
      return .receive(reader.readSlice())
    default: throw TranscriptFault(name: name, line: number, problem: "the line is no step")
    }
  }
}

/// A transcript that cannot be read or played.
struct TranscriptFault: Error, CustomStringConvertible {
  let name: String
  var line: Int?
  let problem: String

  var description: String { "\(name)\(line.map { ":\($0)" } ?? ""): \(problem)" }
}
