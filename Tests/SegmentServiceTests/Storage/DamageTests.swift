import Foundation
import JSON
import JSONRPC
import ModelStorage
import Testing

@testable import SegmentService

@Suite("A damaged state directory")
struct DamageTests {
  private let fit = ModelSample("plain", #""k":3,"reuse":false,"recipe":{"id":"id"}"#).fit

  @Test func `the last good version is served, the damaged one is told`() throws {
    let folder = try StateFolder()
    let desk = try folder.open()
    for _ in 0..<3 { try desk.ask("fit", fit) }
    let expected = try desk.ask("models.get", #"{"model":"shop@2"}"#)
    try folder.damage(folder.file("3.model"))
    _ = folder.takeLog()

    let again = try folder.open()
    let log = folder.takeLog()
    let served = try again.ask("models.get", #"{"model":"shop"}"#)
    let refusal = try again.refusal("models.get", #"{"model":"shop@3"}"#)

    #expect(try served.number("version") == 2)
    #expect(try served.text("fingerprint") == expected.text("fingerprint"))
    func damage(_ file: String) -> String {
      "\(folder.file(file).path) is damaged: the checksum of its content is wrong; restore it from "
        + "a copy, or delete the version and fit again"
    }
    let aside = try #require(try folder.files().first { $0.hasPrefix("3.model.damaged-") })
    #expect(
      log == [
        "shop@3 is not served: \(damage("3.model")); the newest whole version is served, the file is set aside"
      ])
    #expect(refusal.code == 1031 && refusal.kind == "corrupt_model")
    #expect(refusal.message == "the model shop@3 cannot be used: \(damage(aside))")
    #expect(refusal["model"] == "shop" && refusal["version"] == 3)
    // Another restart finds the same.
    let third = try folder.open()
    #expect(try third.ask("models.get", #"{"model":"shop"}"#).number("version") == 2)
    #expect(try third.refusal("models.get", #"{"model":"shop@3"}"#).code == 1031)
    #expect(try third.ask("fit", fit).number("version") == 4)
    #expect(try third.ask("models.list").at("models.0.versions").description == "[1,2,4]")
    #expect(try third.ask("models.delete", #"{"model":"shop@3"}"#).strings("deleted") == ["shop@3"])
    #expect(try folder.files().filter { $0.contains("damaged") } == [])
  }

  @Test func `a name with nothing whole is told, and mended by a fit`() throws {
    let folder = try StateFolder()
    try folder.open().ask("fit", fit)
    try Data().write(to: folder.file("1.model"))

    let desk = try folder.open()
    let refusal = try desk.refusal("assign", #"{"model":"shop","data":{"columns":{"spend":[1]}}}"#)

    #expect(refusal.code == 1031 && refusal["version"] == 1)
    #expect(try desk.ask("models.list").list("models").isEmpty)
    #expect(try desk.ask("fit", fit).number("version") == 2)
    #expect(try desk.ask("models.get", #"{"model":"shop"}"#).number("version") == 2)
  }

  @Test func `a document is whole or told to be damaged, whichever byte is changed or cut off`()
    throws
  {
    let folder = try StateFolder()
    let small = #""k":2,"keep":"document","recipe":{"id":"id","features":[{"column":"spend"}]}"#
    let first = try folder.open().ask("fit", ModelSample("small", small).fit)
    let file = folder.file("1.model")
    let bytes = try Data(contentsOf: file)
    let directory = try ModelDirectory(folder.path)
    var cases = 0
    var wrong = 0

    func check(_ changed: Data) throws {
      try changed.write(to: file)
      cases += 1
      guard case .found(let content, _) = try directory.look(at: "shop", isThorough: true),
        let version = content.versions.first, content.versions.count == 1
      else {
        wrong += 1
        return
      }
      guard case .damaged = version.state else {
        wrong += 1
        return
      }
    }
    for place in bytes.indices {
      var changed = bytes
      changed[place] ^= UInt8(1 << (place % 8))
      try check(changed)
      if place % 7 == 0 { try check(bytes[..<place]) }
    }
    for more in 1...8 { try check(bytes + Data(count: more)) }
    // A whole restart for some of them.
    for place in stride(from: 0, to: bytes.count, by: bytes.count / 40) {
      var changed = bytes
      changed[place] = ~changed[place]
      try changed.write(to: file)
      let desk = try folder.open()
      #expect(try desk.refusal("models.get", #"{"model":"shop"}"#).code == 1031)
      for name in try folder.files() { try FileManager.default.removeItem(at: folder.file(name)) }
      cases += 1
    }
    try bytes.write(to: file)

    print("changed documents compared: \(cases)")
    #expect(wrong == 0)
    #expect(cases > 3_000)
    let again = try folder.open().ask("models.get", #"{"model":"shop"}"#)
    #expect(try again.text("fingerprint") == first.text("fingerprint"))
  }

  @Test func `a damaged layer is told where it is needed, and the model is served`() throws {
    let folder = try StateFolder()
    try folder.open().ask("fit", fit)
    try folder.damage(try folder.only(".rows"))

    let desk = try folder.open()
    let refusal = try desk.refusal("silhouette", #"{"model":"shop"}"#)

    #expect(refusal.code == 1031)
    #expect(
      refusal.message.hasPrefix("the model shop@1 cannot be used: \(folder.path)/models/shop/"))
    #expect(refusal.message.contains(".rows is damaged: the checksum of its content is wrong"))
    #expect(try desk.ask("profile", #"{"model":"shop"}"#).list("segments").count == 3)
    #expect(
      try desk.ask("compare", #"{"a":"shop","b":"shop"}"#).number("ari") == 1)
    #expect(try desk.ask("fit", fit).number("version") == 2)
  }

  @Test func `damaged members align by the centres, and a lost layer needs data`() throws {
    let folder = try StateFolder()
    try folder.open().ask("fit", fit)
    try folder.damage(try folder.only(".members"))
    _ = folder.takeLog()

    let desk = try folder.open()
    let refit = try desk.ask("fit", fit)

    #expect(try refit.number("version") == 2)
    #expect(try refit.integers("alignment.kept") == [1, 2, 3])
    #expect(folder.takeLog().count == 1)
    #expect(try desk.refusal("compare", #"{"a":"shop@1","b":"shop"}"#).code == 1031)
    try FileManager.default.removeItem(at: try folder.only(".rows"))
    let refusal = try folder.open().refusal("silhouette", #"{"model":"shop"}"#)
    expect(
      refusal, 1014, "data_needed",
      "the model keeps no rows; send data, or fit with keep set to \"rows\"")
  }

  @Test func `damaged labels are not shown and can be given again`() throws {
    let folder = try StateFolder()
    let desk = try folder.open()
    try desk.ask("fit", fit)
    try desk.ask("models.label", #"{"model":"shop","segment":1,"name":"Gold"}"#)
    try folder.damage(folder.file("notes"))
    _ = folder.takeLog()

    let again = try folder.open()
    let log = folder.takeLog()

    #expect(try again.ask("models.get", #"{"model":"shop"}"#).text("segments.0.name") != "Gold")
    #expect(log.count == 1 && log[0].hasPrefix("the labels of shop are not shown: "))
    try again.ask("models.label", #"{"model":"shop","segment":2,"name":"Silver"}"#)
    #expect(
      try folder.open().ask("models.get", #"{"model":"shop"}"#).text("segments.1.name") == "Silver")
  }

  @Test func `a file of a later program is not touched`() throws {
    let folder = try StateFolder()
    let desk = try folder.open()
    try desk.ask("fit", fit)
    try desk.ask("fit", fit)
    var bytes = try Data(contentsOf: folder.file("2.model"))
    bytes[8] = 2
    try bytes.write(to: folder.file("2.model"))

    let again = try folder.open()

    #expect(try again.ask("models.get", #"{"model":"shop"}"#).number("version") == 1)
    expect(
      try again.refusal("models.get", #"{"model":"shop@2"}"#), 1031, "corrupt_model",
      "the model shop@2 cannot be used: \(folder.path)/models/shop/2.model is of form 2 and this "
        + "program reads form 1; use the program that wrote it or a later one")
    #expect(try folder.files().contains("2.model"))
    #expect(try again.ask("fit", fit).number("version") == 3)
  }
}
