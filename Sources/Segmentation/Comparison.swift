import Clustering
import Matrices

/// Which customers changed segments between two segmentations.
///
/// A customer counts where it has a name and a segment. Rows of the joint table are the first
/// segmentation's segments, columns the second's.
public struct Comparison: Equatable, Sendable {
  /// How far both agree over the customers in both, corrected for chance; `nil` without any.
  public let adjustedRandIndex: Double?
  /// How much one tells of the other, 0 to 1; `nil` without customers in both.
  public let mutualInformation: Double?
  /// Segments that are each other's best match, by their customers.
  public let matched: [Match]
  /// Customers in both: `first count × second count`, row-major.
  public let customers: [Int]
  /// The same customers' money, where it is known.
  public let money: [Double]?
  /// Customers of each segment of the first that are not in the second.
  public let left: [Group]
  /// Customers of each segment of the second that are not in the first.
  public let entered: [Group]
  /// Number of segments of the second: the width of the joint table.
  public let secondCount: Int

  /// Two segments that belong together.
  public struct Match: Equatable, Sendable {
    /// Index of the first segmentation's segment.
    public let first: Int
    /// Index of the second's.
    public let second: Int
    /// Customers in both over customers in either, 0 to 1.
    public let jaccard: Double
  }

  /// Some customers.
  public struct Group: Equatable, Sendable {
    /// How many.
    public let customers: Int
    /// What they spent, where that is known.
    public let money: Double?
  }

  /// One side of a comparison.
  public struct Side: Sendable {
    /// The customers and their segments.
    public let members: Members
    /// Number of segments.
    public let segmentCount: Int
    /// Per customer what it spent, where that is known; NaN counts as nothing.
    public let money: [Double]?

    /// Keeps what is given; labels lie in `0 ..< segmentCount` or are -1.
    public init(members: Members, segmentCount: Int, money: [Double]?) {
      precondition(money.map { $0.count == members.labels.count } ?? true)
      self.members = members
      self.segmentCount = segmentCount
      self.money = money
    }
  }

  /// Compares two segmentations by their customers' names.
  ///
  /// The money of a customer in both is the second's, else the first's.
  ///
  /// - Complexity: O(*n*), and O(*k*³) for *k* segments.
  public init(_ first: Side, _ second: Side) {
    let join = CustomerJoin(first.members, second.members)
    let width = second.segmentCount
    secondCount = width
    let labels = join.pairs.map {
      (first: first.members.labels[$0.first], second: second.members.labels[$0.second])
    }
    let (ones, others) = (labels.map(\.first), labels.map(\.second))
    adjustedRandIndex = labels.isEmpty ? nil : Clustering.adjustedRandIndex(ones, others)
    mutualInformation = labels.isEmpty ? nil : normalizedMutualInformation(ones, others)
    let scores = jaccardMatrix(
      ones, others, firstCount: first.segmentCount, secondCount: width)
    matched = optimalMatching(scores).compactMap { first, second in
      let score = scores[first, second]
      return score > 0 ? Match(first: first, second: second, jaccard: score) : nil
    }

    var customers = [Int](repeating: 0, count: first.segmentCount * width)
    for (one, other) in labels { customers[Int(one) * width + Int(other)] += 1 }
    self.customers = customers
    let known =
      second.money.map { money in join.pairs.map { money[$0.second] } }
      ?? first.money.map { money in join.pairs.map { money[$0.first] } }
    money = known.map { known in
      var amounts = [[Double]](repeating: [], count: customers.count)
      for ((one, other), amount) in zip(labels, known) {
        amounts[Int(one) * width + Int(other)].append(amount)
      }
      return amounts.map(sum)
    }
    left = Comparison.groups(join.firstOnly, first)
    entered = Comparison.groups(join.secondOnly, second)
  }

  private static func groups(_ rows: [Int], _ side: Side) -> [Group] {
    var counts = [Int](repeating: 0, count: side.segmentCount)
    var amounts = [[Double]](repeating: [], count: side.segmentCount)
    for row in rows {
      let label = Int(side.members.labels[row])
      counts[label] += 1
      if let money = side.money { amounts[label].append(money[row]) }
    }
    return zip(counts, amounts).map { count, amounts in
      Group(customers: count, money: side.money == nil ? nil : sum(amounts))
    }
  }
}

/// The sum of amounts in an order of their own, so that it does not depend on how they came.
private func sum(_ amounts: [Double]) -> Double {
  amounts.filter { !$0.isNaN }.sorted().reduce(0, +)
}
