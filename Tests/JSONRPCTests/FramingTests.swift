import JSONRPC
import Testing

@Suite("Framing")
struct FramingTests {
  static let http = "close: a web request came where JSON-RPC is spoken; nothing of it was done"
  static let tls =
    "close: an encrypted connection was tried where plain JSON-RPC is spoken; put a TLS proxy "
    + "in front"

  static func refused(_ problem: String) -> [String] {
    ["-32700 \(problem)", "close: \(problem)"]
  }

  static let noLength =
    refused("the header block has no Content-Length; send the number of bytes of the message")

  /// Every stream with what it must come to, however it is cut.
  static let cases: [(stream: [UInt8], events: [String])] = [
    // Lines.
    (bytes(""), []),
    (bytes("{}\n"), ["message {}"]),
    (bytes("{}"), ["message {}"]),
    (bytes("{}\r\n[]\r\n"), ["message {}", "message []"]),
    (bytes("\n \t\r\n\n{}\n\r\n  \n[]"), ["message {}", "message []"]),
    (bytes("  {\"a\":1}\n"), ["message   {\"a\":1}"]),
    (bytes("hello\n{}\n"), ["message hello", "message {}"]),
    (bytes("hello world\n"), ["message hello world"]),
    (bytes("Hello World\n"), ["message Hello World"]),
    (bytes("PING\r\n{}\n"), ["message PING", "message {}"]),
    (bytes("PING"), ["message PING"]),
    (bytes("1\n"), ["message 1"]),
    (bytes("\"a: b\"\n"), ["message \"a: b\""]),
    (bytes("{}\nGET / HTTP/1.1\n"), ["message {}", "message GET / HTTP/1.1"]),
    (bytes("{\n\"id\":1}\n"), ["message {", "message \"id\":1}"]),
    (bytes("{\"\u{2028}\":1}\n"), ["message {\"\u{2028}\":1}"]),
    // Marks: a UTF-8 one is dropped once, at the very start.
    ([0xEF, 0xBB, 0xBF] + bytes("{}\n"), ["message {}"]),
    ([0xEF, 0xBB, 0xBF] + bytes("\n\n{}"), ["message {}"]),
    ([0xEF, 0xBB, 0xBF, 0xEF, 0xBB, 0xBF] + bytes("{}\n"), ["message \u{FEFF}{}"]),
    (bytes("\n") + [0xEF, 0xBB, 0xBF] + bytes("{}\n"), ["message \u{FEFF}{}"]),
    ([0xEF, 0xBB, 0xBF] + bytes("Content-Length: 2\r\n\r\n{}"), ["message {}"]),
    ([0xEF, 0xBB], ["message \u{FFFD}"]),
    ([0xFF], ["message \u{FFFD}"]),
    ([0xFF, 0x41, 0x0A], ["message \u{FFFD}A"]),
    ([0xFF, 0xFE] + bytes("{}\n"), refused("the message is UTF-16; send UTF-8")),
    ([0xFE, 0xFF, 0, 0x7B], refused("the message is UTF-16; send UTF-8")),
    // What is never executed.
    (bytes("GET / HTTP/1.1\r\n\r\n{\"id\":1}\n"), [http]),
    (bytes("\r\nPOST / HTTP/1.1\r\n\r\n{}\n"), [http]),
    (bytes("CONNECT a:1 HTTP/1.1\r\n"), [http]),
    ([0x16, 0x03, 0x01, 0x0A] + bytes("{}\n"), [tls]),
    // Headers.
    (bytes("Content-Length: 2\r\n\r\n{}"), ["message {}"]),
    (bytes("Content-Length: 2\n\n{}"), ["message {}"]),
    (bytes("content-LENGTH:2\r\n\r\n{}"), ["message {}"]),
    (bytes("Content-Length: \t 02 \r\n\r\n{}"), ["message {}"]),
    (
      bytes("Content-Type: a; charset=utf8\r\nContent-Length: 2\r\nX_1: y\r\n\r\n{}"),
      ["message {}"]
    ),
    (bytes("Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}"), ["message {}"]),
    (
      bytes("Content-Length: 2\r\n\r\n{}Content-Length: 3\r\n\r\n[1]\r\n"),
      ["message {}", "message [1]"]
    ),
    (
      bytes("Content-Length: 2\r\n\r\n{}\r\n\r\nContent-Length: 2\r\n\r\n[]"),
      ["message {}", "message []"]
    ),
    (bytes("Content-Length: 4\r\n\r\n{\n}\n"), ["message {\n}\n"]),
    (bytes("Content-Length: 0\r\n\r\nContent-Length: 2\r\n\r\n{}"), ["message ", "message {}"]),
    (bytes("Name: value\r\n\r\n{}"), noLength),
    (bytes("hello: world\n\n"), noLength),
    (bytes("Content-Type: a\r\n\r\n{}"), noLength),
    (bytes("Content-Lengt\u{48}\u{48}: 2\r\n\r\n{}"), noLength),
    (bytes("Content\rLength: 2\r\n\r\n{}"), ["message Content\rLength: 2", "message {}"]),
    (
      bytes("Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}"),
      refused("Content-Length came twice, as 2 and as 3; send it once")
    ),
    (
      bytes("Content-Length: 2\r\nGET / HTTP/1.1\r\n\r\n{}"),
      refused("a header line has no colon; send lines such as Content-Length: 25")
    ),
    (
      bytes("Content-Length: 2"),
      refused("the input ends within a header block; end it with an empty line")
    ),
    (
      bytes("Content-Length: 2\r\n"),
      refused("the input ends within a header block; end it with an empty line")
    ),
    (
      bytes("Content-Length: 25\r\n\r\n{\"id\":1}"),
      refused(
        "the input ends after 8 of the 25 bytes that Content-Length announced; send the whole "
          + "message")
    ),
    (
      bytes("Content-Length: 2\r\n\r\n{}" + String(repeating: "x", count: 4097) + "\r\n"),
      ["message {}"]
        + refused("a header line is longer than 4096 bytes; send Content-Length alone")
    ),
  ]

  @Test(arguments: [1, 2, 3, 7, Int.max])
  func `comes to the same events however it is cut`(size: Int) {
    for (stream, expected) in Self.cases {
      #expect(
        events(stream, inPiecesOf: size) == expected,
        "\(String(decoding: stream, as: UTF8.self).debugDescription)")
    }
  }

  @Test func `goes on between two lines as one that has read lines`() {
    let rests = ["{}\n", "\n\r\n{}\r\n[", "{", "Content-Length: 2\r\n\r\n{}", "0123456789\n{}"]
    for rest in rests {
      var framing = Framing(messageLimit: 8)
      #expect(!framing.isBetweenLines)
      #expect(framing.receive(bytes("{}\n")[...]) == [.message(bytes("{}"))])
      #expect(framing.isBetweenLines)
      var other = Framing(betweenLines: 8)

      #expect(other.style == .lines && other.isBetweenLines)
      #expect(other.receive(bytes(rest)[...]) == framing.receive(bytes(rest)[...]))
      #expect(other.isBetweenLines == framing.isBetweenLines)
      #expect(other.finish() == framing.finish())
    }
  }

  @Test(arguments: ["", "abc", "-1", "+5", "5, 5", "5 5", "0x5", "5.0", "९"])
  func `a length without plain digits ends the connection`(value: String) {
    let stream = bytes("Content-Length: \(value)\r\n\r\n{}")

    #expect(
      events(stream)
        == Self.refused(
          "Content-Length is \"\(value)\" but must be the number of bytes of the message, "
            + "digits alone and at most 9007199254740992"))
  }

  @Test(arguments: ["9007199254740993", "9223372036854775808", String(repeating: "9", count: 400)])
  func `a length beyond belief never traps`(value: String) {
    let lines = events(bytes("Content-Length: \(value)\r\n\r\n{}"))

    #expect(lines.count == 2)
    #expect(lines.first?.hasPrefix("-32700 Content-Length is \"") == true)
    #expect(lines.first?.utf8.count ?? 1000 < 300)
  }

  @Test func `the largest length is believed and skipped`() {
    var framing = Framing(messageLimit: 10)

    let first = framing.receive(bytes("Content-Length: 9007199254740992\r\n\r\n{}")[...])

    #expect(first.map(line) == [line(.refusal(.messageTooLarge(limit: 10)))])
    #expect(framing.receive([UInt8](repeating: 0x0A, count: 100)[...]).isEmpty)
    #expect(framing.finish().isEmpty)
  }

  /// A limit of 10 bytes: what is larger is answered once and skipped to its end.
  @Test(arguments: [1, 2, 3, 9, 10, 11, 12, 13, Int.max])
  func `a message above the limit is refused and skipped whatever the pieces`(size: Int) {
    let large = line(.refusal(.messageTooLarge(limit: 10)))
    let lines = "[123456789]\n[12345678]\n[12345678]\r\n[1]\n[123456789]\r\n[2]\n[3456789012"
    let headers =
      "Content-Length: 11\r\n\r\n[123456789]Content-Length: 10\r\n\r\n[12345678]"
      + "Content-Length: 40\r\n\r\n" + String(repeating: "\n", count: 40)
      + "Content-Length: 3\r\n\r\n[1]"

    #expect(
      events(bytes(lines), inPiecesOf: size, messageLimit: 10)
        == [
          large, "message [12345678]", "message [12345678]", "message [1]", large, "message [2]",
          large,
        ])
    #expect(
      events(bytes(headers), inPiecesOf: size, messageLimit: 10)
        == [large, "message [12345678]", large, "message [1]"])
  }

  /// 4,096 bytes are a header line, 4,097 are a line like any other.
  @Test(arguments: ["\n", "\r\n"], [1, 100, Int.max])
  func `the first line is a header up to 4 KiB`(end: String, size: Int) {
    let longest = "X: " + String(repeating: "y", count: 4093)
    let headers = bytes(longest + end + "Content-Length: 2\r\n\r\n{}")
    let lines = bytes(longest + "y" + end + "{}" + end)

    #expect(events(headers, inPiecesOf: size) == ["message {}"])
    #expect(events(lines, inPiecesOf: size) == ["message \(longest)y", "message {}"])
  }

  @Test func `white space and names without end become a line`() {
    for filler in [" ", "\t", "A", "a-"] {
      let stream = String(repeating: filler, count: 5000) + "Content-Length: 2\r\n\r\n{}"

      #expect(events(bytes(stream)).last == "message {}")
      #expect(events(bytes(stream), inPiecesOf: 1) == events(bytes(stream)))
    }
  }

  @Test func `what is written back has the framing that came`() {
    let text = bytes(#"{"id":1}"#)

    #expect(String(decoding: FrameStyle.lines.frame(text), as: UTF8.self) == "{\"id\":1}\n")
    #expect(
      String(decoding: FrameStyle.headers.frame(text), as: UTF8.self)
        == "Content-Length: 8\r\n\r\n{\"id\":1}")
  }

  /// One byte at a time through 64 MiB would take for ever if anything were looked at twice.
  @Test func `a long line in small pieces costs one look per byte`() {
    var framing = Framing(messageLimit: 8 << 20)
    let piece = [UInt8](repeating: UInt8(ascii: "1"), count: 64)
    var events: [Framing.Event] = []

    for _ in 0..<(1 << 17) { events += framing.receive(piece[...]) }
    events += framing.receive([0x0A])

    #expect(events == [.message([UInt8](repeating: UInt8(ascii: "1"), count: 8 << 20))])
  }
}
