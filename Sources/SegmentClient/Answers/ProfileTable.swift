/// A profile as flat records, for slicers: every record has the same kind of members.
public struct ProfileTable: Sendable {
  /// A record per segment and feature, or value of a column.
  public let segments: [[String: Cell]]
  /// A record per value of the columns asked for, and segment.
  public let by: [[String: Cell]]
  /// A record per period and segment, where a trend was asked for.
  public let trend: [[String: Cell]]
}

extension ProfileTable: ReadableObject {
  init(_ answer: Members) throws(Misread) {
    segments = try answer("segments")
    let by: [[String: Cell]]? = try answer("by")
    self.by = by ?? []
    let trend: [[String: Cell]]? = try answer("trend")
    self.trend = trend ?? []
  }
}
