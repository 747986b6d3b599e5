/// Days and dates of the proleptic Gregorian calendar.
enum Calendar {
  static let microsecondsPerDay: Int64 = 86_400_000_000

  /// Days from 0001-01-01 to 1970-01-01.
  static let epochDay = 719_162

  /// Days of a whole cycle of 400 years.
  static let cycleDays = 146_097

  static func isLeap(_ year: Int) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  /// Days before the first of each month in a common year.
  static func daysBefore(month: Int) -> Int {
    switch month {
    case 1: 0
    case 2: 31
    case 3: 59
    case 4: 90
    case 5: 120
    case 6: 151
    case 7: 181
    case 8: 212
    case 9: 243
    case 10: 273
    case 11: 304
    default: 334
    }
  }

  static func dayCount(month: Int, year: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Days since 1970-01-01, or `nil` for a day that does not exist or a year outside 1 to 9999.
  static func day(year: Int, month: Int, day: Int) -> Int? {
    guard year >= 1, year <= 9999, month >= 1, month <= 12, day >= 1,
      day <= dayCount(month: month, year: year)
    else { return nil }
    let before = year - 1
    let leapDay = month > 2 && isLeap(year) ? 1 : 0
    let yearDays = before * 365 + before / 4 - before / 100 + before / 400
    return yearDays + daysBefore(month: month) + leapDay + day - 1 - epochDay
  }

  /// Day of the Monday of an ISO week, or `nil` where that year has no such week.
  static func monday(year: Int, week: Int) -> Int? {
    // The 4th of January lies in the first week of its year.
    guard let fourth = day(year: year, month: 1, day: 4), week >= 1, week <= 53 else { return nil }
    let first = fourth - weekday(fourth)
    let monday = first + (week - 1) * 7
    guard week == 53 else { return monday }
    // A 53rd week belongs to the year only if its Thursday does.
    guard let lastDay = day(year: year, month: 12, day: 31) else { return nil }
    return monday + 3 <= lastDay ? monday : nil
  }

  /// Days since Monday, 0 to 6.
  static func weekday(_ day: Int) -> Int {
    // 1970-01-01 was a Thursday.
    let remainder = (day + 3) % 7
    return remainder < 0 ? remainder + 7 : remainder
  }

  /// Year, month and day of a day since 1970-01-01.
  static func date(ofDay day: Int) -> (year: Int, month: Int, day: Int) {
    var rest = day + epochDay
    var cycles = rest / cycleDays
    rest %= cycleDays
    if rest < 0 {
      rest += cycleDays
      cycles -= 1
    }
    // The last day of the fourth century and of the fourth year would count as a fifth.
    let centuries = min(rest / 36_524, 3)
    rest -= centuries * 36_524
    let fours = rest / 1_461
    rest -= fours * 1_461
    let years = min(rest / 365, 3)
    rest -= years * 365
    let year = cycles * 400 + centuries * 100 + fours * 4 + years + 1
    var month = 1
    while month < 12, rest >= dayCount(month: month, year: year) {
      rest -= dayCount(month: month, year: year)
      month += 1
    }
    return (year, month, rest + 1)
  }
}

/// The date of a day since 1970-01-01, in the proleptic Gregorian calendar.
public func calendarDate(ofDay day: Int) -> (year: Int, month: Int, day: Int) {
  Calendar.date(ofDay: day)
}

/// An instant as ISO 8601 text: `2011-12-10T12:50:00`, with a fraction only if there is one.
///
/// - Parameter microseconds: Since 1970-01-01 00:00 UTC; ``Column/missingDate`` gives the empty
///   text.
public func dateText(_ microseconds: Int64) -> String {
  guard microseconds != Column.missingDate else { return "" }
  var (day, rest) = microseconds.quotientAndRemainder(dividingBy: Calendar.microsecondsPerDay)
  if rest < 0 {
    rest += Calendar.microsecondsPerDay
    day -= 1
  }
  let (year, month, dayOfMonth) = Calendar.date(ofDay: Int(day))
  let (seconds, fraction) = Int(rest).quotientAndRemainder(dividingBy: 1_000_000)
  let yearText = year < 0 ? "-" + padded(-year, to: 4) : padded(year, to: 4)
  var text = "\(yearText)-\(padded(month, to: 2))-\(padded(dayOfMonth, to: 2))"
  text += "T\(padded(seconds / 3600, to: 2)):\(padded(seconds / 60 % 60, to: 2))"
  text += ":\(padded(seconds % 60, to: 2))"
  guard fraction > 0 else { return text }
  var digits = padded(fraction, to: 6)
  while digits.hasSuffix("0") { digits.removeLast() }
  return text + "." + digits
}

private func padded(_ value: Int, to width: Int) -> String {
  let digits = String(value)
  return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
