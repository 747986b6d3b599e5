import Decimals
import Glibc

/// How the dates of a column are written.
///
///     DateFormat(name: "mdy")?.parse("12/1/2010 8:26".utf8.span)   // 2010-12-01T08:26:00
///
/// Dates are of the proleptic Gregorian calendar, years 1 to 9999, and instants are in UTC unless
/// the text carries an offset. A day that does not exist (`31/02/2011`) is no date.
public struct DateFormat: Equatable, Sendable {
  /// What is tried on a text.
  enum Rule: Equatable, Sendable {
    /// `2011-12-09`, exactly four, two and two digits.
    case iso
    /// Three parts in that order, between `/`, `-`, `.` or spaces.
    case parts(PartOrder)
    /// Seconds or milliseconds since 1970.
    case epoch
    /// What a caller spelled out.
    case pattern(DatePattern)
  }

  /// In which order day, month and year stand.
  enum PartOrder: Equatable, Sendable {
    case dayMonthYear
    case monthDayYear
    case yearMonthDay
  }

  /// `iso`, `dmy`, `mdy`, `ymd`, `epoch` or the pattern, as declared.
  public let name: String

  let rule: Rule

  /// The format of that name, or `nil` where it is neither a name nor a usable pattern.
  ///
  /// A pattern is made of `YYYY YY MM DD Mon HH mm ss WW` and what stands between them; it needs a
  /// year. `WW` is the Monday of that ISO week.
  public init?(name: String) {
    switch name {
    case "iso": self = .iso
    case "dmy": self = .dayMonthYear
    case "mdy": self = .monthDayYear
    case "ymd": self = .yearMonthDay
    case "epoch": self = .epoch
    default:
      guard let pattern = DatePattern(name) else { return nil }
      self.init(name: name, rule: .pattern(pattern))
    }
  }

  private init(name: String, rule: Rule) {
    self.name = name
    self.rule = rule
  }

  /// `2011-12-09`, `2011-12-09T12:50:00`, with a space for the `T`, fractions, `Z` or `+01:00`.
  public static let iso = DateFormat(name: "iso", rule: .iso)

  /// `9/12/2011`, `09.12.11 8:26`, `9-Dec-2011 08:26:00 PM`.
  public static let dayMonthYear = DateFormat(name: "dmy", rule: .parts(.dayMonthYear))

  /// `12/9/2011`, `12-09-11 8:26`, `Dec 9 2011 08:26:00 PM`.
  public static let monthDayYear = DateFormat(name: "mdy", rule: .parts(.monthDayYear))

  /// `2011/12/9`, `2011.12.09 8:26`, `20111209`.
  public static let yearMonthDay = DateFormat(name: "ymd", rule: .parts(.yearMonthDay))

  /// Seconds since 1970, or milliseconds where the number is 100,000,000,000 or more.
  public static let epoch = DateFormat(name: "epoch", rule: .epoch)

  /// The instant that a text names, in microseconds since 1970 UTC, or `nil` where it names none.
  ///
  /// - Parameter text: UTF-8; spaces and tabs around the date do not count.
  public func parse(_ text: Span<UInt8>) -> Int64? {
    var repairs = 0
    return parse(text, repairs: &repairs)
  }

  /// The same, counting the years whose lost last zero was put back (`202` for 2020).
  public func parse(_ text: Span<UInt8>, repairs: inout Int) -> Int64? {
    let range = trimmedRange(text)
    let core = text.extracting(range)
    switch rule {
    case .iso: return parseISO(core)
    case .parts(let order): return parseParts(core, order)
    case .epoch: return parseEpoch(core)
    case .pattern(let pattern): return pattern.parse(core, repairs: &repairs)
    }
  }

  /// The same for a number, as a JSON message may hold it: an epoch, `20111209` where the format is
  /// `ymd`, or what a pattern makes of its digits.
  func parse(number: Double, repairs: inout Int) -> Int64? {
    if rule == .epoch { return instant(ofEpoch: number) }
    return parse(shortestText(of: number).utf8.span, repairs: &repairs)
  }
}

/// The instant of an epoch number: seconds, or milliseconds from 100,000,000,000 on; `nil` outside
/// of the years 1 to 9999.
func instant(ofEpoch number: Double) -> Int64? {
  // In seconds the bound lies in the year 5138, in milliseconds in March 1973.
  let seconds = abs(number) < 1e11 ? number : number / 1000
  guard (-62_135_596_800..<253_402_300_800).contains(seconds) else { return nil }
  return Int64(exactly: (seconds * 1_000_000).rounded())
}

private func parseEpoch(_ text: Span<UInt8>) -> Int64? {
  NumberFormat.point.parse(text).flatMap { instant(ofEpoch: $0) }
}
