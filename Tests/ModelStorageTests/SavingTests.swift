import Glibc
import Testing

@testable import ModelStorage

@Suite("Saving a version")
struct SavingTests {
  @Test func `what was saved is read back, also by another process`() throws {
    let shelf = try Shelf()
    let saved = try #require(
      try shelf.save("first", parts: [("rows", "r"), ("members", "m")], mark: 7))

    let neighbour = try shelf.neighbour()
    guard case .found(let content, nil) = try neighbour.look(at: "vip") else {
      Issue.record("the neighbour does not find it")
      return
    }

    #expect(content.versions == [saved])
    #expect(saved.number == 1 && saved.mark == 7 && saved.state == .whole)
    #expect(try neighbour.document(of: saved, under: "vip") == Array("first".utf8))
    #expect(try neighbour.part("rows", of: saved, under: "vip")?.read() == Array("r".utf8))
    #expect(try neighbour.part("members", of: saved, under: "vip")?.read() == Array("m".utf8))
    #expect(try neighbour.part("other", of: saved, under: "vip") == nil)
  }

  @Test func `every file is on the disk before it is seen, and its name before the answer`() throws
  {
    let shelf = try Shelf()
    try shelf.save("first")
    _ = shelf.faults.takeSteps()

    try shelf.save("second", parts: [("rows", "r")])
    let calls = shelf.faults.takeSteps().map(\.call).filter {
      ["create", "write", "sync", "link", "remove"].contains($0)
    }

    #expect(
      calls == [
        "create", "write", "write", "sync", "create", "write", "write", "sync", "link", "sync",
        "sync", "remove",
      ])
  }

  @Test func `whoever comes second has to look again`() throws {
    let shelf = try Shelf()
    let first = try #require(try shelf.save("first"))
    let tip = try shelf.content()?.tip
    let draft = ModelDirectory.Draft(document: [1])

    let neighbour = try shelf.neighbour()
    let second = try neighbour.save(draft, as: "vip", after: tip)

    #expect(first.number == 1 && second?.number == 2)
    #expect(try shelf.directory.save(draft, as: "vip", after: tip) == nil)
    #expect(try shelf.directory.save(draft, as: "vip", after: nil) == nil)
    #expect(try shelf.content()?.versions.map(\.number) == [1, 2])
  }

  @Test func `a save that fails leaves nothing to be seen`() throws {
    let shelf = try Shelf()
    try shelf.save("first")
    let files = try shelf.files()
    let calls = ["create", "write", "sync", "link"]

    var failures = 0
    for call in calls {
      for pass in 0..<6 {
        shelf.faults.fail(call, with: EIO, after: pass)
        let error = failure {
          try shelf.save("second", parts: [("members", "m"), ("rows", "r")])
        }
        shelf.faults.failNothing()
        guard case .failed(call, _, EIO) = error else {
          // It was made less often than that.
          #expect(try shelf.text(2) == "second")
          _ = try shelf.directory.delete("vip")
          try shelf.save("first")
          continue
        }
        failures += 1
        #expect(try shelf.files() == files)
        #expect(try shelf.text(1) == "first")
      }
    }
    print("\(failures) failing saves compared")
    #expect(failures >= 13)
  }
}
