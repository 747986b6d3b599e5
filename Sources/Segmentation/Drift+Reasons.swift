import Decimals

extension Drift {
  /// The verdict's reasons, the weightiest first.
  static func reasons(
    _ verdict: Verdict, _ features: [Feature], _ segmentsIndex: Double?, _ beyondShare: Double?,
    _ unseen: [String: [String]], rowCount: Int
  ) -> [String] {
    guard rowCount >= leastRowCount else {
      return [
        "too few to tell: there \(rowCount == 1 ? "is" : "are") \(counted(rowCount, "customer")), "
          + "and it takes \(leastRowCount)"
      ]
    }
    var reasons: [String] = []
    if let beyondShare, beyondShare > beyondLimit {
      reasons.append(
        "\(shareText(beyondShare)) of the customers lie farther from their segment than 99 % of those "
          + "of the fit did; a refit is due above 5 %")
    }
    let moved = features.filter { $0.change != .none }
      .sorted { ($0.index ?? 0, $1.name) > ($1.index ?? 0, $0.name) }
    for feature in moved {
      reasons.append(
        sentence("\"\(feature.name)\" is spread", feature.index ?? 0))
    }
    if let segmentsIndex, segmentsIndex >= 0.1 {
      reasons.append(sentence("the customers are spread over the segments", segmentsIndex))
    }
    for (column, values) in unseen.sorted(by: { $0.key < $1.key }) {
      let shown = values.prefix(3).map { "\"\($0)\"" }.joined(separator: ", ")
      reasons.append(
        "\"\(column)\" holds \(counted(values.count, "value")) that the model never saw: \(shown)"
          + (values.count > 3 ? " and \(values.count - 3) more" : ""))
    }
    guard reasons.isEmpty else { return reasons }
    let largest = features.max { ($0.index ?? 0, $1.name) < ($1.index ?? 0, $0.name) }
    guard let largest, let index = largest.index else {
      return ["nothing can be compared: no customer has a value"]
    }
    return [
      "no feature has moved: the largest stability index is \(readable(index, decimals: 3)), of "
        + "\"\(largest.name)\", and below 0.1 counts as no change"
    ]
  }

  private static func sentence(_ beginning: String, _ index: Double) -> String {
    let figure = readable(index, decimals: 3)
    return index >= 0.25
      ? "\(beginning) very differently: stability index \(figure); a refit is due from 0.25"
      : "\(beginning) somewhat differently: stability index \(figure); below 0.1 counts as no "
        + "change"
  }
}
