import JSONRPC
import SegmentServer
import Testing

@Suite("Tokens")
struct AccessTokensTests {
  static let admin = "an-admin-of-16-c"
  static let reader = "a-reader-of-16-c"

  private func role(_ token: String, in text: String) throws -> Role? {
    try AccessTokens(file: Array(text.utf8)).role(of: Array(token.utf8))
  }

  @Test(arguments: ["", "\n", "\r\n", " \t\n", "\n\n# a remark\n"])
  func `one token alone is the admin's, whatever stands around it`(around: String) throws {
    #expect(try role(Self.admin, in: Self.admin + around) == .admin)
    #expect(try role(Self.admin, in: "\u{FEFF}" + around + Self.admin + around) == .admin)
  }

  @Test func `lines name a role and its token`() throws {
    let text = """
      # who may ask
      read \(Self.reader)
        admin\t\(Self.admin)

      read another-reader-x\r
      """

    #expect(try role(Self.reader, in: text) == .read)
    #expect(try role(Self.admin, in: text) == .admin)
    #expect(try role("another-reader-x", in: text) == .read)
    #expect(try role("read", in: text) == nil)
    #expect(try AccessTokens(file: Array(text.utf8)).best == Self.admin)
  }

  @Test(arguments: [
    ("", "holds no token; write one line into it, or remove it to have one made"),
    ("# nothing\n\n", "holds no token; write one line into it, or remove it to have one made"),
    ("fifteen-letters", "line 1 has a token of 15 characters; it must have 16 to 1024"),
    ("\nread short", "line 2 has a token of 5 characters; it must have 16 to 1024"),
    (
      "admin " + String(repeating: "x", count: 1_025),
      "line 1 has a token of 1025 characters; it must have 16 to 1024"
    ),
    ("writer a-reader-of-16-c", "line 1 begins with no role; it must be read or admin"),
    ("Admin a-reader-of-16-c", "line 1 begins with no role; it must be read or admin"),
    (
      "read a-reader-of-16-c or so",
      "line 1 has more than a role and a token; make it two words"
    ),
    (
      "read a-reader-of-16-c\nan-admin-of-16-c",
      "line 2 has no role, which a token may lack only where it stands alone; begin it with read "
        + "or admin"
    ),
    (
      "an-admin-of-16-c\nan-admin-of-16-d",
      "line 1 has no role, which a token may lack only where it stands alone; begin it with read "
        + "or admin"
    ),
    (
      "read a-reader-of-16-c\nadmin a-reader-of-16-c",
      "line 2 has a token that stands above already; give it one role"
    ),
    (
      "ein-schlüssel-von-ihr",
      "line 1 has a token with characters beyond ASCII; take letters and digits"
    ),
    (
      "a-token\u{0}-with-a-nul",
      "line 1 has a token with characters beyond ASCII; take letters and digits"
    ),
  ])
  func `what is no file of tokens is refused with its line and without its token`(
    text: String, sentence: String
  ) throws {
    let error = try #require(throws: ServerError.self) {
      try AccessTokens(file: Array(text.utf8))
    }

    #expect(error.description == sentence)
  }

  @Test func `only the very bytes of a token open, of thousands of near ones none`() throws {
    let tokens = try AccessTokens(
      file: Array("admin \(Self.admin)\nread \(Self.reader)-and-more\n".utf8))
    let kept = Array(Self.admin.utf8)
    var generator = SystemRandomNumberGenerator()
    var comparedCount = 0

    for position in 0...kept.count {
      for byte in UInt8.min...UInt8.max {
        var changed = kept
        if position < kept.count { changed[position] = byte } else { changed.append(byte) }
        #expect((tokens.role(of: changed) == .admin) == (changed == kept))
        comparedCount += 1
      }
      #expect(
        tokens.role(of: Array(kept.prefix(position))) == (position == kept.count ? .admin : nil))
      #expect(tokens.role(of: Array(kept.dropFirst(position))) == (position == 0 ? .admin : nil))
    }
    for _ in 0..<10_000 {
      let length = Int.random(in: 0...40, using: &generator)
      let token = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
      #expect(tokens.role(of: token) == nil)
      comparedCount += 1
    }
    #expect(tokens.role(of: []) == nil)
    #expect(tokens.role(of: [UInt8](repeating: 0, count: 1 << 16)) == nil)
    #expect(tokens.role(of: kept + [0]) == nil)

    print("tokens compared: \(comparedCount)")
    #expect(comparedCount >= 14_000)
  }

  @Test func `a made token is 256 bits in hexadecimal digits, and never the same`() throws {
    let tokens = (0..<1_000).map { _ in AccessTokens.makeToken() }

    #expect(Set(tokens).count == 1_000)
    for token in tokens {
      #expect(token.count == 64)
      #expect(token.allSatisfy { "0123456789abcdef".contains($0) })
    }
    // Of 64,000 digits each must come about as often: 4,000 times with a deviation of 61.
    let counts = Dictionary(tokens.joined().map { ($0, 1) }, uniquingKeysWith: +)
    #expect(counts.count == 16)
    #expect(counts.values.allSatisfy { (3_600...4_400).contains($0) }, "\(counts)")
    #expect(try AccessTokens(admin: tokens[0]).role(of: Array(tokens[0].utf8)) == .admin)
  }
}
