import Foundation
import Glibc
import Locks
import Tables
import Testing

// Where a path leads is internal.
@testable import TableInput

@Suite("Files")
struct FileTests {
  private let folder = TemporaryFolder()

  private func path(_ name: String) -> String { folder.path + "/" + name }

  /// The reason a path inside is refused for.
  private func reason(_ name: String) -> String? {
    let error = #expect(throws: TableError.self) {
      let file = try DataRoots([folder.path]).open(name)
      _ = try CSVSource(file, options: CSVOptions())
    }
    guard case .unreadableFile(let path, let reason) = error else { return error?.description }
    #expect(path == name)
    return reason
  }

  @Test func `a file below a root is opened, by its whole path or a relative one`() throws {
    _ = try folder.write(Array("a\n1\n".utf8), to: "in.csv")
    let other = TemporaryFolder()
    let roots = DataRoots([other.path, folder.path])

    #expect(try roots.open("in.csv").size == 4)
    #expect(try roots.open(path("in.csv")).size == 4)
  }

  @Test func `what is outside is not allowed, there or not`() throws {
    let outside = TemporaryFolder()
    _ = try outside.write(Array("a\n1\n".utf8), to: "out.csv")
    let roots = DataRoots([folder.path])
    let manager = FileManager.default
    try manager.createSymbolicLink(
      atPath: path("link.csv"), withDestinationPath: outside.path + "/out.csv")
    try manager.createSymbolicLink(
      atPath: path("gone.csv"), withDestinationPath: outside.path + "/gone.csv")
    try manager.createSymbolicLink(atPath: path("folder"), withDestinationPath: outside.path)
    let name = URL(fileURLWithPath: outside.path).lastPathComponent

    for path in [
      outside.path + "/out.csv", outside.path + "/gone.csv", "../\(name)/out.csv",
      "../\(name)/gone.csv", path("../\(name)/out.csv"), path("link.csv"), "link.csv", "gone.csv",
      "folder/out.csv", "folder/gone.csv", "folder", "/etc/shadow", "/var/x", "/", "..",
      "/dev/null",
      "/proc/self/environ", folder.path + "x/in.csv", "a\u{0}b", "missing/../../\(name)/gone.csv",
    ] {
      #expect(throws: TableError.pathNotAllowed(path: path, roots: [folder.path])) {
        try roots.open(path)
      }
    }
    #expect(throws: TableError.pathNotAllowed(path: "in.csv", roots: [])) {
      try DataRoots([]).open("in.csv")
    }
  }

  @Test func `no path is too long to be refused`() throws {
    let roots = DataRoots([folder.path])

    for path in [
      String(repeating: "a/", count: 1_000_000), "/etc/" + String(repeating: "x", count: 5_000),
      String(repeating: "../", count: 2_000),
    ] {
      let shown = String(path.prefix(64)) + "…"
      #expect(throws: TableError.pathNotAllowed(path: shown, roots: [folder.path])) {
        try roots.open(path)
      }
    }
    #expect(
      reason(String(repeating: "a/", count: 1_000)) == "is missing; check the name and the folder")
  }

  @Test func `what lies outside is not touched`() throws {
    let outside = TemporaryFolder()
    let pipe = outside.path + "/pipe"
    #expect(unsafe mkfifo(pipe, 0o600) == 0)
    try FileManager.default.createSymbolicLink(atPath: path("pipe"), withDestinationPath: pipe)

    for path in [pipe, "pipe", path("pipe")] {
      #expect(throws: TableError.pathNotAllowed(path: path, roots: [folder.path])) {
        try DataRoots([folder.path]).open(path)
      }
      // A FIFO that somebody opened for reading could be opened for writing now.
      #expect(unsafe open(pipe, O_WRONLY | O_NONBLOCK) == -1 && errno == ENXIO)
    }
  }

  @Test func `a link that is changed all the time never leads outside`() throws {
    let outside = TemporaryFolder()
    try FileManager.default.createDirectory(
      atPath: path("in"), withIntermediateDirectories: true)
    _ = try folder.write(Array("a\n1\n".utf8), to: "in/t.csv")
    _ = try outside.write(Array("secret\n".utf8), to: "t.csv")
    let (link, draft) = (path("link"), path("draft"))
    let targets = [path("in"), outside.path, outside.path + "/gone"]
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: targets[0])
    let isOver = Guarded(false)
    let swapper = Thread {
      var turn = 0
      while !isOver.with({ $0 }) {
        turn += 1
        _ = unsafe symlink(targets[turn % targets.count], draft)
        _ = unsafe rename(draft, link)
      }
    }
    swapper.start()
    defer { isOver.with { $0 = true } }

    let roots = DataRoots([folder.path])
    var (openedCount, refusedCount) = (0, 0)
    let giveUp = ContinuousClock.now + .seconds(20)
    while min(openedCount, refusedCount) < 300, ContinuousClock.now < giveUp {
      do throws(TableError) {
        let file = try roots.open(openedCount % 2 == 0 ? "link/t.csv" : path("link/t.csv"))
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = try file.read(into: &bytes, 0..<16, at: 0)
        #expect(String(decoding: bytes[..<count], as: UTF8.self) == "a\n1\n")
        openedCount += 1
      } catch {
        // Where the link leads nowhere just now, "missing" would tell of a file outside.
        guard case .pathNotAllowed = error else {
          Issue.record("\(error)")
          break
        }
        refusedCount += 1
      }
    }

    print("opened through a changing link: \(openedCount), refused: \(refusedCount)")
    #expect(openedCount >= 300 && refusedCount >= 300)
  }

  @Test func `a link within the roots is followed, and a root may be a link`() throws {
    _ = try folder.write(Array("a\n1\n".utf8), to: "in.csv")
    let manager = FileManager.default
    try manager.createSymbolicLink(atPath: path("link.csv"), withDestinationPath: "in.csv")
    let other = TemporaryFolder()
    try manager.createSymbolicLink(atPath: other.path + "/root", withDestinationPath: folder.path)

    #expect(try DataRoots([folder.path]).open("link.csv").size == 4)
    #expect(try DataRoots([other.path + "/root"]).open("in.csv").size == 4)
  }

  @Test func `what is inside and cannot be read says what it is`() throws {
    let manager = FileManager.default
    try manager.createDirectory(atPath: path("folder"), withIntermediateDirectories: true)
    #expect(unsafe mkfifo(path("pipe"), 0o600) == 0)
    _ = try folder.write([], to: "empty.csv")
    _ = try folder.write(Array("\n\r\n".utf8), to: "blank.csv")
    try manager.createSymbolicLink(atPath: path("circle"), withDestinationPath: path("circle"))

    #expect(reason("missing.csv") == "is missing; check the name and the folder")
    #expect(
      reason("empty.csv/x")
        == "is missing: a part of its path is a file; check the name and the folder")
    #expect(reason("folder") == "is a directory; name a file in it")
    #expect(reason("pipe") == "is a FIFO (a named pipe); save what comes out of it to a file first")
    #expect(
      reason("empty.csv")
        == "is empty; it needs a header line with the names of the columns and a line per row")
    #expect(
      reason("blank.csv")
        == "has blank lines only; it needs a header line with the names of the columns and a line "
        + "per row"
    )
    #expect(
      reason(String(repeating: "x", count: 300))
        == "is missing: its name is too long; check the name")
    #expect(reason("circle") == "is a symbolic link that leads in a circle; name the file itself")
  }

  @Test func `a device is refused, even where everything may be read`() {
    let error = #expect(throws: TableError.self) { try OpenFile.open(unrestricted: "/dev/zero") }
    #expect(error?.description == "\"/dev/zero\" is a device; name a file")
  }

  @Test func `a file without permission is refused`() async {
    // In a process of its own: the superuser may read everything, and becomes nobody there.
    await #expect(processExitsWith: .success) {
      let nobody: uid_t = 65_534
      if getuid() == 0 { try #require(setuid(nobody) == 0) }
      let folder = TemporaryFolder()
      let place = try folder.write(Array("a\n1\n".utf8), to: "locked.csv")
      #expect(unsafe chmod(place, 0) == 0)

      let error = #expect(throws: TableError.self) {
        try DataRoots([folder.path]).open("locked.csv")
      }

      #expect(
        error
          == .unreadableFile(
            path: "locked.csv",
            reason: "may not be read by the user the program runs as; change its permissions"))
    }
  }

  @Test(
    arguments: [
      ([0x1F, 0x8B, 8, 0], "is compressed with gzip; unpack it first (gzip -d)"),
      ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], "is compressed with xz; unpack it first (xz -d)"),
      (
        [0xD0, 0xCF, 0x11, 0xE0, 0xA1],
        "is an Excel workbook; save it as CSV (File, Save As, CSV UTF-8) and send that"
      ),
      (
        [0x50, 0x4B, 3, 4] + Array("....[Content_Types].xml....xl/workbook.xml".utf8),
        "is an Excel workbook; save it as CSV (File, Save As, CSV UTF-8) and send that"
      ),
      (
        [0x50, 0x4B, 3, 4] + Array("mimetypeapplication/vnd.oasis.opendocument.spreadsheet".utf8),
        "is an OpenDocument spreadsheet; save it as CSV and send that"
      ),
      ([0x50, 0x4B, 3, 4] + Array("sales.csv".utf8), "is a zip archive; unpack it first"),
      (Array("PAR1....".utf8), "is a Parquet file; save it as CSV"),
      (Array("%PDF-1.7".utf8), "is a PDF; save the table in it as CSV"),
      (Array("SQLite format 3\u{0}".utf8), "is a SQLite database; save the table in it as CSV"),
      (
        [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0], "is binary, no text (byte 7 is zero); save it as CSV"
      ),
      (
        Array("a,b\n1,2\n".utf8).flatMap { [$0, 0] },
        "looks like UTF-16 without a byte order mark; set encoding to \"utf-16le\" or save it as "
          + "UTF-8"
      ),
      (
        Array("a,b\n1,2\n".utf8).flatMap { [0, $0] },
        "looks like UTF-16 without a byte order mark; set encoding to \"utf-16be\" or save it as "
          + "UTF-8"
      ),
    ] as [([UInt8], String)])
  func `what is no text says what it is`(bytes: [UInt8], expected: String) throws {
    _ = try folder.write(bytes, to: "file")
    #expect(reason("file") == expected)
  }

  /// A file longer than a buffer, changed after its beginning was read.
  private func started() throws -> (CSVSource, String) {
    let text = "a\n" + String(repeating: "1\n", count: 400_000)
    let place = try folder.write(Array(text.utf8), to: "long.csv")
    let source = try CSVSource(try DataRoots([folder.path]).open("long.csv"), options: CSVOptions())
    try source.start([ColumnRequest("a", as: .number)])
    _ = try source.next()
    return (source, place)
  }

  private func sentence(_ source: CSVSource) -> String? {
    #expect(throws: TableError.self) { while try source.next() != nil {} }?.description
  }

  @Test func `a file that shrinks while it is read is refused`() throws {
    let (source, place) = try started()
    #expect(unsafe truncate(place, 10) == 0)
    #expect(
      sentence(source)?.hasSuffix("bytes while it was read; try again when it is complete") == true)
  }

  @Test func `a file that is removed while it is read is refused`() throws {
    let (source, place) = try started()
    #expect(unsafe unlink(place) == 0)
    #expect(
      sentence(source)
        == "\"long.csv\" was removed or replaced while it was read; try again when it is complete")
  }

  @Test func `a file that grows while it is read is refused`() throws {
    let (source, place) = try started()
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: place))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data("1\n".utf8))
    try handle.close()
    #expect(
      sentence(source)
        == "\"long.csv\" grew from 800002 to 800004 bytes while it was read; try again when it is "
        + "complete")
  }

  @Test func `places are found without anything being there`() {
    #expect(realPlace(of: "/a/./b//../c") == "/a/c")
    #expect(realPlace(of: "/../../a") == "/a")
    #expect(realPlace(of: "/") == "/")
  }
}
