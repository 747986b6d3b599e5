import Foundation
import JSON
import Testing

@testable import SegmentProtocol

@Suite("protocol/openrpc.json")
struct CommittedDocumentTests {
  /// The file that the program writes from `rpc.discover`.
  static let path = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "protocol/openrpc.json").path

  @Test(.enabled(if: FileManager.default.fileExists(atPath: path), "no file: \(path)"))
  func `the committed document is what the program says of itself`() throws {
    let bytes = try Data(contentsOf: URL(filePath: CommittedDocumentTests.path))

    let committed = JSONValue(try JSONText(Array(bytes)).root)

    #expect(
      committed == OpenRPC.document,
      "write it anew: echo '{\"id\":1,..\"rpc.discover\"}' | segmentd stdio, its result")
  }
}
