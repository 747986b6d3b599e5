import Clustering
import Matrices

/// Which new segment goes on which old one.
///
/// Of all ways to pair new with old segments, the one with the largest sum of scores among pairs
/// that may be the same segment at all.
///
/// > Source: the Hungarian method on Jaccard indices, as for stable cluster labels over time; what
/// > counts as the same, as a split and as a merge follows Spiliopoulou et al., *MONIC: modeling and
/// > monitoring cluster transitions*, KDD 2006, with an overlap of one half.
struct SegmentMatching {
  /// Per new segment the index of the old one that it goes on; `nil` for a new one.
  let oldOf: [Int?]
  /// Per old segment the new ones that at least a quarter of its customers went to.
  let parts: [[Int]]
  /// Per new segment the old ones that at least a quarter of its customers came from.
  let sources: [[Int]]

  /// The most pairs of segments that are compared.
  static let pairLimit = 4_000_000

  /// Matches by the customers that are in both.
  ///
  /// A pair may be the same segment where at least half of the smaller of the two is in the other,
  /// and at least a fifth of all customers of the two is in both: a segment that is cut in two goes
  /// on as its larger part, one that is scattered does not.
  init(sharing pairs: [(old: Int32, new: Int32)], oldCount: Int, newCount: Int) {
    var counts = [Int](repeating: 0, count: oldCount * newCount)
    var oldSizes = [Int](repeating: 0, count: oldCount)
    var newSizes = [Int](repeating: 0, count: newCount)
    for (old, new) in pairs {
      counts[Int(old) * newCount + Int(new)] += 1
      oldSizes[Int(old)] += 1
      newSizes[Int(new)] += 1
    }
    var scores = jaccardMatrix(
      pairs.map(\.old), pairs.map(\.new), firstCount: oldCount, secondCount: newCount)
    var parts = [[Int]](repeating: [], count: oldCount)
    var sources = [[Int]](repeating: [], count: newCount)
    for old in 0..<oldCount {
      for new in 0..<newCount {
        let shared = counts[old * newCount + new]
        if 2 * shared < min(oldSizes[old], newSizes[new]) || scores[old, new] < 0.2 {
          scores[old, new] = 0
        }
        guard shared > 0 else { continue }
        if 4 * shared >= oldSizes[old] { parts[old].append(new) }
        if 4 * shared >= newSizes[new] { sources[new].append(old) }
      }
    }
    oldOf = SegmentMatching.match(scores)
    self.parts = parts
    self.sources = sources
  }

  /// Matches by centres: of a pair, one must be the nearest of its side to the other.
  ///
  /// - Parameters:
  ///   - oldCenters: One row per old segment.
  ///   - newCenters: One row per new segment, in the same space.
  init(from oldCenters: Matrix, to newCenters: Matrix) {
    let (oldCount, newCount) = (oldCenters.rowCount, newCenters.rowCount)
    var distances = Matrix(
      rowCount: oldCount, columnCount: newCount,
      values: [Double](repeating: 0, count: oldCount * newCount))
    for old in 0..<oldCount {
      for new in 0..<newCount {
        distances[old, new] = zip(oldCenters.row(old), newCenters.row(new)).reduce(0.0) {
          $0 + ($1.0 - $1.1) * ($1.0 - $1.1)
        }
      }
    }
    let nearestOfOld = (0..<oldCount).map { distances.row($0).min() ?? 0 }
    let nearestOfNew = (0..<newCount).map { new in
      (0..<oldCount).map { distances[$0, new] }.min() ?? 0
    }
    func mayMatch(_ old: Int, _ new: Int) -> Bool {
      distances[old, new] <= nearestOfOld[old] || distances[old, new] <= nearestOfNew[new]
    }
    var farthest = 0.0
    for old in 0..<oldCount {
      for new in 0..<newCount where mayMatch(old, new) {
        farthest = max(farthest, distances[old, new])
      }
    }
    // Above 0 wherever a pair may match, so that as many as may go on do.
    var scores = distances
    for old in 0..<oldCount {
      for new in 0..<newCount {
        scores[old, new] =
          mayMatch(old, new) && farthest.isFinite
          ? 2 - (farthest > 0 ? distances[old, new] / farthest : 0) : 0
      }
    }
    oldOf = SegmentMatching.match(scores)
    parts = [[Int]](repeating: [], count: oldCount)
    sources = [[Int]](repeating: [], count: newCount)
  }

  /// Matches nothing.
  init(oldCount: Int, newCount: Int) {
    oldOf = [Int?](repeating: nil, count: newCount)
    parts = [[Int]](repeating: [], count: oldCount)
    sources = [[Int]](repeating: [], count: newCount)
  }

  private static func match(_ scores: Matrix) -> [Int?] {
    var oldOf = [Int?](repeating: nil, count: scores.columnCount)
    for (old, new) in optimalMatching(scores) where scores[old, new] > 0 { oldOf[new] = old }
    return oldOf
  }
}
