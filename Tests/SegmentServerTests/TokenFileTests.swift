import Foundation
import Glibc
import JSONRPC
import Locks
import SegmentServer
import Testing
import Transport

@Suite("The file of tokens")
final class TokenFileTests {
  private let folder = NSTemporaryDirectory() + "segmentd-tokens-\(UUID().uuidString)"
  private var path: String { folder + "/token" }
  private static let text = "admin an-admin-of-16-c\nread a-reader-of-16-c\n"

  init() throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  private func write(_ text: String, mode: mode_t = 0o600) throws {
    try Data(text.utf8).write(to: URL(filePath: path))
    #expect(unsafe chmod(path, mode) == 0)
  }

  private func mode(of path: String) -> mode_t {
    var record = stat()
    return unsafe stat(path, &record) == 0 ? record.st_mode & 0o7777 : 0
  }

  private func role(_ token: String, _ file: TokenFile) -> Role? {
    file.role(of: Array(token.utf8))
  }

  @Test func `a file that is not there is made for its owner alone`() throws {
    let mask = umask(0)
    let file = try TokenFile(path)
    _ = umask(mask)

    let token = try String(contentsOfFile: path, encoding: .utf8)
    #expect(file.isNew)
    #expect(mode(of: path) == 0o600)
    #expect(token.count == 65 && token.hasSuffix("\n"))
    #expect(role(String(token.dropLast()), file) == .admin)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["token"])
    #expect(try TokenFile(path).isNew == false)
    #expect(try TokenFile.token(in: path) == token.dropLast())
  }

  @Test func `of many that make it at once all have the same token`() throws {
    for _ in 0..<20 {
      try? FileManager.default.removeItem(atPath: path)
      let path = path
      let made = Monitor<[Bool]>([])
      let threadCount = 8
      for _ in 0..<threadCount {
        _ = startThread {
          let file = try? TokenFile(path)
          let token = (try? String(contentsOfFile: path, encoding: .utf8))?.dropLast() ?? ""
          let isRight = file?.role(of: Array(token.utf8)) == .admin
          made.with { $0.append(isRight && file?.isNew == true) }
          #expect(isRight)
        }
      }

      let all = made.wait(atMost: 20_000) { $0.count == threadCount ? $0 : nil }
      #expect(all?.count { $0 } == 1)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["token"])
  }

  @Test func `of all permissions only those that keep others out are taken`() throws {
    try write(Self.text)
    var takenCount = 0

    for mode in mode_t(0)...0o777 where mode & 0o400 != 0 {
      #expect(unsafe chmod(path, mode) == 0)
      if mode & 0o077 == 0 {
        #expect(throws: Never.self) { try TokenFile(path) }
        takenCount += 1
      } else {
        let error = #expect(throws: ServerError.self) { try TokenFile(path) }
        #expect(
          error?.description
            == "the token file \(path) can be read or written by others; run: chmod 600 \(path)")
      }
    }

    #expect(takenCount == 4)
  }

  @Test func `what is no file is refused without waiting`() throws {
    #expect(unsafe mkfifo(path, 0o600) == 0)
    let fifo = #expect(throws: ServerError.self) { try TokenFile(path) }
    let folderItself = #expect(throws: ServerError.self) { try TokenFile(folder) }
    let device = #expect(throws: ServerError.self) { try TokenFile("/dev/zero") }
    let nowhere = #expect(throws: ServerError.self) { try TokenFile("/nowhere/at/all/token") }

    #expect(fifo?.description == "the token file \(path) is no file; name one")
    #expect(folderItself?.description == "the token file \(folder) is no file; name one")
    #expect(device?.description == "the token file /dev/zero is no file; name one")
    #expect(
      nowhere?.description
        == "the token file /nowhere/at/all/token cannot be made: No such file or "
        + "directory; make its folder")
  }

  @Test func `a file that is wrong names its line`() throws {
    try write("read a-reader-of-16-c\nadmin short\n")
    let wrong = #expect(throws: ServerError.self) { try TokenFile(path) }
    try write("")
    let empty = #expect(throws: ServerError.self) { try TokenFile(path) }
    try write(String(repeating: "#", count: 70_000))
    let large = #expect(throws: ServerError.self) { try TokenFile(path) }

    #expect(
      wrong?.description == "the token file \(path) is wrong: line 2 has a token of 5 characters; "
        + "it must have 16 to 1024")
    #expect(
      empty?.description == "the token file \(path) holds no token; write one line into it, or "
        + "remove it to have one made")
    #expect(
      large?.description == "the token file \(path) is larger than 65536 bytes; it must hold one "
        + "token, or a line for each")
  }

  @Test func `a changed file counts from the next look on, a bad one does not count`() throws {
    let lines = Guarded<[String]>([])
    try write(Self.text)
    let file = try TokenFile(path) { line in lines.with { $0.append(line) } }
    #expect(role("a-reader-of-16-c", file) == .read)

    try write("read another-reader-16\n")
    #expect(role("a-reader-of-16-c", file) == nil)
    #expect(role("another-reader-16", file) == .read)

    try write("nonsense")
    #expect(role("another-reader-16", file) == .read)
    #expect(role("another-reader-16", file) == .read)
    try write(Self.text, mode: 0o644)
    #expect(role("another-reader-16", file) == .read)
    try FileManager.default.removeItem(atPath: path)
    #expect(role("another-reader-16", file) == .read)

    try write(Self.text)
    #expect(role("another-reader-16", file) == nil)
    #expect(role("an-admin-of-16-c", file) == .admin)
    let kept = "; the tokens read before stay in use"
    let expected: [String] = [
      "was read again",
      "is wrong: line 1 has a token of 8 characters; it must have 16 to 1024\(kept)",
      "can be read or written by others; run: chmod 600 \(path)\(kept)",
      "is gone; put it back, or start the daemon anew\(kept)", "was read again",
    ]
    #expect(lines.with { $0 } == expected.map { "the token file \(path) \($0)" })
  }

  @Test func `a client without a file is told what to do`() throws {
    let error = #expect(throws: ServerError.self) { try TokenFile.token(in: path) }

    #expect(
      error?.description == "the token file \(path) is not there; set SEGMENTD_TOKEN to the "
        + "daemon's token, or name its token file")
  }
}
