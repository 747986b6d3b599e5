/// How the letters of a file are written as bytes.
enum TextEncoding: String, Equatable, Sendable {
  case utf8 = "utf-8"
  case utf16LittleEndian = "utf-16le"
  case utf16BigEndian = "utf-16be"
  case windows1252 = "windows-1252"

  /// The encoding of that name or of one of its usual other names.
  init?(name: String) {
    switch name.lowercased() {
    case "utf-8", "utf8", "ascii", "us-ascii", "utf-8-sig": self = .utf8
    case "utf-16le", "utf16le", "utf-16", "utf16": self = .utf16LittleEndian
    case "utf-16be", "utf16be": self = .utf16BigEndian
    case "windows-1252", "cp1252", "latin-1", "latin1", "iso-8859-1": self = .windows1252
    default: return nil
    }
  }

  /// Whether a letter takes two bytes, so that the bytes must be rewritten before they are read.
  var isWide: Bool { self == .utf16LittleEndian || self == .utf16BigEndian }
}

/// The scalar of a byte in Windows-1252; the five that are not assigned stay control characters.
private func scalar(ofWindows1252 byte: UInt8) -> UInt32 {
  byte >= 0x80 && byte < 0xA0 ? windows1252[Int(byte) - 0x80] : UInt32(byte)
}

private let windows1252: [UInt32] = [
  0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039,
  0x0152, 0x8D, 0x017D, 0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC,
  0x2122, 0x0161, 0x203A, 0x0153, 0x9D, 0x017E, 0x0178,
]

/// Appends a scalar as UTF-8.
func appendUTF8(_ scalar: UInt32, to bytes: inout [UInt8]) {
  func tail(_ shift: UInt32) -> UInt8 { UInt8(truncatingIfNeeded: scalar >> shift) & 0x3F | 0x80 }
  switch scalar {
  case 0..<0x80: bytes.append(UInt8(truncatingIfNeeded: scalar))
  case 0x80..<0x800: bytes += [UInt8(truncatingIfNeeded: scalar >> 6) | 0xC0, tail(0)]
  case 0x800..<0x1_0000:
    bytes += [UInt8(truncatingIfNeeded: scalar >> 12) | 0xE0, tail(6), tail(0)]
  default:
    bytes += [UInt8(truncatingIfNeeded: scalar >> 18) | 0xF0, tail(12), tail(6), tail(0)]
  }
}

/// Appends Windows-1252 text as UTF-8.
func appendWindows1252(_ text: Span<UInt8>, to bytes: inout [UInt8]) {
  for index in text.indices { appendUTF8(scalar(ofWindows1252: text[index]), to: &bytes) }
}

/// Appends UTF-16 text as UTF-8; a lone surrogate becomes U+FFFD.
///
/// - Returns: How many bytes were taken; what is left is the beginning of a letter, unless
///   `isLast`.
func appendUTF16(
  _ text: Span<UInt8>, isBigEndian: Bool, isLast: Bool, to bytes: inout [UInt8]
) -> Int {
  func unit(_ position: Int) -> UInt32 {
    let (first, second) = (UInt32(text[position]), UInt32(text[position + 1]))
    return isBigEndian ? first << 8 | second : second << 8 | first
  }
  var position = 0
  while position + 1 < text.count {
    let first = unit(position)
    guard first & 0xF800 == 0xD800 else {
      appendUTF8(first, to: &bytes)
      position += 2
      continue
    }
    let isHigh = first < 0xDC00
    if isHigh, position + 3 >= text.count, !isLast { return position }
    let second = position + 3 < text.count ? unit(position + 2) : 0
    if isHigh, second & 0xFC00 == 0xDC00 {
      appendUTF8(0x1_0000 + (first - 0xD800) << 10 + (second - 0xDC00), to: &bytes)
      position += 4
    } else {
      appendUTF8(0xFFFD, to: &bytes)
      position += 2
    }
  }
  if isLast, position < text.count {
    appendUTF8(0xFFFD, to: &bytes)
    position = text.count
  }
  return position
}
