/// When a segment is too small, and what becomes of it.
public struct SmallSegments: Equatable, Sendable {
  /// The fewest customers of a segment, at least 1.
  public var minimumSize: Int?
  /// The smallest share of all customers, 0 to 1.
  public var minimumShare: Double?
  /// Whether segments that are too small are dissolved, and not only flagged.
  public var merges: Bool

  /// Keeps what is given; with neither limit no segment is too small.
  public init(minimumSize: Int? = nil, minimumShare: Double? = nil, merges: Bool = false) {
    self.minimumSize = minimumSize
    self.minimumShare = minimumShare
    self.merges = merges
  }

  /// Whether there is a limit at all.
  public var hasLimit: Bool { minimumSize != nil || minimumShare != nil }

  /// Whether a segment of so many customers, of so many in all, is too small.
  public func isTooSmall(_ size: Int, of customerCount: Int) -> Bool {
    if let minimumSize, size < minimumSize { return true }
    if let minimumShare, Double(size) < minimumShare * Double(customerCount) { return true }
    return false
  }
}
