/// 128 bits that stand for a table's content, whatever the order of its rows and columns.
///
/// Taken over the rows as a multiset (a row that is there twice counts twice), the names of the
/// columns and their kinds; the same content from a CSV and from JSON has the same hash. It is no
/// protection against someone who looks for collisions.
public struct ContentHash: Hashable, Sendable, CustomStringConvertible {
  /// The upper half.
  public let high: UInt64

  /// The lower half.
  public let low: UInt64

  /// Takes the hash of a table and of the identifiers beside it.
  ///
  /// - Parameter isCancelled: Asked once per column; once it says so the hash means nothing.
  /// - Complexity: O(*n*·*d*).
  public init(
    of table: Table, identifiers: [TextColumn] = [], isCancelled: () -> Bool = { false }
  ) {
    precondition(identifiers.allSatisfy { $0.codes.count == table.rowCount })
    let ordered = OrderedColumns(table, identifiers: identifiers)
    high = ContentHash.half(ordered, seed: 2, isCancelled)
    low = ContentHash.half(ordered, seed: 3, isCancelled)
  }

  /// Reads 32 hexadecimal digits as ``description`` writes them.
  public init?(_ digits: String) {
    guard digits.utf8.count == 32, digits.utf8.allSatisfy({ !($0 == 0x2B || $0 == 0x2D) }),
      let high = UInt64(digits.prefix(16), radix: 16),
      let low = UInt64(digits.dropFirst(16), radix: 16)
    else { return nil }
    self.high = high
    self.low = low
  }

  private static func half(
    _ ordered: OrderedColumns, seed: UInt64, _ isCancelled: () -> Bool
  ) -> UInt64 {
    var shape = mixed(seed ^ UInt64(ordered.rowCount))
    for (column, salt) in zip(ordered.columns, ordered.salts) {
      shape = mixed(shape ^ salt)
      shape = mixed(shape ^ hashBytes(column.kind.rawValue.utf8.span, seed: seed))
    }
    // A sum does not know the order; each word is mixed first, or rows could trade their cells.
    var sum: UInt64 = 0
    for hash in ordered.rowHashes(seed: seed, isCancelled: isCancelled) { sum &+= mixed(hash) }
    return mixed(shape ^ sum)
  }

  /// 32 hexadecimal digits.
  public var description: String { hexadecimal(high) + hexadecimal(low) }
}

private func hexadecimal(_ word: UInt64) -> String {
  let digits = String(word, radix: 16)
  return String(repeating: "0", count: 16 - digits.count) + digits
}
