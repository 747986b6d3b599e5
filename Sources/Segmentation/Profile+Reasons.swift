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
  func reasons(forSegment index: Int, _ relations: FeatureRelations) -> [String] {
    let segment = segments[index]
    guard segment.size > 0 else { return [] }
    let describer = Describer(
      segment: segment, overall: overall,
      vocabulary: Vocabulary(overall.features.map(\.name) + overall.categories.map(\.name)))
    let found =
      describer.statements + trendStatements(forSegment: index)
    // The sort keeps the order of the columns where two are as strong.
    let ranked = found.enumerated().sorted {
      ($0.element.strength, $1.offset) > ($1.element.strength, $0.offset)
    }.map(\.element)
    var told: [Statement] = []
    for statement in ranked where told.count < Profile.reasonLimit {
      let isTold = told.contains { earlier in
        earlier.topic == statement.topic
          || earlier.columns.contains { first in
            statement.columns.contains { relations.areAlike(first, $0) }
          }
      }
      if !isTold { told.append(statement) }
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

  private func trendStatements(forSegment index: Int) -> [Statement] {
    guard let trend = trends.first(where: { $0.unit == .month }) else { return [] }
    let segment = trend.segments[index]
    var found: [Statement] = []
    if let text = Profile.sentence(segment.ordersDirection, of: "Their orders") {
      found.append(
        Statement(text: text.text, strength: text.strength, topic: "trend"))
    }
    if let direction = segment.monetaryDirection,
      let text = Profile.sentence(direction, of: "What they spend")
    {
      // Orders come first where both go the same way: money follows them.
      found.append(
        Statement(text: text.text, strength: text.strength * 0.99, topic: "trend"))
    }
    return found
  }

  private static func sentence(
    _ direction: TrendDirection, of subject: String
  ) -> (text: String, strength: Double)? {
    guard let rate = direction.lastSix, let verdict = direction.verdict, verdict != .steady
    else { return nil }
    let verb = verdict == .rising ? "rose" : "fell"
    let text =
      "\(subject) \(verb) over the last six full months, by \(shareText(abs(rate))) a month."
    // Who bought lately rises by itself, so other reasons come first.
    return (text, 0.5 + min(0.4, abs(rate) * 2))
  }
}
