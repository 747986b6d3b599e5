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
        "They could go either way: give them a good reason to come back this month, chosen by what "
          + "they bought before."
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

  /// For a segment that nearly all customers are in.
  static let nearlyEveryone =
    "Nearly all customers are here, so what suits all of them suits these: to see differences among "
    + "them, fit again with logarithms (log1p) or without the few who stand far apart."

  /// For customers whose orders were worth nothing.
  static let unpaid =
    "They ordered and paid nothing: find out whether these are samples, exchanges or mistakes in the "
    + "data before you plan anything for them."

  /// For customers who spent much and are gone.
  static let missed =
    "They spent much and have not bought for a long time: write to them personally about what they "
    + "bought, and ask what would bring them back."

  /// For customers who are gone.
  static let gone =
    "They have not bought for a long time: remind them of what you stand for before you offer a "
    + "discount."

  /// For so few customers that each can be looked at.
  static func handful(_ count: Int) -> String {
    count == 1
      ? "There is only one of them: look at this customer yourself before you plan anything."
      : "There are only \(count) of them: look at each one yourself before you plan anything."
  }

  /// For customers who stayed for one order.
  static func once(_ share: Double) -> String {
    "\(share == 1 ? "All" : shareText(share)) of them bought only once: the second order is the goal, "
      + "so write soon after the first."
  }

  /// For customers by what they spend (1 much, 0 as others, −1 little) and what they earn.
  static func advice(spending: Int?, income: Int?) -> String? {
    guard let spending else { return nil }
    switch (spending, income) {
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
