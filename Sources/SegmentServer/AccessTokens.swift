public import JSONRPC

/// Who may come in: tokens and the role that each gives.
public struct AccessTokens: Equatable, Sendable {
  /// The fewest and the most characters of a token.
  static let lengths = 16...1_024

  private struct Entry: Equatable, Sendable {
    let role: Role
    let token: [UInt8]
  }

  private var entries: [Entry] = []

  /// One token, the admin's.
  ///
  /// - Throws: ``ServerError/tokens(line:problem:)`` for one that is too short, or not of the
  ///   characters that a line can hold.
  public init(admin token: String) throws(ServerError) { try self.init(file: Array(token.utf8)) }

  /// Reads a file: one token alone, which is the admin's, or lines of a role and its token.
  ///
  /// Blank lines and lines that begin with `#` are passed over; a role may have several tokens.
  ///
  /// - Throws: ``ServerError/tokens(line:problem:)``; a token is never part of the sentence.
  public init(file: [UInt8]) throws(ServerError) {
    let bytes = file.starts(with: [0xEF, 0xBB, 0xBF]) ? file.dropFirst(3) : file[...]
    var single: Int?
    var number = 0
    for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      number += 1
      let words = line.split { [0x20, 0x09, 0x0D].contains($0) }
      guard let first = words.first, first.first != UInt8(ascii: "#") else { continue }
      switch words.count {
      case 1:
        single = single ?? number
        try take(.admin, first, number)
      case 2:
        guard let role = Role(rawValue: String(decoding: first, as: UTF8.self)) else {
          throw .tokens(line: number, problem: "begins with no role; it must be read or admin")
        }
        try take(role, words[1], number)
      default:
        throw .tokens(line: number, problem: "has more than a role and a token; make it two words")
      }
    }
    guard !entries.isEmpty else {
      throw .tokens(
        line: nil, problem: "holds no token; write one line into it, or remove it to have one made")
    }
    if let single, entries.count > 1 {
      throw .tokens(
        line: single,
        problem: "has no role, which a token may lack only where it stands alone; begin it with "
          + "read or admin")
    }
  }

  /// What a token gives; nil for one that is none.
  ///
  /// All are compared whatever comes, each to its own end, so that the time tells nothing of them.
  public func role(of token: [UInt8]) -> Role? {
    var role: Role?
    for entry in entries where Self.areEqual(entry.token, token) { role = entry.role }
    return role
  }

  /// A token of the highest role, for a client that reads the daemon's own file.
  public var best: String {
    let entry = entries.max { $0.role < $1.role }
    return String(decoding: entry?.token ?? [], as: UTF8.self)
  }

  /// 256 random bits in hexadecimal digits, from the system's generator (`getrandom`).
  public static func makeToken() -> String {
    var generator = SystemRandomNumberGenerator()
    let digits = Array("0123456789abcdef")
    return String((0..<64).map { _ in digits[Int(generator.next() & 15)] })
  }

  private mutating func take(
    _ role: Role, _ token: ArraySlice<UInt8>, _ line: Int
  ) throws(ServerError) {
    guard Self.lengths.contains(token.count) else {
      throw .tokens(
        line: line,
        problem:
          "has a token of \(token.count) characters; it must have \(Self.lengths.lowerBound) "
          + "to \(Self.lengths.upperBound)")
    }
    guard token.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      throw .tokens(
        line: line, problem: "has a token with characters beyond ASCII; take letters and digits")
    }
    guard !entries.contains(where: { $0.token == Array(token) }) else {
      throw .tokens(line: line, problem: "has a token that stands above already; give it one role")
    }
    entries.append(Entry(role: role, token: Array(token)))
  }

  /// Compares as many bytes as the kept one has, whatever was sent.
  private static func areEqual(_ kept: [UInt8], _ sent: [UInt8]) -> Bool {
    var difference = kept.count ^ sent.count
    for index in kept.indices {
      difference |= Int(kept[index] ^ (index < sent.count ? sent[index] : 0))
    }
    return difference == 0
  }
}
