/// Brings a decorated number into the form that every reader of numbers knows.
struct PlainNumber {
  let decimal: UInt8
  let thousands: UInt8?

  /// `-1234.50e6`, after ``read(_:)`` returned true.
  private(set) var bytes: [UInt8] = []

  init(decimal: UInt8, thousands: UInt8?) {
    self.decimal = decimal
    self.thousands = thousands
  }

  /// Whether the whole text is one number.
  ///
  /// - Parameter text: UTF-8 without spaces around it, not empty.
  mutating func read(_ text: Span<UInt8>) -> Bool {
    var position = 0
    var end = text.count
    var isNegative = false
    if text[0] == UInt8(ascii: "(") {
      guard text[end - 1] == UInt8(ascii: ")") else { return false }
      isNegative = true
      position = 1
      end -= 1
    }
    guard readDecoration(text, &position, end, &isNegative) else { return false }
    if isNegative { bytes.append(Byte.minus) }
    guard readInteger(text, &position, end), readFraction(text, &position, end),
      readExponent(text, &position, end)
    else { return false }
    while position < end {
      let length = max(
        spaceLength(text, position, end), currencyLength(text, position, end))
      guard length > 0 else { return false }
      position += length
    }
    return true
  }

  /// A sign and a currency sign, each at most once, in either order, with spaces between.
  private func readDecoration(
    _ text: Span<UInt8>, _ position: inout Int, _ end: Int, _ isNegative: inout Bool
  ) -> Bool {
    var hasSign = isNegative
    var hasCurrency = false
    while position < end {
      let byte = text[position]
      if Byte.isDigit(byte) || byte == decimal { return true }
      let space = spaceLength(text, position, end)
      let currency = currencyLength(text, position, end)
      let minus = minusLength(text, position, end)
      if space > 0 {
        position += space
      } else if currency > 0, !hasCurrency {
        hasCurrency = true
        position += currency
      } else if byte == Byte.plus, !hasSign {
        hasSign = true
        position += 1
      } else if minus > 0, !hasSign {
        hasSign = true
        isNegative = true
        position += minus
      } else {
        return false
      }
    }
    return false
  }

  /// Digits, in groups where thousands marks stand between them.
  private mutating func readInteger(
    _ text: Span<UInt8>, _ position: inout Int, _ end: Int
  ) -> Bool {
    let start = bytes.count
    var groupLengths: [Int] = []
    var mark = 0
    while true {
      let groupStart = position
      while position < end, Byte.isDigit(text[position]) {
        bytes.append(text[position])
        position += 1
      }
      groupLengths.append(position - groupStart)
      let length = markLength(text, position, end)
      // A mark counts as one only with a digit behind it: "5 €" has none.
      guard length > 0, position + length < end, Byte.isDigit(text[position + length]) else {
        break
      }
      let kind = markKind(text, position)
      guard mark == 0 || mark == kind else { return false }
      mark = kind
      position += length
    }
    if groupLengths.count > 1 {
      guard groupLengths[0] >= 1, groupLengths[0] <= 3, groupLengths.last == 3,
        groupLengths.dropFirst().allSatisfy({ $0 == 2 || $0 == 3 }),
        bytes[start] != Byte.zero
      else { return false }
    }
    if bytes.count == start {
      // ".5" is a number to most programs that write tables.
      guard position < end, text[position] == decimal else { return false }
      bytes.append(Byte.zero)
    }
    dropLeadingZeros(from: start)
    return true
  }

  /// JSON's grammar, which the reader of decimals keeps, has no `007`.
  private mutating func dropLeadingZeros(from start: Int) {
    let zeros = bytes[start...].prefix { $0 == Byte.zero }.count
    bytes.removeSubrange(start..<start + min(zeros, bytes.count - start - 1))
  }

  private mutating func readFraction(
    _ text: Span<UInt8>, _ position: inout Int, _ end: Int
  ) -> Bool {
    guard position < end, text[position] == decimal else { return true }
    position += 1
    let start = position
    bytes.append(Byte.point)
    while position < end, Byte.isDigit(text[position]) {
      bytes.append(text[position])
      position += 1
    }
    if position == start {
      // "5." is five; a lone mark is nothing.
      guard start >= 2, Byte.isDigit(text[start - 2]) else { return false }
      bytes.append(Byte.zero)
    }
    return true
  }

  private mutating func readExponent(
    _ text: Span<UInt8>, _ position: inout Int, _ end: Int
  ) -> Bool {
    guard position < end, text[position] | 0x20 == UInt8(ascii: "e") else { return true }
    position += 1
    bytes.append(UInt8(ascii: "e"))
    if position < end, text[position] == Byte.plus || text[position] == Byte.minus {
      bytes.append(text[position])
      position += 1
    }
    let start = position
    while position < end, Byte.isDigit(text[position]) {
      bytes.append(text[position])
      position += 1
    }
    return position > start
  }

  /// Length in bytes of a thousands mark, 0 where none stands.
  private func markLength(_ text: Span<UInt8>, _ position: Int, _ end: Int) -> Int {
    guard position < end else { return 0 }
    let byte = text[position]
    if let thousands { return byte == thousands ? 1 : 0 }
    if byte == decimal { return 0 }
    if byte == Byte.point || byte == Byte.comma || byte == UInt8(ascii: "'") { return 1 }
    // U+2019, the curly apostrophe.
    if matches(text, position, end, 0xE2, 0x80, 0x99) { return 3 }
    return spaceLength(text, position, end)
  }

  /// What tells marks apart: all spaces are alike, as are both apostrophes.
  private func markKind(_ text: Span<UInt8>, _ position: Int) -> Int {
    switch text[position] {
    case Byte.point, Byte.comma: 1
    case UInt8(ascii: "'"): 2
    case 0xE2 where text[position + 2] == 0x99: 2
    default: 3
    }
  }
}

/// Length in bytes of a space, also U+00A0, U+2009 and U+202F; 0 where none stands.
private func spaceLength(_ text: Span<UInt8>, _ position: Int, _ end: Int) -> Int {
  guard position < end else { return 0 }
  if Byte.isSpace(text[position]) { return 1 }
  if position + 1 < end, text[position] == 0xC2, text[position + 1] == 0xA0 { return 2 }
  if matches(text, position, end, 0xE2, 0x80, 0x89) { return 3 }
  return matches(text, position, end, 0xE2, 0x80, 0xAF) ? 3 : 0
}

/// Length of a minus: the hyphen or U+2212.
private func minusLength(_ text: Span<UInt8>, _ position: Int, _ end: Int) -> Int {
  if text[position] == Byte.minus { return 1 }
  return matches(text, position, end, 0xE2, 0x88, 0x92) ? 3 : 0
}

/// Length of a currency sign: `$`, U+00A2 to U+00A5, U+20A0 to U+20CF; 0 where none stands.
private func currencyLength(_ text: Span<UInt8>, _ position: Int, _ end: Int) -> Int {
  guard position < end else { return 0 }
  if text[position] == UInt8(ascii: "$") { return 1 }
  if position + 1 < end, text[position] == 0xC2, text[position + 1] >= 0xA2,
    text[position + 1] <= 0xA5
  {
    return 2
  }
  guard position + 2 < end, text[position] == 0xE2 else { return 0 }
  let (second, third) = (text[position + 1], text[position + 2])
  if second == 0x82, third >= 0xA0 { return 3 }
  return second == 0x83 && third <= 0x8F ? 3 : 0
}

private func matches(
  _ text: Span<UInt8>, _ position: Int, _ end: Int, _ first: UInt8, _ second: UInt8,
  _ third: UInt8
) -> Bool {
  position + 2 < end && text[position] == first && text[position + 1] == second
    && text[position + 2] == third
}
