import Clustering
public import Features
public import Matrices
import Tables

/// Customers with the segments that a model gives them, and how sure it is.
public struct Assigned: Sendable {
  /// Per row the index of its segment, or -1 where it cannot be assigned.
  public let labels: [Int32]

  /// The labels without the rows that a fit leaves out for an outlier (-1): what a profile or a
  /// silhouette is of, so that those of the training rows are those of the fit.
  public var fitLabels: [Int32] {
    var labels = labels
    for row in prepared.leftOut { labels[row] = -1 }
    return labels
  }

  /// Per row the Euclidean distance to its segment's centre, in prepared units.
  public let distances: [Double]
  /// Per row the index of the second-nearest segment; -1 where there is none.
  public let runnersUp: [Int32]
  /// Per row (d2 − d1) / d2, 0 (in between) to 1 (at the centre).
  public let margins: [Double]
  /// What the preparation noticed of each row.
  public let prepared: Prepared

  /// Prepares customers and finds their nearest centres.
  ///
  /// - Throws: What the preparation throws: missing columns, cells that cannot be read.
  init(
    _ customers: CustomerTable, preparation: Preparation, centers: Matrix, workers: Workers,
    monitor: WorkMonitor
  ) throws(SegmentationError) {
    let prepared = try preparation.prepare(customers, workers, monitor)
    let nearest: NearestTwo
    do throws(ClusteringError) {
      nearest = try nearestTwo(
        of: prepared.matrix, to: centers, workers: workers, monitor: monitor)
    } catch {
      throw .clustering(error)
    }
    var labels = nearest.labels
    for row in prepared.unassignable.keys { labels[row] = -1 }
    self.labels = labels
    self.prepared = prepared
    distances = nearest.squaredDistances.map { $0.squareRoot() }
    runnersUp = nearest.runnersUp
    margins = labels.indices.map { row in
      guard nearest.runnersUp[row] >= 0 else { return 1 }
      let second = nearest.runnerUpSquaredDistances[row].squareRoot()
      return second > 0 ? (second - nearest.squaredDistances[row].squareRoot()) / second : 0
    }
  }
}

extension Preparation {
  /// Customers as features.
  func prepare(
    _ customers: CustomerTable, _ workers: Workers, _ monitor: WorkMonitor
  ) throws(SegmentationError) -> Prepared {
    do throws(FeatureError) {
      return try apply(to: customers, workers: workers, isCancelled: monitor.isCancelled)
    } catch {
      throw .features(error)
    }
  }
}

extension SegmentModel {
  /// The segments of a few customers who are rows of numbers with nothing to be said of any.
  ///
  /// The same as ``assign(_:workers:monitor:)`` tells of a table with these columns.
  ///
  /// - Parameters:
  ///   - cells: Row-major, a column per name; NaN where one is missing.
  ///   - names: The names of the columns, in any order.
  /// - Returns: Per row the index of its segment; nil where it takes more than numbers.
  public func assignNumbers(_ cells: [Double], names: [String]) -> [Int32]? {
    guard recipe.transactions == nil, recipe.conditions.isEmpty, recipe.joins.isEmpty,
      recipe.derivations.isEmpty, let rows = preparation.prepareNumbers(cells, names: names)
    else { return nil }
    return nearestLabels(of: rows, to: centers)
  }

  /// The segments of these customers, by computing: no id is looked up.
  ///
  /// - Throws: ``SegmentationError/features(_:)`` where columns are missing or cells unreadable.
  public func assign(
    _ customers: CustomerTable, workers: Workers, monitor: WorkMonitor
  ) throws(SegmentationError) -> Assigned {
    try Assigned(
      customers, preparation: preparation, centers: centers, workers: workers, monitor: monitor)
  }

  /// What the segments of these customers are like.
  ///
  /// - Parameter columns: Columns to tell the segments apart by, too.
  /// - Throws: As ``assign(_:workers:monitor:)``, and ``SegmentationError/unknownColumn(name:available:)``
  ///   or ``SegmentationError/tooManyValues(column:found:limit:)`` for a column.
  public func profile(
    of customers: CustomerTable, by columns: [String] = [], workers: Workers, monitor: WorkMonitor
  ) throws(SegmentationError) -> (profile: Profile, breakdowns: [Breakdown]) {
    let customers = customers.inCanonicalOrder(
      workers: workers, isCancelled: monitor.isCancelled)
    let assigned = try assign(customers, workers: workers, monitor: monitor)
    try monitor.checkCancelled()
    var breakdowns: [Breakdown] = []
    for column in columns {
      breakdowns.append(
        try Breakdown(
          by: column, of: customers, labels: assigned.fitLabels, segmentCount: segments.count))
      try monitor.checkCancelled()
    }
    let profile = try Profile(
      of: customers, labels: assigned.fitLabels, segmentCount: segments.count,
      workers: workers, monitor: monitor)
    return (profile, breakdowns)
  }
}
