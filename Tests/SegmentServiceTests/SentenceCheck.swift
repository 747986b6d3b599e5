import Foundation
import JSON

/// Finds the numbers of a sentence in the figures of a profile.
///
/// Every sentence must be of a known form, and every number in it must be a figure of the reply,
/// rounded as it is shown.
struct SentenceCheck {
  /// The segment's entry in a reply of `profile`.
  let segment: JSONValue
  /// The reply.
  let profile: JSONValue

  /// What is wrong with a reason; `nil` where its numbers are those of the reply.
  func fault(inReason sentence: String) -> String? {
    for form in SentenceCheck.reasons {
      guard let parts = match(form.pattern, sentence) else { continue }
      return form.isTrue(self, parts) ? nil : "other numbers: \(sentence)"
    }
    return "unknown form: \(sentence)"
  }

  private struct Form: Sendable {
    let pattern: String
    let isTrue: @Sendable (SentenceCheck, [String]) -> Bool

    init(_ pattern: String, _ isTrue: @escaping @Sendable (SentenceCheck, [String]) -> Bool) {
      self.pattern = pattern
      self.isTrue = isTrue
    }
  }

  private static let number = "([$€£]?[0-9,.]+(?:e[-+][0-9]+)?(?: [^ ,;.0-9%]{1,12})?)"
  private static let share = "((?:less than |more than )?[0-9.]+ %)"
  private static let part = "(?i:(all|none|\(share)))"

  private static let reasons: [Form] = [
    Form("They are \(share) of the customers (?:and bring|but bring only) \(share) of the money\\.")
    {
      check, parts in
      check.shows(parts[0], "share") && check.shows(parts[1], "monetary_share")
    },
    Form(
      "They are \(number) of \(number) customers (?:and bring|but bring only) \(share) of the money\\."
    ) {
      check, parts in
      check.shows(parts[0], "size")
        && SentenceCheck.shows(parts[1], check.profile["overall"]?["size"]?.double)
        && check.shows(parts[2], "monetary_share")
    },
    Form("They are \(share) of the customers but bring no money at all\\.") { check, parts in
      check.shows(parts[0], "share") && check.number("monetary_share") == 0
    },
    Form("\(part) of them bought (only|more than) once, against \(share) overall\\.") {
      check, parts in
      guard let here = check.number("one_time_share"),
        let all = check.profile["overall"]?["one_time_share"]?.double
      else { return false }
      let isOnce = parts[2] == "only"
      return SentenceCheck.shows(parts[0], isOnce ? here : 1 - here)
        && SentenceCheck.shows(parts[3], isOnce ? all : 1 - all)
    },
    Form("95 % of them spent less than \(number), when the average customer spent \(number)\\.") {
      check, parts in
      check.hasFeature { here, all in
        SentenceCheck.shows(parts[0], here["p95"]?.double)
          && SentenceCheck.shows(parts[1], all["mean"]?.double)
      }
    },
    Form(
      "(Their orders|What they spend) (rose|fell) over the last six full months: "
        + "\(number) in the last three, after \(number) in the three before\\."
    ) { check, parts in check.hasTrend(parts) },
    Form(
      "They (ordered|spent) nothing in the last three full months, after \(number)(?: orders?)? in "
        + "the three before\\."
    ) { check, parts in
      check.hasTrend([
        parts[0] == "ordered" ? "Their orders" : "What they spend", "fell", "0", parts[1],
      ])
    },
    Form(".*: \(part) of them, against \(share) overall\\.") { check, parts in
      check.hasFeature { here, all in
        SentenceCheck.shows(parts[0], here["mean"]?.double)
          && SentenceCheck.shows(parts[2], all["mean"]?.double)
      }
    },
    Form("\(part) of them (?:have|are) .*, against \(share) overall\\.") { check, parts in
      check.hasValue { value in
        guard let here = value["share"]?.double, let lift = value["lift"]?.double else {
          return false
        }
        return SentenceCheck.shows(parts[0], here) && SentenceCheck.shows(parts[2], here / lift)
      }
    },
    Form("\\S.* (?:is|are) .* for \(part) of them, against \(share) overall\\.") { check, parts in
      check.hasValue { value in
        guard let here = value["share"]?.double, let lift = value["lift"]?.double else {
          return false
        }
        return SentenceCheck.shows(parts[0], here) && SentenceCheck.shows(parts[2], here / lift)
      }
    },
    Form("\(part) of the .* are in this segment\\.") { check, parts in
      check.hasValue { SentenceCheck.shows(parts[0], $0["of_value"]?.double) }
    },
    Form("(All|\(share))(?: of what| that) is spent on .* comes from this segment\\.") {
      check, parts in
      check.hasSpread { here, _ in SentenceCheck.shows(parts[0], here["of_value_money"]?.double) }
    },
    Form("(All|\(share))(?: of what)? they spend goes to .*, against \(share) overall\\.") {
      check, parts in
      check.hasSpread { here, all in
        SentenceCheck.shows(parts[0], here["share"]?.double)
          && SentenceCheck.shows(parts[2], all["share"]?.double)
      }
    },
    Form(".* \(number) each on average, \(number) times the overall \(number)\\.", times),
    Form(".* \(number) on average, \(number) times the overall \(number)\\.", times),
    Form(
      ".* \(number)(?: [a-z]+)*(?: ago)?(?: each)? on average, against \(number)(?: days?)? overall\\."
    ) {
      check, parts in
      check.hasFeature { here, all in
        SentenceCheck.shows(parts[0], here["mean"]?.double)
          && SentenceCheck.shows(parts[1], all["mean"]?.double)
      }
    },
    Form("They are close to the average customer in everything that was measured\\.") { _, _ in
      true
    },
    Form("All customers are in this segment\\.") { _, _ in true },
  ]

  private static let times: @Sendable (SentenceCheck, [String]) -> Bool = { check, parts in
    check.hasFeature { here, all in
      guard let mean = here["mean"]?.double, let overall = all["mean"]?.double else {
        return false
      }
      return shows(parts[0], mean) && shows(parts[1], mean / overall) && shows(parts[2], overall)
    }
  }

  /// Whether the months of the reply add up to what a sentence says of the last six full ones.
  private func hasTrend(_ parts: [String]) -> Bool {
    let isOrders = parts[0] == "Their orders"
    let entry = (profile["trend"]?["segments"]?.array ?? []).first {
      $0["id"]?.double == number("id")
    }
    let months = (entry?[isOrders ? "orders" : "monetary"]?.array ?? []).compactMap(\.double)
    let verdict = entry?[isOrders ? "verdict" : "monetary_verdict"]?.string
    guard verdict == (parts[1] == "rose" ? "rising" : "falling") else { return false }
    // The last month counts where purchases do not end within it.
    return [0, 1].contains { cut in
      let six = months.dropLast(cut).suffix(6)
      return six.count == 6 && SentenceCheck.shows(parts[2], six.suffix(3).reduce(0, +))
        && SentenceCheck.shows(parts[3], six.prefix(3).reduce(0, +))
    }
  }

  private func number(_ name: String) -> Double? { segment[name]?.double }

  private func shows(_ text: String, _ name: String) -> Bool {
    SentenceCheck.shows(text, number(name))
  }

  private func hasFeature(_ isRight: (JSONValue, JSONValue) -> Bool) -> Bool {
    members(segment["features"]).contains { name, here in
      (profile["overall"]?["features"]?[name]).map { isRight(here, $0) } ?? false
    }
  }

  private func hasValue(_ isRight: (JSONValue) -> Bool) -> Bool {
    members(segment["categories"]).contains { ($0.value.array ?? []).contains(where: isRight) }
  }

  private func hasSpread(_ isRight: (JSONValue, JSONValue) -> Bool) -> Bool {
    members(segment["spread"]).contains { name, here in
      (profile["overall"]?["spread"]?[name]).map { isRight(here, $0) } ?? false
    }
  }

  private func members(_ value: JSONValue?) -> [(key: String, value: JSONValue)] {
    if case .object(let members)? = value { members.members.map { ($0.key, $0.value) } } else { [] }
  }

  /// Whether a text shows a number as well as its digits can; a percentage shows a share.
  static func shows(_ text: String, _ value: Double?) -> Bool {
    guard let value else { return false }
    for (word, unit) in [(" million", 1e6), (" billion", 1e9)] where text.hasSuffix(word) {
      return shows(String(text.dropLast(word.count)), value / unit)
    }
    switch text.lowercased() {
    case "all": return value == 1
    case "none": return value == 0
    case "less than 0.1 %": return value > 0 && value < 0.001
    case "more than 99.9 %": return value < 1 && value > 0.999
    default: break
    }
    if text.contains("e-") || text.contains("e+") {
      let shown = Double(text) ?? .nan
      return abs(shown - value) <= abs(value) * 0.005_1
    }
    let digits = text.filter { $0.isNumber || $0 == "." }
    guard let shown = Double(digits.hasSuffix(".") ? String(digits.dropLast()) : digits) else {
      return false
    }
    let decimals = digits.split(separator: ".", omittingEmptySubsequences: false).dropFirst().first
    // Trailing zeros are not shown: 82 may stand for 82.04, whose last digit counts a tenth.
    let unit = pow(
      10, -Double(max(decimals?.count ?? 0, text.contains("%") ? 0 : leastDecimals(shown))))
    let wanted = text.contains("%") ? value * 100 : value
    return abs(shown - wanted) <= unit * 0.500_001
  }

  /// Numbers show three digits that count.
  private static func leastDecimals(_ shown: Double) -> Int {
    shown >= 100 ? 0 : shown >= 10 ? 1 : 2
  }

  private func match(_ pattern: String, _ text: String) -> [String]? {
    guard let expression = try? NSRegularExpression(pattern: "^" + pattern + "$"),
      let match = expression.firstMatch(
        in: text, range: NSRange(text.startIndex..., in: text))
    else { return nil }
    return (1..<match.numberOfRanges).map { index in
      Range(match.range(at: index), in: text).map { String(text[$0]) } ?? ""
    }
  }
}
