public import Clustering
public import Features
public import Matrices

/// What a part of the customers adds to a fit over many machines.
public struct CustomerPart: Sendable {
  /// Their sums by nearest centre.
  public let part: LloydPart
  /// Rows that a fit leaves out, or that cannot be placed.
  public let leftOutCount: Int

  private let rows: Matrix
  private let squaredDistances: [Double]
  private let isCounted: [Bool]?

  fileprivate init(
    _ rows: Matrix, _ centers: Matrix, leavingOut: Set<Int>, _ workers: Workers,
    _ monitor: WorkMonitor
  ) throws(ClusteringError) {
    self.rows = rows
    leftOutCount = leavingOut.count
    isCounted =
      leavingOut.isEmpty ? nil : (0..<rows.rowCount).map { !leavingOut.contains($0) }
    let nearest: Assignment
    (part, nearest) = try LloydPart.measure(
      rows, to: centers, counting: isCounted, workers: workers, monitor: monitor)
    squaredDistances = nearest.squaredDistances
  }

  /// Draws rows by their distance to the centres.
  ///
  /// - Parameters: As ``DrawnRows/init(of:squaredDistances:counting:count:cost:allCount:seed:)``.
  public func drawn(count: Double, cost: Double, allCount: Int?, seed: UInt64) -> DrawnRows {
    DrawnRows(
      of: rows, squaredDistances: squaredDistances, counting: isCounted, count: count, cost: cost,
      allCount: allCount, seed: seed)
  }
}

extension SegmentModel {
  /// Adds customers up by their nearest centre.
  ///
  /// - Parameters:
  ///   - customers: Some of the customers of a fit.
  ///   - others: The centres to measure to; nil for the model's.
  ///   - workers: How many threads may work; the result does not depend on it.
  ///   - monitor: Asked at least every 20 ms.
  /// - Throws: ``SegmentationError/features(_:)`` where columns are missing or cells unreadable,
  ///   ``SegmentationError/wrongCenterShape(parameter:found:expected:features:)``.
  public func part(
    of customers: CustomerTable, to others: Matrix?, workers: Workers, monitor: WorkMonitor
  ) throws(SegmentationError) -> CustomerPart {
    if let others, others.columnCount != centers.columnCount {
      throw .wrongCenterShape(
        parameter: "centers", found: others.columnCount, expected: centers.columnCount,
        features: preparation.outputNames)
    }
    let prepared = try preparation.prepare(customers, workers, monitor)
    do throws(ClusteringError) {
      return try CustomerPart(
        prepared.matrix, others ?? centers,
        leavingOut: prepared.leftOut.union(prepared.unassignable.keys), workers, monitor)
    } catch {
      throw .clustering(error)
    }
  }
}
