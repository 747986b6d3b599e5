/// The first bytes of a connection, held back until they say what is spoken.
///
/// Takes one byte at a time and keeps what the chosen framing has to read again, at most a line of
/// 4 KiB; so the choice cannot depend on how the bytes were cut.
struct Opening: Sendable {
  /// What the first bytes turned out to be.
  enum Language: Sendable {
    /// One JSON text per line, or something that gets its parse error line by line.
    case lines
    /// Header blocks, as language servers use them.
    case headers
    /// A web request.
    case http
    /// The handshake of an encrypted connection.
    case tls
    /// Text in two-byte units, told by its mark.
    case utf16
  }

  private enum Phase: Sendable { case mark, space, name, value }

  /// The longest first line that can be a header, in bytes without its end.
  static let lineLimit = 4096

  /// What is to be read again: without the byte order mark, without blank lines.
  private(set) var bytes: [UInt8] = []

  private var phase = Phase.mark
  private var isCapitals = true

  /// Takes the next byte; a language as soon as there is no doubt.
  mutating func take(_ byte: UInt8) -> Language? {
    bytes.append(byte)
    switch phase {
    case .mark: return takeMark(byte)
    case .space: return takeSpace(byte)
    case .name: return takeName(byte)
    case .value: return takeValue(byte)
    }
  }

  /// What is spoken where no more bytes come.
  var languageAtEnd: Language { phase == .value ? .headers : .lines }

  private mutating func takeMark(_ byte: UInt8) -> Language? {
    switch bytes {
    case [0xEF], [0xEF, 0xBB], [0xFF], [0xFE]:
      return nil
    case [0xEF, 0xBB, 0xBF]:
      bytes = []
      phase = .space
      return nil
    case [0xFF, 0xFE], [0xFE, 0xFF]:
      return .utf16
    default:
      // A mark that was none is no white space, no brace and no letter either.
      guard bytes.count == 1 else { return .lines }
      phase = .space
      return takeSpace(byte)
    }
  }

  private mutating func takeSpace(_ byte: UInt8) -> Language? {
    switch byte {
    case UInt8(ascii: "\n"):
      bytes = []
      return nil
    case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"):
      return bytes.count > Self.lineLimit ? .lines : nil
    case 0x16:
      return .tls
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"):
      phase = .name
      return takeName(byte)
    default:
      return .lines
    }
  }

  private mutating func takeName(_ byte: UInt8) -> Language? {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"):
      break
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "-"), UInt8(ascii: "_"):
      isCapitals = false
    case UInt8(ascii: ":"):
      phase = .value
    case UInt8(ascii: " "):
      return isCapitals ? .http : .lines
    default:
      return .lines
    }
    return bytes.count > Self.lineLimit ? .lines : nil
  }

  private func takeValue(_ byte: UInt8) -> Language? {
    if byte == UInt8(ascii: "\n") { return .headers }
    // One byte more may be the carriage return that belongs to the line's end.
    let isTooLong =
      bytes.count > Self.lineLimit + (byte == UInt8(ascii: "\r") ? 1 : 0)
    return isTooLong ? .lines : nil
  }
}
