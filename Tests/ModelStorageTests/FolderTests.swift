import Glibc
import Testing

@testable import ModelStorage

@Suite("The folder of a name")
struct FolderTests {
  @Test func `what has not changed is not read again`() throws {
    let shelf = try Shelf()
    try shelf.save("first")
    // Older than the clock's tick, so that every later change has another time.
    usleep(2_100_000)

    guard case .found(_, let stamp?) = try shelf.directory.look(at: "vip") else {
      Issue.record("no stamp")
      return
    }
    guard case .unchanged = try shelf.directory.look(at: "vip", since: stamp) else {
      Issue.record("read again")
      return
    }
    _ = try shelf.neighbour().delete("vip")
    guard case .absent = try shelf.directory.look(at: "vip", since: stamp) else {
      Issue.record("not absent")
      return
    }
    #expect(try shelf.content() == nil)
  }

  @Test func `a version that is news is made durable before it is told`() throws {
    let shelf = try Shelf()
    let saved = try #require(
      try shelf.neighbour().save(
        ModelDirectory.Draft(document: [1]), as: "vip", after: nil))
    func syncs(_ look: () throws -> Void) throws -> Int {
      _ = shelf.faults.takeSteps()
      try look()
      return shelf.faults.takeSteps().count { $0.call == "sync" }
    }

    #expect(try syncs { _ = try shelf.directory.look(at: "vip") } == 2)
    #expect(try syncs { _ = try shelf.directory.look(at: "vip", knowing: saved.tip) } == 0)
    shelf.faults.fail("sync", with: EIO)
    #expect(
      throws: StorageError.failed(
        call: "sync", path: shelf.path + "/state/models/vip", errno: EIO)
    ) {
      try shelf.directory.look(at: "vip")
    }
  }

  @Test func `the newest number stays taken, an older one is gone`() throws {
    let shelf = try Shelf()
    for mark in 1...3 { try shelf.save("\(mark)", parts: [("rows", "r")], mark: UInt64(mark)) }

    let gone = try shelf.directory.delete("vip", version: 3)
    _ = try shelf.directory.delete("vip", version: 1)

    #expect(gone?.number == 3)
    let content = try #require(try shelf.content())
    #expect(content.versions.map(\.number) == [2, 3])
    #expect(content.versions.map(\.state) == [.whole, .deleted])
    #expect(content.mark == 3)
    #expect(try shelf.files().count == 3)
    #expect(try shelf.directory.delete("vip", version: 3) == nil)
    #expect(try shelf.save("next")?.number == 4)
    // The last one takes the name with it.
    _ = try shelf.directory.delete("vip", version: 2)
    _ = try shelf.directory.delete("vip", version: 4)
    #expect(try shelf.content() == nil)
    #expect(try names(in: shelf.path + "/state/models") == [])
    #expect(try shelf.save("again")?.number == 1)
  }

  @Test func `a rename takes everything with it, and no other's place`() throws {
    let shelf = try Shelf()
    try shelf.save("a", parts: [("rows", "r")])
    _ = try shelf.directory.changeNotes(of: "vip") { _ in [7] }
    try shelf.save("b", as: "other")
    let long = String(repeating: "漢", count: 128)

    guard case .taken = try shelf.directory.rename("vip", to: "other"),
      case .absent = try shelf.directory.rename("nobody", to: "new"),
      case .done = try shelf.directory.rename("vip", to: long),
      case .done = try shelf.directory.rename("other", to: "vip")
    else {
      Issue.record("another outcome")
      return
    }

    #expect(try shelf.text(1, of: long) == "a")
    #expect(try shelf.content(of: long)?.notes == [7])
    #expect(try shelf.text(1) == "b")
    #expect(Set(try shelf.directory.names()) == [long, "vip"])
    guard case .done = try shelf.directory.rename(long, to: "short") else {
      Issue.record("not renamed back")
      return
    }
    #expect(try shelf.files(of: "short").contains { $0.hasPrefix("name") } == false)
    #expect(Set(try shelf.directory.names()) == ["short", "vip"])
  }

  @Test func `what a process left in the middle of a save is cleared away`() throws {
    let shelf = try Shelf()
    try shelf.save("kept", parts: [("rows", "r"), ("members", "m")])
    let files = try shelf.files()
    try put([1, 2], at: shelf.file("00000000000000aa.new"))
    try put([1, 2], at: shelf.file("00000000000000ab.members"))
    try put([1], at: shelf.file("what someone else put there"))
    #expect(unsafe mkdir(shelf.path + "/state/models/.trash-0000000000000001", 0o700) == 0)
    #expect(unsafe mkdir(shelf.path + "/state/models/begun", 0o700) == 0)
    try put([1, 2], at: shelf.path + "/state/models/begun/00000000000000ac.rows")

    shelf.directory.clean()

    #expect(try shelf.files() == (files + ["what someone else put there"]).sorted())
    #expect(try names(in: shelf.path + "/state/models") == ["vip"])
  }

  @Test func `what another process is saving is left alone`() throws {
    let shelf = try Shelf()
    try shelf.save("kept")
    try put([1, 2], at: shelf.file("00000000000000aa.new"))
    let models = try #require(try shelf.directory.models())
    let saving = try shelf.directory.lockedFolder(of: "vip", in: models, isShared: true)

    shelf.directory.clean()
    #expect(try shelf.files().contains("00000000000000aa.new"))

    #expect(saving != nil)
    withExtendedLifetime(saving) {}
  }

  @Test func `only the newest versions are kept, and a part of the newest alone`() throws {
    let shelf = try Shelf()
    for number in 1...7 { try shelf.save("\(number)", parts: [("rows", "r"), ("members", "m")]) }

    shelf.directory.prune("vip", keeping: 5, newestKeeps: "rows")

    let content = try #require(try shelf.content())
    #expect(content.versions.map(\.number) == [3, 4, 5, 6, 7])
    #expect(content.versions.map { $0.byteCount(ofPart: "rows") } == [nil, nil, nil, nil, 1])
    #expect(content.versions.allSatisfy { $0.byteCount(ofPart: "members") == 1 })
    #expect(try shelf.files().count == 11)
  }

  @Test func `a part can be read after its version is gone, by who has it open`() throws {
    let shelf = try Shelf()
    let version = try #require(try shelf.save("a", parts: [("rows", "row")]))
    let open = try #require(try shelf.directory.part("rows", of: version, under: "vip"))

    _ = try shelf.directory.delete("vip")

    #expect(try open.read() == Array("row".utf8))
    #expect(try shelf.directory.part("rows", of: version, under: "vip") == nil)
    #expect(try shelf.directory.document(of: version, under: "vip") == nil)
  }

  @Test func `notes change one after the other`() async throws {
    let shelf = try Shelf()
    try shelf.save("a")
    #expect(try shelf.directory.changeNotes(of: "nobody") { _ in [1] } == nil)

    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<4 {
        group.addTask {
          let directory = try? shelf.neighbour()
          for _ in 0..<25 {
            _ = try? directory?.changeNotes(of: "vip") { notes in
              let count = (notes ?? [0])[0] + 1
              return [count]
            }
          }
        }
      }
    }

    #expect(try shelf.content()?.notes == [100])
    _ = try shelf.directory.changeNotes(of: "vip") { _ in nil }
    #expect(try shelf.content()?.notes == nil)
    #expect(try shelf.files() == ["1.model"])
  }

  @Test func `what stands in the folder by accident is passed over`() throws {
    let shelf = try Shelf()
    try shelf.save("a")
    for name in [
      "0.model", "01.model", "-1.model", "9223372036854775807.model", "x", "2.model.bak",
    ] {
      try put([1], at: shelf.file(name))
    }
    #expect(unsafe mkfifo(shelf.file("2.model"), 0o600) == 0)
    #expect(unsafe symlink("/etc/passwd", shelf.file("3.model")) == 0)
    try put([1], at: shelf.path + "/state/models/A")

    let content = try #require(try shelf.content())

    #expect(content.versions.map(\.number) == [1, 2, 3])
    #expect(
      content.versions.dropFirst().map(\.state) == [
        .damaged(.damaged(path: shelf.file("2.model"), reason: "it is no regular file")),
        .damaged(.damaged(path: shelf.file("3.model"), reason: "it is a symbolic link")),
      ])
    #expect(try shelf.save("next")?.number == 4)
    #expect(try shelf.directory.names() == ["vip"])
  }
}
