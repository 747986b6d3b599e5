/// Reads `2011-12-09` and a time behind it.
func parseISO(_ text: Span<UInt8>) -> Int64? {
  guard text.count >= 10, text[4] == Byte.minus, text[7] == Byte.minus else { return nil }
  var position = 0
  let year = readDigits(text, &position, limit: 4)
  guard position == 4 else { return nil }
  position = 5
  let month = readDigits(text, &position, limit: 2)
  guard position == 7 else { return nil }
  position = 8
  let day = readDigits(text, &position, limit: 2)
  guard position == 10, let days = Calendar.day(year: year, month: month, day: day) else {
    return nil
  }
  return instant(day: days, timeOf: text, from: position)
}

/// Reads three parts of a date in an order, and a time behind them.
func parseParts(_ text: Span<UInt8>, _ order: DateFormat.PartOrder) -> Int64? {
  var position = 0
  guard let first = DatePart(text, &position) else { return nil }
  if first.digitCount == 8, order == .yearMonthDay {
    let (year, month, day) = (first.value / 10_000, first.value / 100 % 100, first.value % 100)
    guard let days = Calendar.day(year: year, month: month, day: day) else { return nil }
    return instant(day: days, timeOf: text, from: position)
  }
  guard let separator = readSeparator(text, &position), let second = DatePart(text, &position),
    let again = readSeparator(text, &position), again == separator,
    let third = DatePart(text, &position)
  else { return nil }
  let (day, month, year) =
    switch order {
    case .dayMonthYear: (first, second, third)
    case .monthDayYear: (second, first, third)
    case .yearMonthDay: (third, second, first)
    }
  guard let yearNumber = year.asYear, let monthNumber = month.asMonth, let dayNumber = day.asDay,
    let days = Calendar.day(year: yearNumber, month: monthNumber, day: dayNumber)
  else { return nil }
  return instant(day: days, timeOf: text, from: position)
}

/// One of the three parts of a date: a run of digits, or the name of a month.
private struct DatePart {
  /// The number, or the month that was named.
  let value: Int

  /// 0 for the name of a month.
  let digitCount: Int

  init?(_ text: Span<UInt8>, _ position: inout Int) {
    let start = position
    let number = readDigits(text, &position, limit: 9)
    if position > start {
      value = number
      digitCount = position - start
    } else {
      guard let month = readMonthName(text, &position) else { return nil }
      value = month
      digitCount = 0
    }
  }

  var asYear: Int? {
    switch digitCount {
    case 4: value
    case 2: fullYear(value)
    default: nil
    }
  }

  var asMonth: Int? { digitCount <= 2 ? value : nil }

  var asDay: Int? { digitCount == 1 || digitCount == 2 ? value : nil }
}

/// The year that two digits stand for: 1969 to 2068, as POSIX has it.
func fullYear(_ twoDigits: Int) -> Int { twoDigits < 69 ? 2000 + twoDigits : 1900 + twoDigits }

/// `/`, `-`, `.` or spaces, a comma before spaces allowed (`Dec 9, 2011`).
private func readSeparator(_ text: Span<UInt8>, _ position: inout Int) -> UInt8? {
  guard position < text.count else { return nil }
  let byte = text[position]
  if byte == Byte.slash || byte == Byte.minus || byte == Byte.point {
    position += 1
    return byte
  }
  if byte == Byte.comma { position += 1 }
  let start = position
  while position < text.count, text[position] == Byte.space { position += 1 }
  return position > start ? Byte.space : nil
}

/// The month of an English name or its first three letters, in any case.
func readMonthName(_ text: Span<UInt8>, _ position: inout Int) -> Int? {
  var end = position
  while end < text.count, Byte.isLetter(text[end]) { end += 1 }
  let length = end - position
  guard length >= 3, length <= 9 else { return nil }
  for (index, name) in monthNames.enumerated() {
    let letters = name.utf8.span
    guard length <= letters.count, length == 3 || length == letters.count else { continue }
    var matches = true
    for offset in 0..<length
    where Byte.lowercase(text[position + offset]) != letters[offset] { matches = false }
    if matches {
      position = end
      return index + 1
    }
  }
  return nil
}

private let monthNames = [
  "january", "february", "march", "april", "may", "june", "july", "august", "september",
  "october", "november", "december",
]
