public import Matrices

/// How tight and how far apart the clusters of a partition are, from their means alone.
public struct ClusterIndices: Equatable, Sendable {
  /// The sum of the squared distances of the rows to the means of their clusters.
  ///
  /// yellowbrick's "distortion"; the inertia of a fit, where its centres are the means.
  public let distortion: Double

  /// The variance between the clusters by the variance within them; large is good.
  ///
  /// (B/(*k* − 1)) / (W/(*n* − *k*)) for sums of squares B between and W within; 1 where W is 0, as
  /// in scikit-learn.
  ///
  /// > Source: Caliński and Harabasz, *A Dendrite Method for Cluster Analysis*, Communications in
  /// > Statistics 3(1), 1974.
  public let calinskiHarabasz: Double

  /// How wide clusters are beside the way to the one most like them, on average; small is good.
  ///
  /// The mean over clusters of the largest (S_i + S_j)/|c_i − c_j|, where S is the mean Euclidean
  /// distance to the mean c; clusters with the same mean are not compared, and 0 stands where all
  /// distances are as good as 0, as in scikit-learn.
  ///
  /// > Source: Davies and Bouldin, *A Cluster Separation Measure*, IEEE Trans. Pattern Analysis and
  /// > Machine Intelligence 1(2), 1979.
  public let daviesBouldin: Double

  /// Computes all three.
  ///
  /// - Parameters:
  ///   - rows: Shape `n × d`, finite.
  ///   - labels: One per row, in `0 ..< clusterCount`.
  ///   - clusterCount: Number of clusters; those without rows do not count.
  ///   - workers: How many threads may work; the result does not depend on it.
  ///   - monitor: Asked at least every 20 ms.
  /// - Throws: As ``exactSilhouette(of:labels:clusterCount:workers:monitor:)``: these too need
  ///   2 ≤ *k* ≤ *n* − 1.
  /// - Complexity: O(*n*·*d* + *k*²·*d*).
  public init(
    of rows: Matrix, labels: [Int32], clusterCount: Int, workers: Workers, monitor: WorkMonitor
  ) throws(ClusteringError) {
    let sorted = try LabelledRows(
      rows, labels: labels, clusterCount: clusterCount, workers: workers, monitor: monitor)
    let clusters = try ClusterMeans(of: sorted, workers: workers, monitor: monitor)
    let sizes = sorted.ranges.map { Double($0.count) }
    let distortion = zip(sizes, clusters.meanSquares).reduce(0) { $0 + $1.0 * $1.1 }
    self.distortion = distortion
    let between = clusters.sumOfSquaresBetween(sizes)
    let degrees = (Double(rows.rowCount) - Double(sizes.count)) / (Double(sizes.count) - 1)
    calinskiHarabasz = distortion == 0 ? 1 : between / distortion * degrees
    daviesBouldin = clusters.daviesBouldin
  }
}

extension ClusterMeans {
  /// The sum over the rows of the squared distance of their cluster's mean to the mean of all.
  fileprivate func sumOfSquaresBetween(_ sizes: [Double]) -> Double {
    let total = sizes.reduce(0, +)
    var sum = 0.0
    for column in 0..<means.columnCount {
      var mean = 0.0
      for cluster in sizes.indices { mean += sizes[cluster] / total * means[cluster, column] }
      for cluster in sizes.indices {
        let difference = means[cluster, column] - mean
        sum += sizes[cluster] * difference * difference
      }
    }
    return sum
  }

  fileprivate var daviesBouldin: Double {
    // What scikit-learn takes for 0.
    let least = 1e-8
    var ratios = [Double](repeating: 0, count: meanDistances.count)
    var farthest = 0.0
    for first in meanDistances.indices {
      for second in meanDistances.indices where second != first {
        var square = 0.0
        for column in 0..<means.columnCount {
          let difference = means[first, column] - means[second, column]
          square += difference * difference
        }
        let distance = square.squareRoot()
        farthest = max(farthest, distance)
        guard distance > 0 else { continue }
        ratios[first] = max(
          ratios[first], (meanDistances[first] + meanDistances[second]) / distance)
      }
    }
    guard farthest > least, meanDistances.contains(where: { $0 > least }) else { return 0 }
    return ratios.reduce(0, +) / Double(ratios.count)
  }
}

/// The ratio of the variance between clusters to that within them; see ``ClusterIndices``.
public func calinskiHarabasz(
  of rows: Matrix, labels: [Int32], clusterCount: Int, workers: Workers, monitor: WorkMonitor
) throws(ClusteringError) -> Double {
  try ClusterIndices(
    of: rows, labels: labels, clusterCount: clusterCount, workers: workers, monitor: monitor
  ).calinskiHarabasz
}

/// How wide clusters are beside their distances; see ``ClusterIndices``.
public func daviesBouldin(
  of rows: Matrix, labels: [Int32], clusterCount: Int, workers: Workers, monitor: WorkMonitor
) throws(ClusteringError) -> Double {
  try ClusterIndices(
    of: rows, labels: labels, clusterCount: clusterCount, workers: workers, monitor: monitor
  ).daviesBouldin
}
