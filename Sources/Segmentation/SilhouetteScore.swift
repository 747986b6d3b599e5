import Clustering
public import Features
public import Matrices
import Tables

/// How well rows sit in their segments.
public struct SilhouetteScore: Equatable, Sendable {
  /// Which definition was used.
  public let method: Method
  /// Mean over the rows that were used, −1 to 1.
  public let mean: Double
  /// Rows with a segment.
  public let rowCount: Int
  /// Rows whose value was computed.
  public let usedCount: Int
  /// Standard error of the mean of a sample; `nil` where all rows were used.
  public let standardError: Double?
  /// One entry per segment, in the order of ids.
  public let clusters: [Cluster]
  /// Per row its value; `nil` where it was not used or has no segment.
  public let values: [Double?]

  /// The definitions.
  public enum Method: String, Sendable {
    /// Mean Euclidean distances over all pairs.
    ///
    /// > Source: Rousseeuw, *Silhouettes*, J. Comput. Appl. Math. 20, 1987.
    case exact
    /// The same for a stratified sample of rows.
    case sampled
    /// Squared Euclidean distances, in closed form, as Spark has it.
    case squared
    /// Distances to centres.
    ///
    /// > Source: Hruschka, de Castro, Campello, *Evolutionary algorithms for clustering
    /// > gene-expression data*, ICDM 2004.
    case simplified
  }

  /// One segment's part.
  public struct Cluster: Equatable, Sendable {
    /// Mean of its rows' values; `nil` without any.
    public let mean: Double?
    /// Rows in the segment.
    public let size: Int
    /// Share of its used rows whose value is below 0: nearer to another segment.
    public let negativeShare: Double?
  }
}

extension SegmentModel {
  /// The silhouette of customers in this model's prepared space.
  ///
  /// - Parameters:
  ///   - customers: Training customers or others.
  ///   - labels: A label per row, from 0, instead of the model's segments.
  ///   - method: `nil` takes the exact one up to 20,000 rows, else the sampled one.
  ///   - ofFitted: Whether rows that a fit leaves out for an outlier are left out here, too: so the
  ///     score of training customers is that of the fit.
  /// - Throws: ``SegmentationError/clustering(_:)`` where there are fewer than two segments with
  ///   rows, or as many as rows.
  public func silhouette(
    of customers: CustomerTable, labels given: [Int32]?, method: SilhouetteScore.Method?,
    ofFitted: Bool = false, sampleCount: Int, seed: UInt64, workers: Workers, monitor: WorkMonitor
  ) throws(SegmentationError) -> SilhouetteScore {
    let assigned = try assign(customers, workers: workers, monitor: monitor)
    let matrix = assigned.prepared.matrix
    if let given, given.count != matrix.rowCount {
      throw .wrongLabelCount(labels: given.count, rows: matrix.rowCount)
    }
    let all = given ?? assigned.fitLabels
    let clusterCount = given.map { Int(($0.max() ?? -1) + 1) } ?? segments.count
    // Sums go in canonical order, so the result does not depend on how the rows came.
    let order = canonicalOrder(
      of: customers.table, identifiers: customers.identifiers, isCancelled: monitor.isCancelled)
    try monitor.checkCancelled()
    let leftOut = ofFitted ? assigned.prepared.leftOut : []
    let rows = order.filter {
      all[$0] >= 0 && assigned.labels[$0] >= 0 && !leftOut.contains($0)
    }
    var chosen: [Double] = []
    chosen.reserveCapacity(rows.count * matrix.columnCount)
    for row in rows { chosen.append(contentsOf: matrix.row(row)) }
    let table = Matrix(rowCount: rows.count, columnCount: matrix.columnCount, values: chosen)
    let work = SilhouetteWork(
      rows: table, labels: rows.map { all[$0] }, clusterCount: clusterCount, seed: seed,
      sampleCount: sampleCount, workers: workers, monitor: monitor)
    let resolved = method ?? (rows.count <= exactSilhouetteRowLimit ? .exact : .sampled)
    do throws(ClusteringError) {
      return try work.score(resolved, positions: rows, total: matrix.rowCount)
    } catch {
      throw .clustering(error)
    }
  }
}
