import Matrices
import Tables

/// Which customers of two tables are the same, by their names.
///
/// Only customers with a segment take part, and one without a name is in no other table. A name
/// counts by its text, whether it came as a number or not. Where a name is there several times, its rows are paired in the order of their
/// segments, so that the result does not depend on the order of the rows.
struct CustomerJoin {
  /// Rows of the same customer in both.
  let pairs: [(first: Int, second: Int)]
  /// Rows of the first table alone.
  let firstOnly: [Int]
  /// Rows of the second table alone.
  let secondOnly: [Int]

  /// Joins two tables; names of another number of parts have nothing in common.
  ///
  /// - Throws: ``SegmentationError/clustering(_:)`` with `cancelled`; the monitor is asked every few
  ///   thousand rows.
  init(
    _ first: Members, _ second: Members, monitor: WorkMonitor
  ) throws(SegmentationError) {
    guard !first.identifiers.isEmpty, first.identifiers.count == second.identifiers.count else {
      pairs = []
      firstOnly = first.labels.indices.filter { first.labels[$0] >= 0 }
      secondOnly = second.labels.indices.filter { second.labels[$0] >= 0 }
      return
    }
    var keys = CustomerKeys()
    try keys.add(first.identifiers, second.identifiers, monitor)
    // Per key its rows of the first table, those of the lowest segment last.
    var rows = [[Int]](repeating: [], count: keys.count)
    var nameless: [Int] = []
    for row in CustomerJoin.bySegment(first.labels).reversed() {
      if row & 4_095 == 0 { try monitor.checkCancelled() }
      if keys.first[row] >= 0 { rows[keys.first[row]].append(row) } else { nameless.append(row) }
    }
    var found: [(first: Int, second: Int)] = []
    var added: [Int] = []
    for row in CustomerJoin.bySegment(second.labels) {
      if row & 4_095 == 0 { try monitor.checkCancelled() }
      if keys.second[row] >= 0, let partner = rows[keys.second[row]].popLast() {
        found.append((first: partner, second: row))
      } else {
        added.append(row)
      }
    }
    pairs = found
    firstOnly = rows.flatMap { $0 } + nameless
    secondOnly = added
  }

  /// The rows that have a segment, by segment.
  private static func bySegment(_ labels: [Int32]) -> [Int] {
    let count = Int(labels.max() ?? -1) + 1
    var groups = [[Int]](repeating: [], count: count)
    for (row, label) in labels.enumerated() where label >= 0 { groups[Int(label)].append(row) }
    return groups.flatMap { $0 }
  }
}

/// Numbers that stand for names of two tables: equal where the names are.
private struct CustomerKeys {
  /// Per row of the first table its number, -1 where a part of the name is missing.
  var first: [Int] = []
  /// The same of the second table.
  var second: [Int] = []
  /// All numbers are below this.
  var count = 0

  /// Numbers the names, part by part.
  mutating func add(
    _ firstParts: [TextColumn], _ secondParts: [TextColumn], _ monitor: WorkMonitor
  ) throws(SegmentationError) {
    for (part, (one, other)) in zip(firstParts, secondParts).enumerated() {
      var known: [String: Int] = [:]
      let ones = try CustomerKeys.numbers(of: one, &known, monitor)
      let others = try CustomerKeys.numbers(of: other, &known, monitor)
      guard part > 0 else {
        (first, second, count) = (ones, others, known.count)
        continue
      }
      var joined: [Pair: Int] = [:]
      first = try CustomerKeys.combine(first, ones, &joined, monitor)
      second = try CustomerKeys.combine(second, others, &joined, monitor)
      count = joined.count
    }
  }

  private struct Pair: Hashable {
    let left: Int
    let right: Int
  }

  private static func numbers(
    of column: TextColumn, _ known: inout [String: Int], _ monitor: WorkMonitor
  ) throws(SegmentationError) -> [Int] {
    var places: [Int] = []
    for (code, label) in column.labels.enumerated() {
      if code & 4_095 == 0 { try monitor.checkCancelled() }
      let place = known[label.text] ?? known.count
      known[label.text] = place
      places.append(place)
    }
    return column.codes.map { places.indices.contains(Int($0)) ? places[Int($0)] : -1 }
  }

  private static func combine(
    _ lefts: [Int], _ rights: [Int], _ joined: inout [Pair: Int], _ monitor: WorkMonitor
  ) throws(SegmentationError) -> [Int] {
    var places: [Int] = []
    for (row, (left, right)) in zip(lefts, rights).enumerated() {
      if row & 4_095 == 0 { try monitor.checkCancelled() }
      guard left >= 0, right >= 0 else {
        places.append(-1)
        continue
      }
      let pair = Pair(left: left, right: right)
      let place = joined[pair] ?? joined.count
      joined[pair] = place
      places.append(place)
    }
    return places
  }
}
