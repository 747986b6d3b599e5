import Dispatch
import Features
import Foundation
import JSON
import JSONRPC
import Locks
import ModelStorage
import Segmentation
import Tables
import Testing

@testable import SegmentService

@Suite("A disk that takes its time")
struct WaitingDiskTests {
  private let fit = ModelSample("plain", #""k":3,"reuse":false,"recipe":{"id":"id"}"#).fit

  @Test func `while a save waits for the disk, everything else is answered`() async throws {
    let folder = try StateFolder()
    try folder.open().ask("fit", fit)
    try folder.open().ask("fit", fit.replacing("\"shop\"", with: "\"mall\""))
    let disk = SlowDisk()
    let directory = try ModelDirectory(folder.path, failing: { disk.meet($0) })
    let desk = try folder.open { $0.storage = directory }
    let data = ModelSample.customers
    disk.hold("sync")

    let fit = fit
    let saved = Task {
      // On a thread of its own: whoever waits for the disk must not keep one of the few on which
      // all tests run.
      try await withCheckedThrowingContinuation { continuation in
        DispatchQueue.global().async {
          continuation.resume(with: Result { try desk.ask("fit", fit).number("version") })
        }
      }
    }
    await disk.untilHeld()
    // The save is in its first fsync; these would wait for ever if they waited for it.
    for name in ["shop", "mall"] {
      let assigned = try desk.ask("assign", "{\"model\":\"\(name)\",\"data\":\(data)}")
      #expect(try assigned.number("version") == 1)
      #expect(try desk.ask("silhouette", "{\"model\":\"\(name)\"}").number("n") == 40)
    }
    let list = try desk.ask("models.list").list("models")
    #expect(try list.map { try $0.at("versions").description } == ["[1]", "[1]"])
    #expect(try desk.refusal("models.get", #"{"model":"shop@2"}"#).code == 1001)
    #expect(
      try folder.open().ask("models.get", #"{"model":"shop"}"#).at("versions").description == "[1]")
    disk.letGo()

    #expect(try await saved.value == 2)
    #expect(try desk.ask("models.get", #"{"model":"shop"}"#).number("version") == 2)
  }

  @Test func `a request that has a version can read its rows when newer ones push it out`() throws {
    let folder = try StateFolder()
    try folder.open().ask("fit", fit)
    let desk = try folder.open()
    let stored = try desk.service.model("shop")

    for _ in 0..<6 { try desk.ask("fit", fit) }

    #expect(try desk.ask("models.get", #"{"model":"shop"}"#).list("versions").count == 5)
    #expect(try stored.rows()?.table.rowCount == 40)
    #expect(try stored.members()?.labels.count == 40)
  }
}

/// A disk on which one sort of call waits until it is let go.
private final class SlowDisk: Sendable {
  private let held = Guarded("")
  private let arrival = DispatchSemaphore(value: 0)
  private let gate = DispatchSemaphore(value: 0)

  func hold(_ call: String) { held.with { $0 = call } }

  func meet(_ call: String) -> Int32? {
    let isHeld = held.with { held in
      guard held == call else { return false }
      held = ""
      return true
    }
    if isHeld {
      arrival.signal()
      gate.wait()
    }
    return nil
  }

  func untilHeld() async {
    await withCheckedContinuation { continuation in
      DispatchQueue.global().async {
        self.arrival.wait()
        continuation.resume()
      }
    }
  }

  func letGo() { gate.signal() }
}
