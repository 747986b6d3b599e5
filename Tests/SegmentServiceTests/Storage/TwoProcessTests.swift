import Foundation
import JSON
import JSONRPC
import ModelStorage
import Testing

@testable import SegmentService

/// Services on one directory see each other as processes do: nothing but files is between them.
@Suite("Two processes on one state directory")
struct TwoProcessTests {
  private func fit(_ name: String = "shop", seed: Int = 0, _ more: String = "") -> String {
    ModelSample("plain", #""k":3,"seed":\#(seed),"reuse":false,"recipe":{"id":"id"}\#(more)"#).fit
      .replacing("\"shop\"", with: "\"\(name)\"")
  }

  @Test func `each sees what the other did`() throws {
    let folder = try StateFolder()
    let (one, other) = (try folder.open(), try folder.open())

    try one.ask("fit", fit())
    #expect(try other.ask("models.get", #"{"model":"shop"}"#).number("version") == 1)
    try other.ask("fit", fit())
    #expect(try one.ask("models.get", #"{"model":"shop@2"}"#).number("version") == 2)
    try one.ask("fit", fit())
    #expect(try other.ask("models.list").at("models.0.versions").description == "[1,2,3]")
    try one.ask("models.label", #"{"model":"shop","segment":1,"name":"Gold"}"#)
    try other.ask("models.label", #"{"model":"shop","segment":2,"name":"Silver"}"#)
    let model = try one.ask("models.get", #"{"model":"shop"}"#)
    #expect(try model.text("segments.0.name") == "Gold")
    #expect(try model.text("segments.1.name") == "Silver")
    try other.ask("models.rename", #"{"model":"shop","to":"mall"}"#)
    #expect(try one.refusal("models.get", #"{"model":"shop"}"#).code == 1001)
    #expect(try one.ask("models.get", #"{"model":"mall"}"#).number("version") == 3)
    try one.ask("models.delete", #"{"model":"mall@3"}"#)
    #expect(try other.ask("models.list").at("models.0.versions").description == "[1,2]")
    #expect(try other.ask("fit", fit("mall")).number("version") == 4)
    try other.ask("models.delete", #"{"model":"mall"}"#)
    #expect(try one.ask("models.list").list("models").isEmpty)
    #expect(try one.ask("fit", fit("mall")).number("version") == 1)
    #expect(try other.ask("models.get", #"{"model":"mall"}"#).at("versions").description == "[1]")
  }

  @Test func `a name that was deleted and made again is another model`() throws {
    let folder = try StateFolder()
    let (one, other) = (try folder.open(), try folder.open())
    try one.ask("fit", fit())
    let old = try other.ask("models.get", #"{"model":"shop"}"#).text("fingerprint")

    try one.ask("models.delete", #"{"model":"shop"}"#)
    let new = try one.ask("fit", fit(seed: 3, #","max_iter":1"#).replacing(":3,", with: ":4,"))
      .text("fingerprint")

    #expect(old != new)
    #expect(try other.ask("models.get", #"{"model":"shop"}"#).text("fingerprint") == new)
  }

  @Test func `fits of one name at once all end as versions`() async throws {
    let folder = try StateFolder()
    let desks = [try folder.open(), try folder.open(), try folder.open()]
    let perDesk = 4

    let versions = try await withThrowingTaskGroup(of: [Int].self) { group in
      for (index, desk) in desks.enumerated() {
        group.addTask {
          try (0..<perDesk).map { turn in
            let reply = try desk.ask(
              "fit", fit(seed: 100 * index + turn, #","keep":"members""#))
            return Int(try reply.number("version"))
          }
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }

    #expect(versions.sorted() == Array(1...desks.count * perDesk))
    for desk in desks {
      let model = try desk.ask("models.list").at("models.0")
      #expect(try model.at("versions").description == "[8,9,10,11,12]")
      // Each is aligned with the one before it: ids are those of the first.
      let newest = try desk.ask("models.get", #"{"model":"shop"}"#)
      #expect(try newest.list("segments").map { try $0.number("id") } == [1, 2, 3])
    }
    #expect(try folder.files().count == 10)
    #expect(folder.takeLog() == [])
  }

  @Test func `everything at once leaves whole models and clear errors`() async throws {
    let folder = try StateFolder()
    let desks = [try folder.open(), try folder.open()]
    let names = ["shop", "mall", "market"]

    let outcomes = await withTaskGroup(of: [String: Int].self) { group in
      for (index, desk) in desks.enumerated() {
        for lane in 0..<2 {
          group.addTask {
            var outcomes: [String: Int] = [:]
            for turn in 0..<25 {
              let name = names[(turn + lane) % 3]
              let other = names[(turn + index + 1) % 3]
              let (method, params) =
                [
                  ("fit", fit(name, seed: turn, #","keep":"members""#)),
                  ("models.rename", "{\"model\":\"\(name)\",\"to\":\"\(other)\"}"),
                  ("models.label", "{\"model\":\"\(name)\",\"segment\":1,\"name\":\"Gold\"}"),
                  ("models.delete", "{\"model\":\"\(name)\"}"),
                  ("models.list", "{}"),
                ][[0, 1, 0, 2, 0, 4, 3, 0][(turn * 5 + lane + index) % 8]]
              do {
                try desk.ask(method, params)
                outcomes["done", default: 0] += 1
              } catch {
                outcomes[(error as? RPCError)?.kind ?? "\(error)", default: 0] += 1
              }
            }
            return outcomes
          }
        }
      }
      return await group.reduce(into: [:]) { all, some in
        all.merge(some, uniquingKeysWith: +)
      }
    }

    // Refused are a name that is taken, a model or segment that is not there, and nothing else.
    #expect(Set(outcomes.keys).isSubset(of: ["done", "invalid_params", "model_not_found"]))
    #expect((outcomes["done"] ?? 0) > 40)
    let known = try desks[0].ask("models.list").description
    #expect(try desks[1].ask("models.list").description == known)
    #expect(try folder.open().ask("models.list").description == known)
    #expect(folder.takeLog() == [])
    for name in try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/models") {
      #expect(!name.hasPrefix("."))
      #expect(try folder.files(name).filter { $0.hasSuffix(".new") } == [])
    }
  }
}
