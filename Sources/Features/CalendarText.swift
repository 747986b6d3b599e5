/// Microseconds in a day.
let dayLength: Int64 = 86_400_000_000

/// The days from 1970-01-01 to the date of the instant.
func day(of instant: Int64) -> Int64 { wholeDays(instant) }

/// Whole days in a span of microseconds, rounded down.
func wholeDays(_ span: Int64) -> Int64 {
  let (quotient, remainder) = span.quotientAndRemainder(dividingBy: dayLength)
  return remainder < 0 ? quotient - 1 : quotient
}

/// The instants that a date in ISO form stands for: one, or the whole day where it has no time.
func isoRange(_ text: String) -> ClosedRange<Int64>? {
  let parts = text.utf8.split(whereSeparator: { $0 == 0x54 || $0 == 0x20 })
  guard parts.count == 1 || parts.count == 2 else { return nil }
  let date = parts[0].split(separator: 0x2D, omittingEmptySubsequences: false).map(digits)
  guard date.count == 3, let year = date[0], let month = date[1], let day = date[2],
    parts[0].count == 10, (1...12).contains(month), (1...31).contains(day)
  else { return nil }
  let shifted = month <= 2 ? year - 1 : year
  let era = (shifted >= 0 ? shifted : shifted - 399) / 400
  let yearOfEra = shifted - era * 400
  let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
  let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
  let start = Int64(era * 146_097 + dayOfEra - 719_468) * dayLength
  guard parts.count == 2 else { return start...(start + dayLength - 1) }
  let time = parts[1].split(separator: 0x3A, omittingEmptySubsequences: false).map(digits)
  guard time.count >= 2, time.count <= 3, let hour = time[0], let minute = time[1],
    let second = time.count == 3 ? time[2] : 0, hour < 24, minute < 60, second < 60
  else { return nil }
  let instant = start + Int64(hour * 3600 + minute * 60 + second) * 1_000_000
  return instant...instant
}

/// The instant of a date in ISO form, midnight where it has no time.
func isoInstant(_ text: String) -> Int64? { isoRange(text)?.lowerBound }

private func digits(_ text: some Collection<UInt8>) -> Int? {
  guard !text.isEmpty, text.count <= 4 else { return nil }
  var value = 0
  for byte in text {
    guard (0x30...0x39).contains(byte) else { return nil }
    value = value * 10 + Int(byte - 0x30)
  }
  return value
}

func dateText(_ microseconds: Int64) -> String { "\(microseconds)" }
