import Foundation
import Glibc
import JSON
import JSONRPC
import Locks
import ModelStorage
import Testing

@testable import SegmentService

/// A disk that refuses: what was served is served on, and nothing new is seen.
@Suite("A state directory that cannot be written")
struct RefusingDiskTests {
  private let fit = ModelSample("plain", #""k":3,"reuse":false,"recipe":{"id":"id"}"#).fit

  @Test func `a directory whose folders are files serves nothing and takes nothing`() throws {
    let folder = try StateFolder()
    let desk = try folder.open()
    try Data().write(to: URL(filePath: "\(folder.path)/models"))

    let refusal = try desk.refusal("fit", fit)

    expect(
      refusal, 1030, "storage",
      "cannot open \(folder.path)/models (No such file or directory); check the disk and try again")
    #expect(refusal["path"] == .string("\(folder.path)/models") && refusal["errno"] == 2)
    #expect(refusal.retryable)
    #expect(try desk.ask("models.list").list("models").isEmpty)
  }

  @Test func `a path that is a file is refused`() throws {
    let folder = try StateFolder()
    try Data().write(to: URL(filePath: folder.path))

    #expect(throws: StorageError.notADirectory(path: folder.path)) {
      try ModelDirectory(folder.path)
    }
    let error = StorageError.notADirectory(path: "/etc/passwd")
    #expect(
      error.description
        == "/etc/passwd is not a directory; name a directory, or one that can be made")
  }

  /// Calls that a save, a label, a rename and a delete make, each failing in its turn.
  @Test(arguments: [
    ("fit", ["create", "write", "sync", "link"]),
    ("models.import", ["create", "write", "sync", "link"]),
    ("models.label", ["create", "write", "sync", "rename"]),
    ("models.rename", ["rename", "sync"]), ("models.delete", ["rename", "sync"]),
    ("delete a version", ["create", "write", "sync", "rename"]),
  ])
  func `an error of the disk is told, and the old version is served`(
    method: String, calls: [String]
  ) throws {
    let folder = try StateFolder()
    try folder.open().ask("fit", fit)
    try folder.open().ask("fit", fit)
    let faults = DiskFaults()
    let directory = try ModelDirectory(folder.path, failing: { faults.meet($0) })
    let desk = try folder.open { $0.storage = directory }
    let document = try desk.ask("models.export", #"{"model":"shop"}"#).text("document")
    let known = try desk.ask("models.get", #"{"model":"shop"}"#).description
    let (name, params) =
      [
        "fit": ("fit", fit),
        "models.import": ("models.import", #"{"document":\#(JSONValue.string(document))}"#),
        "models.label": ("models.label", #"{"model":"shop","segment":1,"name":"Gold"}"#),
        "models.rename": ("models.rename", #"{"model":"shop","to":"mall"}"#),
        "models.delete": ("models.delete", #"{"model":"shop"}"#),
        "delete a version": ("models.delete", #"{"model":"shop@2"}"#),
      ][method] ?? ("", "")

    for (call, errno) in calls.flatMap({ [($0, EIO), ($0, ENOSPC)] }) {
      faults.fail(call, with: errno)
      let refusal = try desk.refusal(name, params)
      faults.fail("", with: 0)

      #expect(refusal.code == 1030 && refusal.kind == "storage", "\(call)")
      #expect(refusal["errno"] == JSONValue(Int(errno)))
      #expect(try desk.ask("models.get", #"{"model":"shop"}"#).description == known, "\(call)")
      #expect(
        try folder.open().ask("models.get", #"{"model":"shop"}"#).description == known, "\(call)")
    }
    try desk.ask(name, params)
    let left = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    #expect(left.filter { $0.hasSuffix(".new") || $0.contains("trash") } == [])
  }
}

/// Calls into the system that are to fail.
final class DiskFaults: Sendable {
  private let state = Guarded<(call: String, errno: Int32)>(("", 0))

  func fail(_ call: String, with errno: Int32) { state.with { $0 = (call, errno) } }

  func meet(_ call: String) -> Int32? {
    state.with { $0.call == call ? $0.errno : nil }
  }
}
