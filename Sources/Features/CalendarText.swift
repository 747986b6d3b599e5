import Tables

/// Microseconds in a day.
let dayLength: Int64 = 86_400_000_000

/// The same time of the next day; after the year 9999, which no date can be written beyond, that
/// year's last second or the instant itself.
func dayAfter(_ instant: Int64) -> Int64 {
  let lastSecond: Int64 = 253_402_300_799_000_000
  return max(instant, min(instant &+ dayLength, lastSecond))
}

/// Whole days in a span of microseconds, rounded down; of an instant, the days from 1970-01-01 to its
/// date.
func wholeDays(_ span: Int64) -> Int64 {
  let (quotient, remainder) = span.quotientAndRemainder(dividingBy: dayLength)
  return remainder < 0 ? quotient - 1 : quotient
}

/// The instants that a date in ISO form stands for: one, or the whole day where it has no time.
func isoRange(_ text: String) -> ClosedRange<Int64>? {
  guard let start = DateFormat.iso.parse(text.utf8.span) else { return nil }
  let isDate = text.utf8.count <= "2011-12-10".utf8.count
  return start...(isDate ? start + (dayLength - 1) : start)
}

/// The instant of a date in ISO form, midnight where it has no time.
func isoInstant(_ text: String) -> Int64? { DateFormat.iso.parse(text.utf8.span) }
