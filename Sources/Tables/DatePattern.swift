/// A date spelled out by its parts: `YYYY YY MM DD Mon HH mm ss WW` and what stands between them.
struct DatePattern: Equatable, Sendable {
  /// One part, or one byte that must stand there.
  enum Element: Equatable, Sendable {
    case year
    case shortYear
    case month
    case monthName
    case day
    case hour
    case minute
    case second
    case week
    case literal(UInt8)
  }

  let elements: [Element]

  /// Reads a pattern; `nil` without a year, with a part given twice, or with a week beside a month
  /// or day.
  init?(_ pattern: String) {
    let names: [(String, Element)] = [
      ("YYYY", .year), ("YY", .shortYear), ("MM", .month), ("Mon", .monthName), ("DD", .day),
      ("HH", .hour), ("mm", .minute), ("ss", .second), ("WW", .week),
    ]
    var elements: [Element] = []
    var rest = Substring(pattern)
    while let character = rest.first {
      if let (name, element) = names.first(where: { rest.hasPrefix($0.0) }) {
        guard !elements.contains(element) else { return nil }
        elements.append(element)
        rest.removeFirst(name.count)
      } else {
        // A letter that is no part is a misspelled part.
        guard !character.isLetter || character == "T" || character == "Z" else { return nil }
        elements.append(contentsOf: String(character).utf8.map { .literal($0) })
        rest.removeFirst()
      }
    }
    let years = elements.count { $0 == .year || $0 == .shortYear }
    let months = elements.count { $0 == .month || $0 == .monthName }
    let hasWeek = elements.contains(.week)
    guard years == 1, months <= 1 else { return nil }
    guard !hasWeek || (months == 0 && !elements.contains(.day)) else { return nil }
    guard months == 1 || !elements.contains(.day) else { return nil }
    self.elements = elements
  }

  /// The instant a text names; absent parts are the first (month, day) or zero (time).
  func parse(_ text: Span<UInt8>, repairs: inout Int) -> Int64? {
    var fields = Fields()
    var position = 0
    var isRepaired = false
    for element in elements {
      if case .literal(let byte) = element {
        guard position < text.count, text[position] == byte else { return nil }
        position += 1
      } else {
        guard fields.read(element, text, &position, &isRepaired) else { return nil }
      }
    }
    guard position == text.count, let instant = fields.instant else { return nil }
    if isRepaired { repairs += 1 }
    return instant
  }

  /// The parts that were read so far.
  private struct Fields {
    var year = 0
    var month = 1
    var day = 1
    var week: Int?
    var hour = 0
    var minute = 0
    var second = 0

    mutating func read(
      _ element: Element, _ text: Span<UInt8>, _ position: inout Int, _ isRepaired: inout Bool
    ) -> Bool {
      let start = position
      if element == .monthName {
        guard let value = readMonthName(text, &position) else { return false }
        month = value
        return true
      }
      var value = readDigits(text, &position, limit: element == .year ? 4 : 2)
      let digitCount = position - start
      switch element {
      case .year:
        // A spreadsheet that took "3.2020" for a number wrote "3.202".
        if digitCount == 3, position == text.count {
          value *= 10
          isRepaired = true
        } else if digitCount != 4 {
          return false
        }
        year = value
      case .shortYear:
        guard digitCount == 2 else { return false }
        year = fullYear(value)
      default:
        guard digitCount >= 1 else { return false }
        set(element, to: value)
      }
      return true
    }

    private mutating func set(_ element: Element, to value: Int) {
      switch element {
      case .month: month = value
      case .day: day = value
      case .week: week = value
      case .hour: hour = value
      case .minute: minute = value
      case .second: second = value
      default: break
      }
    }

    var instant: Int64? {
      guard hour <= 23, minute <= 59, second <= 59 else { return nil }
      let days =
        if let week {
          Calendar.monday(year: year, week: week)
        } else {
          Calendar.day(year: year, month: month, day: day)
        }
      guard let days else { return nil }
      let time = Int64(hour * 3600 + minute * 60 + second) * 1_000_000
      return Int64(days) * Calendar.microsecondsPerDay + time
    }
  }
}
