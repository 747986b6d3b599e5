import Connection
import Foundation
import JSON
import JSONRPC
import SegmentServer
import SegmentService
import SharedFiles
import Testing
import Transport

/// What the official clients sent to another server, sent to this one.
@Suite("Recorded clients")
struct RecordingTests {
  static let names = [
    "py1.30.0_server-dual", "py2.3.0_server-dual_client-2026-07-28",
    "py2.3.0_server-dual_client-auto", "py2.3.0_server-dual_client-legacy",
    "py2.3.0_server-legacy_client-auto",
  ]
  static let folder = "recordings/mcp"

  @Test(
    .enabled(if: SharedData.has(folder), "\(SharedData.absence(of: folder))"), arguments: names)
  func `every recorded request is answered as its era asks`(_ name: String) throws {
    let text = try String(
      contentsOfFile: SharedData.path("\(Self.folder)/\(name).log"), encoding: .utf8)
    let sent = text.split(separator: "\n").compactMap { line in
      line.firstRange(of: " C->S ").map { String(line[$0.upperBound...]) }
    }
    #expect(sent.count >= 9)

    let replies = try Self.replies(to: sent.map { Array($0.utf8) })

    for line in sent {
      let request = JSONValue(try JSONText(Array(line.utf8)).root)
      guard let id = request["id"] else { continue }
      let mine = replies.filter { $0["id"] == id }
      #expect(mine.count == 1, "\(line)")
      let isModern = line.contains("io.modelcontextprotocol/protocolVersion")
      for result in mine.compactMap({ $0["result"] }) {
        #expect((result["resultType"] == "complete") == isModern)
        let lasts = line.contains("/list") || line.contains("/discover")
        #expect((result["ttlMs"] != nil) == (isModern && lasts))
      }
      // The tools of the other server are not ours, and nothing else is refused.
      if let error = mine.first?["error"] {
        let isOther =
          line.contains("tools/call") || line.contains("resources/read")
          || line.contains("subscriptions/listen")
        #expect(isOther, "\(error)")
      }
    }
  }

  /// All that comes back; each line is sent when the ones before it are answered.
  private static func replies(to lines: [[UInt8]]) throws -> [JSONValue] {
    let channel = Server.local(responder: Service(Service.Settings()))
    defer { channel.close() }
    var (replies, framing) = ([JSONValue](), Framing())
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let writer = FrameWriter(channel)
    var expected = 0
    for line in lines {
      writer.send(FrameStyle.lines.frame(line))
      if JSONValue(try JSONText(line).root)["id"] != nil { expected += 1 }
      while replies.count < expected, case .bytes(let count) = channel.read(into: &buffer) {
        for case .message(let message) in framing.receive(buffer[..<count]) {
          replies.append(JSONValue(try JSONText(message).root))
        }
      }
    }
    return replies
  }
}
