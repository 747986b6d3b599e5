import Foundation
import SharedFiles
import Testing

extension ProgramTests {
  /// Every file of the suite as a message of one connection, with a ping behind each: what is no
  /// JSON gets its -32700, what is gets another answer, and the ping behind it is answered.
  @Suite(
    "JSONTestSuite, sent to the program",
    .enabled(
      if: SharedData.has("data/jsontestsuite"),
      Comment(rawValue: SharedData.absence(of: "data/jsontestsuite"))))
  struct JSONTestSuiteTests {
    @Test(arguments: [Framing.lines, .headers])
    func `each file is answered as what it is and the connection goes on`(
      framing: Framing
    ) throws {
      let files = try Self.files
      var input = framing.frame(Data(Samples.request(-1, "server.ping").utf8))
      for (index, file) in files.enumerated() {
        input += framing.frame(file.bytes)
        input += framing.frame(Data(Samples.request(index, "server.ping").utf8))
      }

      let finished = try Program.run(["stdio"], bytes: input)

      #expect(finished.status == 0)
      var messages = try framing.messages(finished.output)[...]
      #expect(messages.popFirst()?["id"] as? Int == -1)
      var counts = [0, 0]
      for (index, file) in files.enumerated() {
        let end = try #require(
          messages.firstIndex { $0["id"] as? Int == index }, "no ping after \(file.name)")
        let codes = try messages[..<end].map { message in
          // One of the texts has a member "id", which is echoed.
          let hasId = file.name == "y_object_long_strings.json"
          #expect(message["id"] is NSNull || hasId, "\(file.name)")
          return try #require((message["error"] as? [String: Any])?["code"] as? Int)
        }
        messages = messages[(end + 1)...]
        let expected = framing.messageCount(of: file.bytes)
        #expect(codes.count == expected, "\(file.name)")
        guard expected == 1, !(framing == .lines && file.hasLineEnd) else { continue }
        switch file.name.prefix(2) {
        case "n_":
          #expect(codes == [-32700], "\(file.name)")
          counts[0] += 1
        case "y_":
          #expect(codes == [-32600], "\(file.name)")
          counts[1] += 1
        default:
          #expect(codes == [-32700] || codes == [-32600], "\(file.name)")
        }
      }
      #expect(messages.isEmpty)
      #expect(counts == (framing == .headers ? [188, 95] : [180, 91]))
    }

    private struct File {
      let name: String
      let bytes: Data

      /// Whether it is several lines, where lines are messages.
      var hasLineEnd: Bool { bytes.contains(0x0A) }
    }

    private static var files: [File] {
      get throws {
        let folder = SharedData.path("data/jsontestsuite/test_parsing")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        #expect(names.count == 318)
        return try names.map {
          File(name: $0, bytes: try Data(contentsOf: URL(filePath: folder + "/" + $0)))
        }
      }
    }

    enum Framing {
      case lines
      case headers

      func frame(_ message: Data) -> Data {
        switch self {
        case .lines: message + [0x0A]
        case .headers: Data("Content-Length: \(message.count)\r\n\r\n".utf8) + message
        }
      }

      /// How many messages a file is: lines that are not blank, or one whatever it holds.
      func messageCount(of bytes: Data) -> Int {
        guard self == .lines else { return 1 }
        return bytes.split(separator: 0x0A).count { line in
          line.contains { ![0x20, 0x09, 0x0D].contains($0) }
        }
      }

      /// The replies, the only member of a batch for the batch.
      func messages(_ output: String) throws -> [[String: Any]] {
        var texts: [Substring] = []
        switch self {
        case .lines: texts = output.split(separator: "\n")
        case .headers:
          var rest = output.utf8[...]
          while let end = rest.firstRange(of: "\r\n\r\n".utf8) {
            let header = try #require(String(rest[..<end.lowerBound]))
            let length = try #require(Int(header.dropFirst("Content-Length: ".count)))
            texts.append(Substring(rest[end.upperBound...].prefix(length)))
            rest = rest[end.upperBound...].dropFirst(length)
          }
          #expect(rest.isEmpty)
        }
        return try texts.map { text in
          let value = try JSONSerialization.jsonObject(with: Data(text.utf8))
          let member = (value as? [Any])?.first ?? value
          return try #require(member as? [String: Any], "no object: \(text.prefix(200))")
        }
      }
    }
  }
}
