import Clustering
import Features
import Matrices
import Tables

extension ModelDraft {
  /// Per cluster the mean of each feature in its own unit, of an encoded category the share of each
  /// value: what `Segment.center` will be, before there are segments.
  func unitCenters(
    _ fit: KMeansFit, _ workers: Workers
  ) -> [[(feature: String, value: Double?)]] {
    let shares = levelShares(fit)
    let means = means(fit, workers)
    var centers = [[(feature: String, value: Double?)]](
      repeating: [], count: fit.centers.rowCount)
    for column in prepared.preparation.columns {
      if let shares = shares[column.name] {
        for index in centers.indices {
          centers[index] += zip(column.outputs, shares.ofSegment(index)).map { ($0.name, $1) }
        }
      } else if let means = means[column.name] {
        for (index, mean) in means.enumerated() { centers[index].append((column.name, mean)) }
      }
    }
    return centers
  }

  /// Per numeric column the mean of each cluster, as its profile will have it.
  private func means(_ fit: KMeansFit, _ workers: Workers) -> [String: [Double?]] {
    let groups = RowGroups(fit.labels, groupCount: fit.centers.rowCount)
    let (kept, areAll) = (prepared.keptRows, prepared.keptRows.count == customers.table.rowCount)
    let names = prepared.preparation.columns.map(\.name)
    let (means, _) = workers.map(count: names.count, monitor: .none) { index, _ -> [Double?] in
      guard case .numbers(let values)? = customers.table[names[index]] else { return [] }
      let grouped = groups.gathered(areAll ? values : kept.map { values[$0] })
      var means: [Double?] = []
      for range in groups.ranges {
        let (sum, count) = laneSum(of: grouped.span.extracting(range))
        means.append(count > 0 ? sum / Double(count) : nil)
      }
      return means
    }
    return Dictionary(
      zip(names, means.map { $0 ?? [] }).filter { !$1.isEmpty },
      uniquingKeysWith: { first, _ in first })
  }
}
