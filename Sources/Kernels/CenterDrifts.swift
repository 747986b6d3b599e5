import KernelLoops

/// By how much bounds of distances have to give way after centres moved.
///
/// Bounds are of weighted distances: √weight times the Euclidean distance. All numbers here are
/// larger than the truth by more than any rounding of what is done with them.
public struct CenterDrifts: Sendable {
  /// For each centre, how far it moved.
  let own: [Double]

  /// For each centre, how far any other moved.
  let other: [Double]

  /// The factor for upper bounds, for weights that have grown.
  let growth: Double

  /// The factor for lower bounds, for weights that have shrunk.
  let shrinkage: Double

  /// For each centre, how many times the distance to it another must be away to be out of question.
  public let reach: [Double]

  /// Measures the way from old to new centres.
  ///
  /// - Parameters:
  ///   - old: Shape `k × featureCount`, row-major.
  ///   - new: Shape `k × featureCount`, row-major.
  ///   - featureCount: Number of features.
  ///   - reach: One factor per centre; 1 asks for the nearest centre.
  ///   - weightChange: The least and the largest ratio of a new weight to the old one; weights are
  ///     at most 1.
  public init(
    from old: Span<Double>, to new: Span<Double>, featureCount: Int, reach: [Double],
    weightChange: ClosedRange<Double> = 1...1
  ) {
    let slack = CenterDrifts.slack(featureCount: featureCount)
    var moves: [Double] = []
    for center in reach.indices {
      let range = center * featureCount..<(center + 1) * featureCount
      let square = Reference.squaredDistance(new.extracting(range), old.extracting(range))
      // What is too small to be squared moved by less than 1e-150 in each feature.
      moves.append(square.squareRoot() * (1 + slack) + 1e-150 * Double(featureCount))
    }
    var farthest = 0
    var second = -1
    for center in moves.indices.dropFirst() {
      if moves[center] > moves[farthest] {
        (farthest, second) = (center, farthest)
      } else if second < 0 || moves[center] > moves[second] {
        second = center
      }
    }
    own = moves
    other = moves.indices.map { center in
      if center != farthest { return moves[farthest] }
      return second < 0 ? 0 : moves[second]
    }
    growth = weightChange.upperBound.squareRoot() * (1 + 0x1p-49)
    shrinkage = weightChange.lowerBound.squareRoot() * (1 - 0x1p-49)
    self.reach = reach.map { $0 * (1 + slack) }
  }

  /// More than the relative rounding of a weighted distance over so many features.
  static func slack(featureCount: Int) -> Double { Loops.slack(featureCount: featureCount) }
}
