import Glibc
import Testing
import Transport

@Suite("Child process")
struct ChildProcessTests {
  private static func output(of child: ChildProcess) -> String {
    var text = ""
    var buffer = [UInt8](repeating: 0, count: 4096)
    while case .bytes(let count) = child.channel.read(into: &buffer) {
      text += String(decoding: buffer[..<count], as: UTF8.self)
    }
    return text
  }

  @Test func `what is sent is its input, and its output is what comes`() throws {
    let child = try ChildProcess("cat", [])

    _ = child.channel.trySend(Array("to and fro".utf8), from: 0)
    child.channel.finishSending()

    #expect(Self.output(of: child) == "to and fro")
    #expect(child.waitUntilEnded(atMost: 60_000))
  }

  @Test func `arguments are taken as they are`() throws {
    let child = try ChildProcess("printf", ["%s.", "a b", "", "é\n$HOME"])

    #expect(Self.output(of: child) == "a b..é\n$HOME.")
  }

  @Test func `it has no descriptor of ours`() throws {
    let inherited = unsafe open("/dev/null", O_RDONLY)
    defer { _ = close(inherited) }
    let child = try ChildProcess("sh", ["-c", "[ ! -e /proc/self/fd/\(inherited) ] && echo none"])

    #expect(Self.output(of: child) == "none\n")
  }

  @Test func `one that is ended is gone`() throws {
    let child = try ChildProcess("sleep", ["1000"])
    #expect(!child.waitUntilEnded(atMost: 0))

    child.kill()

    #expect(child.waitUntilEnded(atMost: 60_000))
    child.kill()
    #expect(child.channel.breakage != nil)
  }

  @Test func `what is sent after its end is an error, and no signal`() throws {
    let child = try ChildProcess("true", [])
    #expect(child.waitUntilEnded(atMost: 60_000))

    guard case .broken = child.channel.trySend([1, 2, 3], from: 0) else {
      Issue.record("it went")
      return
    }
  }

  @Test func `a program that is not there says what to do`() throws {
    let error = try #require(throws: TransportError.self) {
      try ChildProcess("no-such-program-anywhere", [])
    }

    #expect(
      error.description == "cannot start no-such-program-anywhere: No such file or directory; "
        + "put it on the PATH, or name its place")
  }
}
