import Clustering
import Features
import Matrices
import Tables

extension ModelDraft {
  /// Per cluster the mean of each feature in its own unit, of an encoded category the share of each
  /// value: what `Segment.center` will be, before there are segments.
  func unitCenters(_ fit: KMeansFit) -> [[(feature: String, value: Double?)]] {
    let shares = levelShares(fit)
    var centers = [[(feature: String, value: Double?)]](
      repeating: [], count: fit.centers.rowCount)
    for column in prepared.preparation.columns {
      if let shares = shares[column.name] {
        for index in centers.indices {
          centers[index] += zip(column.outputs, shares.ofSegment(index)).map { ($0.name, $1) }
        }
      } else if case .numbers(let values)? = customers.table[column.name] {
        for (index, mean) in means(of: values, fit).enumerated() {
          centers[index].append((column.name, mean))
        }
      }
    }
    return centers
  }

  /// Per cluster the mean of a column's values, in the canonical order of rows.
  private func means(of values: [Double], _ fit: KMeansFit) -> [Double?] {
    var sums = [Double](repeating: 0, count: fit.centers.rowCount)
    var counts = [Int](repeating: 0, count: fit.centers.rowCount)
    for (row, label) in zip(prepared.keptRows, fit.labels) where !values[row].isNaN {
      sums[Int(label)] += values[row]
      counts[Int(label)] += 1
    }
    return zip(sums, counts).map { $1 > 0 ? $0 / Double($1) : nil }
  }
}
