/// What became of the segments of the version before: which ids went on, which are new.
public struct Alignment: Equatable, Sendable {
  /// The version that was looked at.
  public let parentVersion: Int
  /// What the segments were compared by.
  public let basis: Basis
  /// Ids that went on, ascending.
  public let kept: [Int]
  /// Ids that were never there before, ascending.
  public let new: [Int]
  /// Ids of the version before that are no longer there, ascending.
  public let retired: [Int]
  /// Ids of the version before of whose customers at least a quarter went to each of several
  /// segments: those segments, ascending.
  public let split: [Int: [Int]]
  /// Ids at least a quarter of whose customers came from each of several segments of the version
  /// before: those segments, ascending.
  public let merged: [Int: [Int]]

  /// What segments are compared by.
  public enum Basis: Equatable, Sendable {
    /// This many customers that are in both versions.
    case customers(Int)
    /// The centres, in the units of the version before.
    case centers
    /// The versions have neither customers nor features in common.
    case nothing
  }

  /// Keeps what is given.
  public init(
    parentVersion: Int, basis: Basis, kept: [Int], new: [Int], retired: [Int], split: [Int: [Int]],
    merged: [Int: [Int]]
  ) {
    self.parentVersion = parentVersion
    self.basis = basis
    self.kept = kept
    self.new = new
    self.retired = retired
    self.split = split
    self.merged = merged
  }
}

/// Where the ids of a model's segments come from.
public struct Lineage: Equatable, Sendable {
  /// The highest id that any version of this name ever had: new ids begin after it.
  public let lastSegmentId: Int
  /// What became of the segments of the version before; `nil` where nothing was aligned.
  public let alignment: Alignment?

  /// Keeps what is given.
  public init(lastSegmentId: Int, alignment: Alignment?) {
    self.lastSegmentId = lastSegmentId
    self.alignment = alignment
  }
}

/// The version that a fit comes after.
public struct Parent: Sendable {
  /// Its number.
  public let version: Int
  /// The model.
  public let model: SegmentModel
  /// Its customers, where they are kept.
  public let members: Members?
  /// The highest id that any version of the name ever had.
  public let lastSegmentId: Int
  /// Whether ids are to go on; otherwise all segments are new.
  public let isToAlign: Bool

  /// Keeps what is given.
  public init(
    version: Int, model: SegmentModel, members: Members?, lastSegmentId: Int, isToAlign: Bool = true
  ) {
    self.version = version
    self.model = model
    self.members = members
    self.lastSegmentId = lastSegmentId
    self.isToAlign = isToAlign
  }
}
