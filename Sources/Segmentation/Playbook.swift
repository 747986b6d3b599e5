/// What to do for a kind of customers, in our own words.
enum Playbook {
  /// For a cell of the grid of recency and frequency.
  static func advice(for cell: RFMGrid.Cell) -> [String] {
    switch cell {
    case .champions:
      [
        "Thank them and let them see new things first; they need no discount to buy.",
        "Ask them for reviews and let them bring friends.",
      ]
    case .loyal:
      [
        "Show them what goes with what they already buy, and reward the next order rather than the "
          + "last one."
      ]
    case .potential:
      [
        "Win the next order while you are fresh in mind: suggest what others bought next, and "
          + "invite them to a loyalty programme."
      ]
    case .new:
      [
        "Make the first weeks easy: say welcome, help with what they bought, and give a reason to "
          + "order again soon."
      ]
    case .promising:
      [
        "They came lately and have bought little so far: stay in touch with small, useful offers; "
          + "the second order shows who will stay."
      ]
    case .attention:
      [
        "They are slowing down: ask whether something went wrong, and give them a good reason to "
          + "come back this month."
      ]
    case .aboutToSleep:
      [
        "Remind them before they are gone: what they liked, what is new since, a modest voucher "
          + "with a date on it."
      ]
    case .atRisk:
      [
        "They used to buy more often: write to them personally about what they bought, and find out "
          + "why they stopped."
      ]
    case .cantLose:
      [
        "They were among the best and have gone quiet: call or write to each one by name, listen, "
          + "and offer something worth coming back for."
      ]
    case .hibernating:
      [
        "Spend little on them: one inexpensive campaign a season with the best-known products, and "
          + "no more letters to those who never answer."
      ]
    }
  }

  /// For customers by what they spend and what they earn, each in standard deviations from all.
  static func advice(spending: Double?, income: Double?) -> String? {
    func level(_ z: Double) -> Int { z >= 0.5 ? 1 : z <= -0.5 ? -1 : 0 }
    guard let spending = spending.map(level) else { return nil }
    switch (spending, income.map(level)) {
    case (1, 1):
      return "They can spend and they do: offer early access, personal service and the better "
        + "ranges rather than discounts."
    case (1, -1):
      return "They spend gladly on a small income: reward them with points and small treats, and "
        + "keep affordable novelties coming."
    case (1, _):
      return "They are worth your best service: thank them and let them see new things first."
    case (-1, 1):
      return
        "They could spend more than they do: find out what they miss, and win them with quality "
        + "and service rather than with low prices."
    case (-1, -1):
      return "They watch their money: a membership card with small, immediate rewards and bundles "
        + "at a fair price gives them a reason to come more often."
    case (-1, _):
      return "They buy little: a membership card with a reward at the next purchase gives them a "
        + "reason to come again."
    default:
      return "They are the steady middle: keep them content, and try out here what makes a basket "
        + "larger."
    }
  }
}
