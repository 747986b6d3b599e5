public import Features
public import Tables

/// The customers of a fit with their segments: what is kept of them beside the document.
public struct Members: Equatable, Sendable {
  /// One column per part of the customers' names; empty where rows have no name.
  public let identifiers: [TextColumn]

  /// Per customer the index of its segment, or -1 where it has none.
  public let labels: [Int32]

  /// What each customer bought month by month; `nil` where rows were customers already.
  public let months: MonthlyTotals?

  /// Per customer what it bought altogether; `nil` where that is not known.
  public var money: [Double]? {
    months.map { months in
      labels.indices.map { row in
        months.places(of: row).reduce(0) { $0 + months.amounts[$1] }
      }
    }
  }

  /// Keeps what is given; columns must be as long as the labels.
  public init(identifiers: [TextColumn], labels: [Int32], months: MonthlyTotals? = nil) {
    precondition(identifiers.allSatisfy { $0.codes.count == labels.count })
    self.identifiers = identifiers
    self.labels = labels
    self.months = months
  }
}
