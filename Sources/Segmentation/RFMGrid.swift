/// The grid of 25 cells, recency score by frequency score, and its names.
///
/// > Source: the grid that most published notebooks use; scores by the cascade rule, 1 + the number
/// > of quintile edges below the value, for recency 5 less that number.
enum RFMGrid {
  /// The names, each once.
  enum Cell: String, CaseIterable {
    case champions = "Champions"
    case loyal = "Loyal Customers"
    case potential = "Potential Loyalists"
    case new = "New Customers"
    case promising = "Promising"
    case attention = "Need Attention"
    case aboutToSleep = "About to Sleep"
    case atRisk = "At Risk"
    case cantLose = "Can't Lose"
    case hibernating = "Hibernating"
  }

  /// One list per recency score from 1, in it the cells by frequency score from 1.
  private static let cells: [[Cell]] = [
    [.hibernating, .hibernating, .atRisk, .atRisk, .cantLose],
    [.hibernating, .hibernating, .atRisk, .atRisk, .cantLose],
    [.aboutToSleep, .aboutToSleep, .attention, .loyal, .loyal],
    [.promising, .potential, .potential, .loyal, .loyal],
    [.new, .potential, .potential, .champions, .champions],
  ]

  /// The cell of two scores, each 1 to 5; beyond them that of the nearest.
  static func cell(recencyScore: Int, frequencyScore: Int) -> Cell {
    cells[min(max(recencyScore, 1), 5) - 1][min(max(frequencyScore, 1), 5) - 1]
  }
}
