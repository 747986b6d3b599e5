public import Connection
import Glibc
import JSON
import Transport

/// How a line of the log is written.
public enum LogFormat: Sendable {
  /// `2026-11-21T11:04:06Z info c3: opened from 127.0.0.1:53120`.
  case text
  /// `{"time":"2026-11-21T11:04:06Z","level":"info","event":"c3: opened from 127.0.0.1:53120"}`.
  case json
}

extension Log {
  /// Lines on standard error: time, level, event.
  public static func standardError(
    _ level: LogLevel = .info, format: LogFormat = .text
  ) -> Log {
    Log(level) { level, event in
      let time = timestamp(time(nil))
      switch format {
      case .text:
        writeToStandardError("\(time) \(level) \(escapingControls(event))\n")
      case .json:
        var writer = JSONWriter()
        writer.object { writer in
          writer.member("time", time)
          writer.member("level", "\(level)")
          writer.member("event", event)
        }
        writeToStandardError(String(decoding: writer.bytes, as: UTF8.self) + "\n")
      }
    }
  }
}

/// A moment in UTC, to the second: `2026-11-21T11:04:06Z`.
///
/// > Source: Hinnant, *chrono-Compatible Low-Level Date Algorithms*, `civil_from_days`.
func timestamp(_ seconds: Int) -> String {
  let (days, second) = (seconds / 86_400, seconds % 86_400)
  let shifted = days + 719_468
  let era = shifted / 146_097
  let dayOfEra = shifted % 146_097
  let yearOfEra =
    (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
  let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
  let marchMonth = (5 * dayOfYear + 2) / 153
  let day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
  let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
  let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)

  func padded(_ number: Int, _ width: Int = 2) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
  let date = [padded(year, 4), padded(month), padded(day)].joined(separator: "-")
  let clock = [second / 3600, second / 60 % 60, second % 60].map { padded($0) }
  return date + "T" + clock.joined(separator: ":") + "Z"
}

/// A line that stays one line, and moves no cursor, whatever got into it.
func escapingControls(_ text: String) -> String {
  var line = ""
  for scalar in text.unicodeScalars {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069:
      line += "\\u{\(String(scalar.value, radix: 16))}"
    default:
      line.unicodeScalars.append(scalar)
    }
  }
  return line
}
