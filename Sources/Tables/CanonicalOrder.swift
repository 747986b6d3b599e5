/// The order of a table's rows that does not depend on how rows and columns arrived.
///
/// Rows are ordered by a 64-bit hash of their whole content, every column by its name, numbers with
/// one zero and one NaN, identifiers as text whether they came as numbers or not; equal hashes by
/// value. Rows that are still equal are interchangeable.
///
/// - Parameters:
///   - table: Any table.
///   - identifiers: Columns of ids beside the table, in the order of the key's parts; as long as
///     the table.
///   - isCancelled: Asked at every pass over the rows.
/// - Returns: The row at each position of the canonical order; nothing where it was cancelled.
/// - Complexity: O(*n*·*d*), and sorting for rows with equal hashes alone.
public func canonicalOrder(
  of table: Table, identifiers: [TextColumn], isCancelled: () -> Bool = { false }
) -> [Int] {
  precondition(identifiers.allSatisfy { $0.codes.count == table.rowCount })
  let ordered = OrderedColumns(table, identifiers: identifiers)
  let hashes = ordered.rowHashes(seed: 1, isCancelled: isCancelled)
  guard !isCancelled() else { return [] }
  let sorted = sortedByHash(hashes)
  guard !isCancelled() else { return [] }
  var order = sorted.map(\.row)
  var start = 0
  while start < sorted.count {
    var end = start + 1
    while end < sorted.count, sorted[end].hash == sorted[start].hash { end += 1 }
    if end - start > 1 { order[start..<end].sort(by: ordered.precedes) }
    start = end
  }
  return order
}

/// A row and the hash of its content.
struct HashedRow {
  var hash: UInt64
  var row: Int
}

/// Rows by hash, ascending; the order of equal hashes is not specified.
///
/// Two passes of eleven bits sort by the top 22 bits. Hashes are spread evenly, so what is left to
/// do are a few swaps of neighbours, unless someone made them collide: then the rest is sorted
/// whole.
func sortedByHash(_ hashes: [UInt64]) -> [HashedRow] {
  var rows: [HashedRow] = []
  rows.reserveCapacity(hashes.count)
  for (row, hash) in hashes.enumerated() { rows.append(HashedRow(hash: hash, row: row)) }
  guard rows.count > 64 else { return rows.sorted { $0.hash < $1.hash } }
  var other = Array(repeating: HashedRow(hash: 0, row: 0), count: rows.count)
  scatter(rows, into: &other, shift: 42)
  scatter(other, into: &rows, shift: 53)
  if !insertionSort(&rows, moveLimit: rows.count * 16) { rows.sort { $0.hash < $1.hash } }
  return rows
}

/// One stable pass of a radix sort by eleven bits.
private func scatter(_ rows: [HashedRow], into result: inout [HashedRow], shift: UInt64) {
  var starts = Array(repeating: 0, count: 2_048)
  for index in rows.indices {
    starts[Int(truncatingIfNeeded: rows[index].hash &>> shift) & 2_047] += 1
  }
  var sum = 0
  for bucket in starts.indices {
    let count = starts[bucket]
    starts[bucket] = sum
    sum += count
  }
  for index in rows.indices {
    let bucket = Int(truncatingIfNeeded: rows[index].hash &>> shift) & 2_047
    result[starts[bucket]] = rows[index]
    starts[bucket] += 1
  }
}

/// Sorts what is nearly sorted; false where that took more moves than allowed.
private func insertionSort(_ rows: inout [HashedRow], moveLimit: Int) -> Bool {
  var moves = 0
  for index in 1..<rows.count where rows[index].hash < rows[index - 1].hash {
    let moved = rows[index]
    var position = index
    while position > 0, moved.hash < rows[position - 1].hash {
      rows[position] = rows[position - 1]
      position -= 1
      moves += 1
    }
    rows[position] = moved
    if moves > moveLimit { return false }
  }
  return true
}
