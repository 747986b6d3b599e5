import Decimals
import Glibc

/// Says in sentences what the figures of one segment tell against those of all customers.
struct Describer {
  let segment: SegmentProfile
  let overall: SegmentProfile
  let vocabulary: Vocabulary

  /// A mean at least this many standard deviations from that of all is worth a sentence.
  var leastZ = 0.5

  /// A share whose ``shareEffect(_:_:)`` is at least this is worth a sentence.
  static let leastEffect = 0.4

  /// A value of a category says something of a segment where its share is this many times that of all.
  private static let leastLift = 1.2

  /// Of fewer customers no share is told.
  private static let leastCount = 5.0

  /// Everything that could be said, strong or weak.
  var statements: [Statement] {
    [money, oneTime].compactMap { $0 } + numbers + categories + spread
  }

  private var money: Statement? {
    guard let share = segment.monetaryShare, share >= 0, segment.share > 0, segment.share < 1
    else { return nil }
    let ratio = share / segment.share
    guard ratio >= 1.25 || ratio <= 0.8 else { return nil }
    // Of a handful, "0.1 %" tells less than how many they are.
    let isHandful = segment.size < 10 && segment.share < 0.01
    let part =
      isHandful
      ? "\(grouped(segment.size)) of \(grouped(overall.size))"
      : "\(shareText(segment.share)) of the"
    let customers = "They are \(part) customers"
    let text =
      ratio > 1
      ? "\(customers) and bring \(shareText(share)) of the money."
      : share > 0
        ? "\(customers) but bring only \(shareText(share)) of the money."
        : "\(customers) but bring no money at all."
    // A quarter more than their share is little, four times as much is a lot.
    let strength = min(abs(log(max(ratio, 0.01))), 3) + 0.5
    return Statement(text: text, strength: strength, topic: "money")
  }

  private var oneTime: Statement? {
    guard let share = segment.oneTimeShare, let all = overall.oneTimeShare else { return nil }
    let effect = shareEffect(share, all)
    guard effect >= Describer.leastEffect else { return nil }
    // The larger part reads better: "97 % bought more than once" tells more than 3 % who did not.
    let isOnce = share >= all
    let (part, everyone) = isOnce ? (share, all) : (1 - share, 1 - all)
    let who = part == 1 ? "all of them" : "\(shareText(part)) of them"
    let text =
      "\(who) bought \(isOnce ? "only once" : "more than once"), against \(shareText(everyone)) overall."
    return Statement(
      text: capitalised(text), strength: effect, topic: "orders",
      columns: overall.features.map(\.name).filter {
        [.frequency, .oneTime].contains(vocabulary[$0].meaning)
      })
  }

  private var numbers: [Statement] {
    var found: [Statement] = []
    // Every profile of one table has the same features in the same order.
    for ((name, feature), (_, everyone)) in zip(segment.features, overall.features) {
      guard let z = feature.z, abs(z) >= leastZ, let mean = feature.mean,
        let all = everyone.mean
      else { continue }
      let words = vocabulary[name]
      if words.meaning == .oneTime, segment.oneTimeShare != nil { continue }
      // What is spent on a category is told by the shares of money, where there are any.
      if !segment.spread.isEmpty, spreadValue(of: name) != nil { continue }
      let text =
        everyone.isFlag
        ? flagSentence(words, mean, all) : sentence(words, feature, mean, all, everyone)
      found.append(
        Statement(
          text: text, strength: min(abs(z), 3) * (everyone.isFlag && z < 0 ? 0.6 : 1),
          topic: topic(of: words), columns: [name]))
    }
    return found
  }

  /// Features of one topic say nearly the same: one of them is told.
  private func topic(of words: FeatureWords) -> String {
    switch words.meaning {
    case .money, .spendingScore: "money"
    case .frequency, .oneTime, .interval: "orders"
    case .tenure, .firstPurchase: "tenure"
    case .averageOrder, .averageLine, .largestLine, .smallestLine: "basket"
    default: "column " + words.column
    }
  }

  private func spreadValue(of column: String) -> String? {
    segment.spread.map(\.value).first { column == $0 || column.hasSuffix("=" + $0) }
  }

  private var categories: [Statement] {
    segment.categories.flatMap { name, values -> [Statement] in
      values.prefix(10).flatMap { value in
        [shareStatement(name, value), ofValueStatement(name, value)].compactMap { $0 }
      }
    }
  }

  private func shareStatement(_ name: String, _ value: CategoryProfile) -> Statement? {
    let all = value.lift > 0 ? value.share / value.lift : 0
    let effect = shareEffect(value.share, all)
    guard value.lift >= Describer.leastLift, value.share >= 0.2, effect >= Describer.leastEffect
    else { return nil }
    let words = vocabulary[name]
    let who = value.share == 1 ? "all of them" : shareText(value.share) + " of them"
    let text =
      belonging(words, value.value).map { "\(who) \($0)" }
      ?? "\(property(words, value.value)) for \(who)"
    return Statement(
      text: capitalised("\(text), against \(shareText(all)) overall."), strength: effect * 1.2,
      topic: "column " + name)
  }

  private func ofValueStatement(_ name: String, _ value: CategoryProfile) -> Statement? {
    guard value.ofValue >= 0.5, value.lift >= 1.5, value.share >= 0.05, segment.share < 1,
      value.share * Double(segment.size) >= Describer.leastCount
    else { return nil }
    let words = vocabulary[name]
    let who =
      switch words.meaning {
      case .place: "the customers from \(shown(value.value))"
      case .occupation:
        TraitFinder.people(value.value).map { "the \($0)" }
          ?? "the customers whose \(property(words, value.value))"
      default: "the customers whose \(property(words, value.value))"
      }
    let subject = value.ofValue == 1 ? "All of \(who)" : "\(shareText(value.ofValue)) of \(who)"
    return Statement(
      text: capitalised("\(subject) are in this segment."),
      strength: shareEffect(value.ofValue, segment.share), topic: "column " + name)
  }

  private var spread: [Statement] {
    zip(segment.spread, overall.spread).flatMap { here, all -> [Statement] in
      var found: [Statement] = []
      if let share = here.share, let everyone = all.share, share > everyone {
        let effect = shareEffect(share, everyone)
        if effect >= Describer.leastEffect, share >= 0.1 {
          let part = share == 1 ? "All" : "\(shareText(share)) of what"
          let text =
            "\(part) they spend goes to \(shown(here.value)), "
            + "against \(shareText(everyone)) overall."
          found.append(
            Statement(text: capitalised(text), strength: effect, topic: "spread " + here.value))
        }
      }
      if let part = here.ofValueMoney, part >= 0.25, segment.share < 1, part > segment.share * 1.5 {
        let subject = part == 1 ? "All that" : "\(shareText(part)) of what"
        let text = "\(subject) is spent on \(shown(here.value)) comes from this segment."
        found.append(
          Statement(
            text: capitalised(text), strength: shareEffect(part, segment.share),
            topic: "spread " + here.value))
      }
      return found
    }
  }
}
