import Decimals

/// A sentence that could be said of a segment, and how much it tells.
struct Statement {
  /// The sentence.
  let text: String
  /// How strong it is, in standard deviations or what compares with them.
  let strength: Double
  /// What it is about: of one topic only the strongest is said.
  let topic: String
  /// The numeric columns it is about: what a column like them tells is not said again.
  var columns: [String] = []
}

extension Profile {
  /// The most sentences about one segment.
  static let reasonLimit = 5

  /// What sets a segment (by index, from 0) apart, as at most five sentences, the strongest first.
  ///
  /// Each sentence speaks of another thing: of features that rise and fall together one is told.
  func reasons(
    forSegment index: Int, _ vocabulary: Vocabulary, _ relations: FeatureRelations
  ) -> [String] {
    let segment = segments[index]
    guard segment.size > 0 else { return [] }
    var describer = Describer(segment: segment, overall: overall, vocabulary: vocabulary)
    let found = describer.statements + trendStatements(forSegment: index)
    var told = Profile.distinct(found, after: [], relations)
    if told.count == 1 {
      // One sentence is little to know a segment by: what is weaker comes to its help.
      describer.leastZ = 0.25
      told = Profile.distinct(describer.statements, after: told, relations)
    }
    guard !told.isEmpty else {
      return [
        segments.count == 1
          ? "All customers are in this segment."
          : "They are close to the average customer in everything that was measured."
      ]
    }
    return told.map(\.text)
  }

  /// The strongest statements that say something else than those before them.
  private static func distinct(
    _ found: [Statement], after first: [Statement], _ relations: FeatureRelations
  ) -> [Statement] {
    // The sort keeps the order of the columns where two are as strong.
    let ranked = found.enumerated().sorted {
      ($0.element.strength, $1.offset) > ($1.element.strength, $0.offset)
    }.map(\.element)
    var told = first
    for statement in ranked where told.count < reasonLimit {
      let isTold = told.contains { earlier in
        earlier.topic == statement.topic
          || earlier.columns.contains { first in
            statement.columns.contains { relations.areAlike(first, $0) }
          }
      }
      if !isTold { told.append(statement) }
    }
    return told
  }

  private func trendStatements(forSegment index: Int) -> [Statement] {
    guard let trend = trends.first(where: { $0.unit == .month }) else { return [] }
    let segment = trend.segments[index]
    var found: [Statement] = []
    let orders = segment.orders.map(Double.init)
    if let text = Profile.sentence(segment.ordersDirection, orders, of: ("Their orders", "ordered"))
    {
      found.append(
        Statement(text: text.text, strength: text.strength, topic: "trend"))
    }
    if let direction = segment.monetaryDirection, let money = segment.monetary,
      let text = Profile.sentence(direction, money, of: ("What they spend", "spent"))
    {
      // Orders come first where both go the same way: money follows them.
      found.append(
        Statement(text: text.text, strength: text.strength * 0.99, topic: "trend"))
    }
    return found
  }

  private static func sentence(
    _ direction: TrendDirection, _ months: [Double], of subject: (series: String, verb: String)
  ) -> (text: String, strength: Double)? {
    guard let rate = direction.lastSix, let verdict = direction.verdict, verdict != .steady,
      let (earlier, later) = halves(of: months, judged: rate)
    else { return nil }
    let verb = verdict == .rising ? "rose" : "fell"
    let (before, after) = (inMillions(earlier), inMillions(later))
    let text =
      later == 0
      ? "They \(subject.verb) nothing in the last three full months, after "
        + (subject.verb == "ordered" ? counted(earlier, "order") : before) + " in the three before."
      : "\(subject.series) \(verb) over the last six full months: \(after) in the last three, "
        + "after \(before) in the three before."
    // Who bought lately rises by itself, so other reasons come first.
    return (text, 0.5 + min(0.4, abs(rate) * 2))
  }

  /// The sums of the first and of the last three of the six months that have the slope.
  ///
  /// Those are the last six, or the six before the last month where purchases end within it.
  private static func halves(
    of months: [Double], judged slope: Double
  ) -> (earlier: Double, later: Double)? {
    let count = TrendDirection.monthCount
    for end in [months.count, months.count - 1] where end >= count {
      let six = Array(months[(end - count)..<end])
      guard relativeSlope(of: six) == slope else { continue }
      return (six.prefix(count / 2).reduce(0, +), six.suffix(count / 2).reduce(0, +))
    }
    return nil
  }
}
