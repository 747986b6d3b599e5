import Clustering
import Matrices

/// Rows in canonical order and what is to be computed of them.
struct SilhouetteWork {
  let rows: Matrix
  let labels: [Int32]
  let clusterCount: Int
  let seed: UInt64
  let sampleCount: Int
  let workers: Workers
  let monitor: WorkMonitor

  /// The score; `positions` says which of `total` rows each one was.
  func score(
    _ method: SilhouetteScore.Method, positions: [Int], total: Int
  ) throws(ClusteringError) -> SilhouetteScore {
    var values = [Double?](repeating: nil, count: total)
    switch method {
    case .sampled where rows.rowCount > sampleCount:
      let sample = try sampledSilhouette(
        of: rows, labels: labels, clusterCount: clusterCount, sampleCount: sampleCount,
        seed: seed, workers: workers, monitor: monitor)
      for (row, value) in zip(sample.rows, sample.values) { values[positions[row]] = value }
      return SilhouetteScore(
        method: .sampled, mean: sample.mean, rowCount: rows.rowCount,
        usedCount: sample.rows.count, standardError: sample.standardError,
        clusters: clusters(sample.rows, sample.values), values: values)
    case .exact, .sampled, .squared, .simplified:
      let all = try compute(method)
      for (row, value) in all.enumerated() { values[positions[row]] = value }
      return SilhouetteScore(
        // A sample of all rows is the exact silhouette, and says so.
        method: method == .sampled ? .exact : method,
        mean: all.reduce(0, +) / Double(max(all.count, 1)), rowCount: rows.rowCount,
        usedCount: rows.rowCount, standardError: nil,
        clusters: clusters(Array(all.indices), all), values: values)
    }
  }

  private func compute(_ method: SilhouetteScore.Method) throws(ClusteringError) -> [Double] {
    switch method {
    case .squared:
      try squaredSilhouette(
        of: rows, labels: labels, clusterCount: clusterCount, workers: workers, monitor: monitor)
    case .simplified:
      try simplifiedSilhouette(
        of: rows, labels: labels, clusterCount: clusterCount, workers: workers, monitor: monitor)
    case .exact, .sampled:
      try exactSilhouette(
        of: rows, labels: labels, clusterCount: clusterCount, workers: workers, monitor: monitor)
    }
  }

  private func clusters(_ used: [Int], _ values: [Double]) -> [SilhouetteScore.Cluster] {
    var sizes = [Int](repeating: 0, count: clusterCount)
    for label in labels { sizes[Int(label)] += 1 }
    var sums = [Double](repeating: 0, count: clusterCount)
    var counts = [Int](repeating: 0, count: clusterCount)
    var negatives = [Int](repeating: 0, count: clusterCount)
    for (row, value) in zip(used, values) {
      let label = Int(labels[row])
      sums[label] += value
      counts[label] += 1
      if value < 0 { negatives[label] += 1 }
    }
    return sizes.indices.map { index in
      let count = Double(counts[index])
      return SilhouetteScore.Cluster(
        mean: count > 0 ? sums[index] / count : nil, size: sizes[index],
        negativeShare: count > 0 ? Double(negatives[index]) / count : nil)
    }
  }
}
