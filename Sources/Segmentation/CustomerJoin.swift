import Tables

/// Which customers of two tables are the same, by their names.
///
/// Only customers with a name and a segment take part. A name counts by its text, whether it came as
/// a number or not. Where a name is there several times, its rows are paired in the order of their
/// segments, so that the result does not depend on the order of the rows.
struct CustomerJoin {
  /// Rows of the same customer in both.
  let pairs: [(first: Int, second: Int)]
  /// Rows of the first table alone.
  let firstOnly: [Int]
  /// Rows of the second table alone.
  let secondOnly: [Int]

  /// Joins two tables; names of another number of parts have nothing in common.
  init(_ first: Members, _ second: Members) {
    guard !first.identifiers.isEmpty, first.identifiers.count == second.identifiers.count else {
      pairs = []
      firstOnly = first.labels.indices.filter { first.labels[$0] >= 0 }
      secondOnly = second.labels.indices.filter { second.labels[$0] >= 0 }
      return
    }
    let (keys, others, keyCount) = CustomerJoin.keys(first.identifiers, second.identifiers)
    var rows = CustomerJoin.rows(of: keys, first.labels, keyCount)
    var found: [(first: Int, second: Int)] = []
    var added: [Int] = []
    // Ascending by segment, as the rows of each key are: the first of one meets the first of all.
    for row in CustomerJoin.bySegment(second.labels) where others[row] >= 0 {
      if let partner = rows[others[row]].popLast() {
        found.append((first: partner, second: row))
      } else {
        added.append(row)
      }
    }
    pairs = found
    firstOnly = rows.flatMap { $0 }
    secondOnly = added
  }

  /// Per row of both tables a number for its name, -1 where a part is missing.
  private static func keys(
    _ first: [TextColumn], _ second: [TextColumn]
  ) -> (first: [Int], second: [Int], count: Int) {
    var keys: (first: [Int], second: [Int]) = ([], [])
    var count = 0
    for (part, (one, other)) in zip(first, second).enumerated() {
      var known: [String: Int] = [:]
      func numbers(_ column: TextColumn) -> [Int] {
        let places = column.labels.map { label in
          let place = known[label.text] ?? known.count
          known[label.text] = place
          return place
        }
        return column.codes.map { places.indices.contains(Int($0)) ? places[Int($0)] : -1 }
      }
      let new = (first: numbers(one), second: numbers(other))
      guard part > 0 else {
        keys = new
        count = known.count
        continue
      }
      var joined: [PairOfKeys: Int] = [:]
      func combine(_ left: [Int], _ right: [Int]) -> [Int] {
        zip(left, right).map { left, right in
          guard left >= 0, right >= 0 else { return -1 }
          let pair = PairOfKeys(left: left, right: right)
          let place = joined[pair] ?? joined.count
          joined[pair] = place
          return place
        }
      }
      keys = (combine(keys.first, new.first), combine(keys.second, new.second))
      count = joined.count
    }
    return (keys.first, keys.second, count)
  }

  private struct PairOfKeys: Hashable {
    let left: Int
    let right: Int
  }

  /// Per key its rows, those of the lowest segment last.
  private static func rows(of keys: [Int], _ labels: [Int32], _ keyCount: Int) -> [[Int]] {
    var rows = [[Int]](repeating: [], count: keyCount)
    for row in bySegment(labels).reversed() where keys[row] >= 0 { rows[keys[row]].append(row) }
    return rows
  }

  /// The rows that have a segment, by segment.
  private static func bySegment(_ labels: [Int32]) -> [Int] {
    let count = Int(labels.max() ?? -1) + 1
    var groups = [[Int]](repeating: [], count: count)
    for (row, label) in labels.enumerated() where label >= 0 { groups[Int(label)].append(row) }
    return groups.flatMap { $0 }
  }
}
