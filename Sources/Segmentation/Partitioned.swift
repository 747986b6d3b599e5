import Clustering
import Features
public import Matrices
import Tables

/// Customers that were partitioned, before their segments have numbers.
///
/// The search is done; which ids the segments get depends on the version before, which may change
/// while the search runs.
public struct Partitioned: Sendable {
  let draft: ModelDraft
  let fit: KMeansFit
  /// The features that were partitioned; nil once they are let go, to make room for the rest.
  var matrix: Matrix?
  let askedCount: Int
  let choice: ClusterCountStudy?

  /// Numbers the segments and describes them.
  ///
  /// The features are let go before the description: it needs as much memory, and features can be
  /// made again where it is asked for once more, after another version.
  ///
  /// - Parameters:
  ///   - parent: The version that this one comes after, if any.
  ///   - workers: How many threads may work; the result does not depend on it.
  ///   - monitor: Only a cancel ends this, no deadline does.
  public mutating func finish(
    after parent: Parent?, workers: Workers, monitor: WorkMonitor
  ) throws(SegmentationError) -> Learned {
    guard let parent, parent.isToAlign else {
      matrix = nil
      let first = (parent?.lastSegmentId ?? 0) + 1
      let ids = Array(first..<first + fit.centers.rowCount)
      return try draft.finish(
        fit, askedCount: askedCount, choice: choice, ids: ids,
        lineage: Lineage(lastSegmentId: ids.last ?? first - 1, alignment: nil), workers: workers,
        monitor: monitor)
    }
    let (matching, basis) = try matching(parent, workers, monitor.pastDeadline)
    let oldIds = parent.model.segments.map(\.id)
    var last = parent.lastSegmentId
    let ids = matching.oldOf.map { old in
      if let old { return oldIds[old] }
      last += 1
      return last
    }
    // Segments stand in the order of their ids; a row that is equally near to two goes to the first.
    let order = ids.indices.sorted { ids[$0] < ids[$1] }
    let ordered = try reordered(order, workers, monitor.pastDeadline)
    let alignment = Alignment(
      parentVersion: parent.version, basis: basis, oldIds: oldIds, newIds: ids, matching)
    let oldNames = Dictionary(
      parent.model.segments.map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
    var draft = draft
    draft.heldNames = order.map { oldNames[ids[$0]] }
    draft.everyone = draft.everyone?.reordered(order)
    return try draft.finish(
      ordered, askedCount: askedCount, choice: choice, ids: order.map { ids[$0] },
      lineage: Lineage(lastSegmentId: last, alignment: alignment), workers: workers,
      monitor: monitor)
  }

  /// The fit with its clusters in that order, and no features any more.
  private mutating func reordered(
    _ order: [Int], _ workers: Workers, _ monitor: WorkMonitor
  ) throws(SegmentationError) -> KMeansFit {
    defer { matrix = nil }
    if order == Array(order.indices) { return fit }
    let rows: Matrix
    do throws(FeatureError) {
      if let matrix {
        rows = matrix
      } else {
        rows = try draft.prepared.matrix(
          of: draft.customers, workers: workers, isCancelled: monitor.isCancelled)
      }
    } catch {
      throw .features(error)
    }
    do throws(ClusteringError) {
      return try fit.reordered(order, rows, workers: workers, monitor: monitor)
    } catch {
      throw .clustering(error)
    }
  }

  /// By the customers that both have, where they are enough; else by centres, where these compare.
  private func matching(
    _ parent: Parent, _ workers: Workers, _ monitor: WorkMonitor
  ) throws(SegmentationError) -> (SegmentMatching, Alignment.Basis) {
    let (oldCount, newCount) = (parent.model.segments.count, fit.centers.rowCount)
    guard oldCount * newCount <= SegmentMatching.pairLimit else {
      return (SegmentMatching(oldCount: oldCount, newCount: newCount), .nothing)
    }
    var shared: [(old: Int32, new: Int32)] = []
    if let members = parent.members { shared = try sharedLabels(members, monitor) }
    let leastCount = min(parent.members?.labels.count ?? 0, fit.labels.count)
    if shared.count >= 10 * max(oldCount, newCount) || 2 * shared.count > leastCount {
      return (
        SegmentMatching(sharing: shared, oldCount: oldCount, newCount: newCount),
        .customers(shared.count)
      )
    }
    if let centers = UnitCenters(parent.model, draft.unitCenters(fit, workers)) {
      return (SegmentMatching(from: centers.old, to: centers.new), .centers)
    }
    guard !shared.isEmpty else {
      return (SegmentMatching(oldCount: oldCount, newCount: newCount), .nothing)
    }
    return (
      SegmentMatching(sharing: shared, oldCount: oldCount, newCount: newCount),
      .customers(shared.count)
    )
  }

  /// Old and new labels of the customers that are in both.
  private func sharedLabels(
    _ members: Members, _ monitor: WorkMonitor
  ) throws(SegmentationError) -> [(old: Int32, new: Int32)] {
    // Customers without names are in no other table.
    guard !members.identifiers.isEmpty, !draft.customers.identifiers.isEmpty else { return [] }
    var labels = [Int32](repeating: -1, count: draft.customers.table.rowCount)
    for (row, label) in zip(draft.prepared.keptRows, fit.labels) { labels[row] = label }
    let own = Members(identifiers: draft.customers.identifiers, labels: labels)
    return try CustomerJoin(members, own, monitor: monitor).pairs.map {
      (old: members.labels[$0.first], new: labels[$0.second])
    }
  }
}

extension Alignment {
  fileprivate init(
    parentVersion: Int, basis: Basis, oldIds: [Int], newIds: [Int], _ matching: SegmentMatching
  ) {
    let known = Set(oldIds)
    var split: [Int: [Int]] = [:]
    for (old, parts) in matching.parts.enumerated() where parts.count > 1 {
      split[oldIds[old]] = parts.map { newIds[$0] }.sorted()
    }
    var merged: [Int: [Int]] = [:]
    for (new, sources) in matching.sources.enumerated() where sources.count > 1 {
      merged[newIds[new]] = sources.map { oldIds[$0] }.sorted()
    }
    self.init(
      parentVersion: parentVersion, basis: basis, kept: newIds.filter(known.contains).sorted(),
      new: newIds.filter { !known.contains($0) }.sorted(),
      retired: known.subtracting(newIds).sorted(), split: split, merged: merged)
  }
}
