import Foundation
import JSON
import JSONRPC
import ModelStorage
import Testing

@testable import SegmentService

/// State directories as every form of file left them, and what they answered then.
///
/// `Tests/Expected/state/form-N` is the directory, `form-N.jsonl` has a question and its answer a
/// line. They are never written anew: a later program reads what an earlier one wrote.
@Suite("A state directory of an older form")
struct OldFormTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Expected/state")

  @Test(arguments: [1])
  func `answers as it did`(form: Int) throws {
    let folder = try StateFolder()
    let kept = Self.folder.appending(path: "form-\(form)").path
    try FileManager.default.copyItem(atPath: kept, toPath: folder.path)
    let desk = try folder.open()
    let lines = try String(
      contentsOf: Self.folder.appending(path: "form-\(form).jsonl"), encoding: .utf8
    ).split(separator: "\n")

    for line in lines {
      let told = JSONValue(try JSONText(Array(line.utf8)).root)
      let method = try told.text("method")

      let answer = try desk.ask(method, told.at("params").description)

      // A later program may say more; what was said then is said still.
      Self.expect(answer, toSay: try told.at("result"), at: method)
    }
    #expect(lines.count == 10)
    #expect(folder.takeLog() == [])
    let next = try desk.ask(
      "fit", #"{"model":"Old Shop","k":2,"data":{"columns":{"x":[1,2,8,9]}}}"#)
    #expect(try next.number("version") == 4)
    // Ids of the deleted version are not given again.
    #expect(try next.number("segments.0.id") > 4)
  }

  private static func expect(_ value: JSONValue, toSay told: JSONValue, at place: String) {
    if let members = told.object?.members, value.object != nil {
      // The document names the program that writes it.
      for (name, member) in members where name != "document" {
        guard let found = value[name] else {
          Issue.record("\(place).\(name) is missing")
          continue
        }
        expect(found, toSay: member, at: "\(place).\(name)")
      }
    } else if let elements = told.array, let found = value.array, elements.count == found.count {
      for (index, pair) in zip(found, elements).enumerated() {
        expect(pair.0, toSay: pair.1, at: "\(place)[\(index)]")
      }
    } else if place.contains("silhouette"), let number = value.double, let known = told.double {
      // Sums of distances have been added in another order since then.
      #expect(abs(number - known) < 1e-12, "\(place)")
    } else {
      #expect(value == told, "\(place)")
    }
  }
}
