/// The instant of a day and the time that stands behind it in the text, to the text's end.
///
/// - Parameter day: Since 1970-01-01.
/// - Returns: Microseconds since 1970 UTC; `nil` where something else than a time stands there.
func instant(day: Int, timeOf text: Span<UInt8>, from start: Int) -> Int64? {
  let midnight = Int64(day) * Calendar.microsecondsPerDay
  guard start < text.count else { return midnight }
  var position = start
  if text[position] | 0x20 == UInt8(ascii: "t") {
    position += 1
  } else {
    guard skipSpaces(text, &position) else { return nil }
  }
  guard let time = readTimeOfDay(text, &position), let offset = readOffset(text, &position),
    position == text.count
  else { return nil }
  return midnight + time - offset
}

/// Reads `8:26`, `08:26:00`, `08:26:00.5`, `8:26 PM` or `8 pm`: microseconds since midnight.
private func readTimeOfDay(_ text: Span<UInt8>, _ position: inout Int) -> Int64? {
  let start = position
  var hour = readDigits(text, &position, limit: 2)
  guard position > start else { return nil }
  var minute = 0
  var second = 0
  var fraction: Int64 = 0
  var hasMinutes = false
  if let value = readTwoDigits(text, &position, after: Byte.colon) {
    hasMinutes = true
    minute = value
    if let value = readTwoDigits(text, &position, after: Byte.colon) {
      second = value
      fraction = readFraction(text, &position)
    }
  }
  if let isAfternoon = readHalfOfDay(text, &position) {
    guard hour >= 1, hour <= 12 else { return nil }
    hour = hour % 12 + (isAfternoon ? 12 : 0)
  } else if !hasMinutes {
    return nil
  }
  guard hour <= 23, minute <= 59, second <= 59 else { return nil }
  return Int64(hour * 3600 + minute * 60 + second) * 1_000_000 + fraction
}

/// Two digits behind a mark; `nil`, with nothing read, where they do not stand there.
private func readTwoDigits(
  _ text: Span<UInt8>, _ position: inout Int, after mark: UInt8
) -> Int? {
  guard position + 2 < text.count, text[position] == mark else { return nil }
  var end = position + 1
  let value = readDigits(text, &end, limit: 2)
  guard end == position + 3 else { return nil }
  position = end
  return value
}

/// A fraction of a second in microseconds; what is finer is cut.
private func readFraction(_ text: Span<UInt8>, _ position: inout Int) -> Int64 {
  guard position + 1 < text.count, text[position] == Byte.point || text[position] == Byte.comma,
    Byte.isDigit(text[position + 1])
  else { return 0 }
  position += 1
  var value: Int64 = 0
  var unit: Int64 = 100_000
  while position < text.count, Byte.isDigit(text[position]) {
    value += Int64(text[position] &- Byte.zero) * unit
    unit /= 10
    position += 1
  }
  return value
}

/// `AM` is false, `PM` is true; `nil`, with nothing read, where neither stands there.
private func readHalfOfDay(_ text: Span<UInt8>, _ position: inout Int) -> Bool? {
  var end = position
  _ = skipSpaces(text, &end)
  guard end + 1 < text.count, text[end + 1] | 0x20 == UInt8(ascii: "m") else { return nil }
  let letter = text[end] | 0x20
  guard letter == UInt8(ascii: "a") || letter == UInt8(ascii: "p") else { return nil }
  position = end + 2
  return letter == UInt8(ascii: "p")
}

/// Reads `Z`, `+01:00`, `+0100` or `+01`, or nothing: microseconds east of UTC.
private func readOffset(_ text: Span<UInt8>, _ position: inout Int) -> Int64? {
  _ = skipSpaces(text, &position)
  guard position < text.count else { return 0 }
  let sign = text[position]
  if sign | 0x20 == UInt8(ascii: "z") {
    position += 1
    return 0
  }
  guard sign == Byte.plus || sign == Byte.minus else { return nil }
  position += 1
  let start = position
  let hour = readDigits(text, &position, limit: 2)
  guard position == start + 2 else { return nil }
  if position < text.count, text[position] == Byte.colon { position += 1 }
  var minute = 0
  if position < text.count {
    let start = position
    minute = readDigits(text, &position, limit: 2)
    guard position == start + 2 else { return nil }
  }
  guard hour <= 18, minute <= 59 else { return nil }
  let offset = Int64(hour * 3600 + minute * 60) * 1_000_000
  return sign == Byte.minus ? -offset : offset
}

/// Moves behind spaces; whether there were any.
private func skipSpaces(_ text: Span<UInt8>, _ position: inout Int) -> Bool {
  let start = position
  while position < text.count, Byte.isSpace(text[position]) { position += 1 }
  return position > start
}
