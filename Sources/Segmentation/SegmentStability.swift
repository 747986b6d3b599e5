import Clustering
public import Features
public import Matrices
import Tables

/// Whether the segments of a model are real: how often they come back when customers are drawn anew.
public struct SegmentStability: Equatable, Sendable {
  /// One entry per segment, in the order of ids.
  public let segments: [Segment]
  /// Mean over the repeats of the adjusted Rand index between the model and the new partition.
  public let meanAdjustedRandIndex: Double
  /// Number of repeats.
  public let repeatCount: Int
  /// Number of customers.
  public let rowCount: Int

  /// One segment.
  public struct Segment: Equatable, Sendable {
    /// Mean over the repeats of its largest Jaccard index with a new cluster, 0 to 1.
    public let jaccard: Double
    /// Repeats in which that was at most 0.5.
    public let dissolvedCount: Int
    /// Repeats in which that was more than 0.75.
    public let recoveredCount: Int
    /// What to think of it.
    public var verdict: Verdict { Verdict(jaccard: jaccard) }
  }

  /// What to think of a segment.
  ///
  /// > Source: the documentation of `fpc::clusterboot`.
  public enum Verdict: String, CaseIterable, Sendable {
    /// A mean Jaccard index of at least 0.85.
    case highlyStable = "highly stable"
    /// At least 0.75.
    case valid = "valid"
    /// At least 0.6: there is a pattern, but who belongs to it is doubtful.
    case doubtful = "pattern but membership doubtful"
    /// Less than that.
    case untrusted = "do not trust"

    /// Judges a mean Jaccard index.
    public init(jaccard: Double) {
      self =
        jaccard >= 0.85
        ? .highlyStable : jaccard >= 0.75 ? .valid : jaccard >= 0.6 ? .doubtful : .untrusted
    }
  }
}

extension SegmentModel {
  /// How often the segments come back when these customers are drawn anew.
  ///
  /// - Parameters:
  ///   - customers: Training customers or others.
  ///   - repeatCount: Number of samples.
  ///   - seed: Seed of the samples.
  ///   - workers: How many threads may work; the result does not depend on it.
  ///   - monitor: Asked at least every 20 ms; hears of each sample.
  /// - Throws: ``SegmentationError/features(_:)`` where columns are missing or cells unreadable,
  ///   ``SegmentationError/clustering(_:)`` where no customer has a segment.
  public func stability(
    of customers: CustomerTable, repeatCount: Int, seed: UInt64, workers: Workers,
    monitor: WorkMonitor
  ) throws(SegmentationError) -> SegmentStability {
    let assigned = try assign(customers, workers: workers, monitor: monitor)
    let labels = assigned.fitLabels
    let order = canonicalOrder(
      of: customers.table, identifiers: customers.identifiers, isCancelled: monitor.isCancelled)
    try monitor.checkCancelled()
    let rows = order.filter { labels[$0] >= 0 }
    let found: BootstrapStability
    do throws(ClusteringError) {
      guard !rows.isEmpty else {
        throw .tooFewRows(rowCount: 0, clusterCount: segments.count)
      }
      found = try bootstrapStability(
        of: assigned.prepared.matrix.picking(rows), labels: rows.map { labels[$0] },
        clusterCount: segments.count, repeatCount: repeatCount, seed: seed, workers: workers,
        monitor: monitor)
    } catch {
      throw .clustering(error)
    }
    return SegmentStability(
      segments: found.clusters.map {
        SegmentStability.Segment(
          jaccard: $0.jaccard, dissolvedCount: $0.dissolvedCount,
          recoveredCount: $0.recoveredCount)
      },
      meanAdjustedRandIndex: found.meanAdjustedRandIndex, repeatCount: repeatCount,
      rowCount: rows.count)
  }
}
