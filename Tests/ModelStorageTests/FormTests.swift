import Testing

@testable import ModelStorage

@Suite("How a file tells that it is whole")
struct FormTests {
  @Test(arguments: [
    ("", 0xef46_db37_51d8_e999 as UInt64), ("a", 0xd24e_c4f1_a98c_6e5b),
    ("abc", 0x44bc_2cf5_ad77_0999),
    ("Nobody inspects the spammish repetition", 0xfbce_a83c_8a37_8bf1),
  ])
  func `the checksum is XXH64`(text: String, sum: UInt64) {
    #expect(Checksum(of: Array(text.utf8).span).value == sum)
  }

  @Test func `a changed byte changes the checksum, whatever the length`() {
    var cases = 0
    for count in [1, 3, 4, 7, 8, 31, 32, 33, 63, 64, 100] {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
      let sum = Checksum(of: bytes.span)
      for place in bytes.indices {
        for bit in 0..<8 {
          var changed = bytes
          changed[place] ^= 1 << bit
          cases += 1
          #expect(Checksum(of: changed.span) != sum)
        }
      }
    }
    print("changed bytes compared: \(cases)")
    #expect(cases > 2_500)
  }

  @Test func `a head comes back as it was written`() throws {
    let parts = [
      FileForm.Part(name: "members", byteCount: 12, checksum: 7),
      FileForm.Part(name: "sixteen letters!", byteCount: 0, checksum: .max),
    ]
    let form = FileForm(.version, identity: 0x0102, mark: 9, parts: parts, content: [1, 2, 3])

    let head = form.head
    let read = try FileForm(head, fileByteCount: head.count + 3, path: "f")

    #expect(read == form)
    #expect(head.count == form.headByteCount)
  }

  @Test(arguments: [
    (0, "it ends after 0 bytes, within its head"), (63, "it ends after 63 bytes, within its head"),
    (64, "it has 0 bytes of content and was written with 3"),
    (66, "it has 2 bytes of content and was written with 3"),
    (70, "it has 6 bytes of content and was written with 3"),
  ])
  func `another length is told`(count: Int, reason: String) {
    let form = FileForm(.notes, identity: 1, mark: 0, content: [1, 2, 3])
    let file = form.head + [1, 2, 3, 0, 0, 0]

    #expect(throws: StorageError.damaged(path: "f", reason: reason)) {
      try FileForm(Array(file[..<min(count, 64)]), fileByteCount: count, path: "f")
    }
  }

  @Test func `what is no file of ours, and what a later program wrote, is told`() {
    let form = FileForm(.notes, identity: 1, mark: 0, content: [])
    var other = form.head
    other[0] = 0
    var later = form.head
    later[8] = 3

    #expect(
      throws: StorageError.damaged(path: "f", reason: "it does not begin with \"segmentd\"")
    ) {
      try FileForm(other, fileByteCount: 64, path: "f")
    }
    #expect(throws: StorageError.newerForm(path: "f", form: 3)) {
      try FileForm(later, fileByteCount: 64, path: "f")
    }
  }

  @Test(arguments: [
    ("vip", "vip"), ("Vip", "%56ip"), ("a.b-c_1", "a.b-c_1"), ("two words", "two%20words"),
    (".x", "%2ex"), ("x.", "x%2e"), ("ä", "%c3%a4"), ("a%41", "a%2541"), ("a/b", "a%2fb"),
  ])
  func `a name is a folder that names it alone`(name: String, folder: String) {
    #expect(FolderName.of(name) == folder)
    #expect(FolderName.name(of: folder) == name)
  }

  @Test func `no two names have one folder, also where capitals do not count`() {
    var generator = SystemRandomNumberGenerator()
    let letters = Array("abAB01 ._-äÄ漢\u{1F600}")
    var folders: [String: String] = [:]
    for _ in 0..<3_000 {
      let count = Int.random(in: 1...128, using: &generator)
      let name = String((0..<count).map { _ in letters.randomElement(using: &generator) ?? "a" })
      let folder = FolderName.of(name)
      #expect(folder.utf8.count <= 255)
      #expect(folder == folder.lowercased())
      #expect(folders[folder] == nil || folders[folder] == name)
      #expect(FolderName.isHashed(folder) || FolderName.name(of: folder) == name)
      folders[folder] = name
    }
    print("names compared: \(folders.count)")
    #expect(folders.count > 2_500)
    for folder in ["", "Vip", "%zz", "%4", "%41", "%C3", "~00", "a b", "%ff", "x%"] {
      #expect(FolderName.name(of: folder) == (folder == "%41" ? "A" : nil), "\(folder)")
    }
  }

  @Test func `an error says what to do`() {
    #expect(
      StorageError.failed(call: "write", path: "/s/models/vip/1.model", errno: 28).description
        == "cannot write /s/models/vip/1.model (No space left on device); free some space and try "
        + "again")
    #expect(
      StorageError.failed(call: "make", path: "/s", errno: 30).description
        == "cannot make /s (Read-only file system); make the state directory writable for the daemon "
        + "and try again")
    #expect(
      StorageError.newerForm(path: "/s/1.model", form: 2).description
        == "/s/1.model is of form 2 and this program reads form 1; use the program that wrote it or a "
        + "later one")
  }
}
