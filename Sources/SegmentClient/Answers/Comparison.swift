import JSON

/// Which customers changed segments between two segmentations, `a` and `b`.
public struct Comparison: Sendable {
  /// How many customers are in both.
  public let customers: Int
  /// Adjusted Rand index: 1 where both are the same up to names, 0 by chance; NaN where undefined.
  public let ari: Double
  /// Normalised mutual information, 0 to 1.
  public let nmi: Double
  /// Which segment is which: the matching with the largest overlaps.
  public let matched: [Match]
  /// How many customers went from which segment to which.
  public let table: Table
  /// Customers in both who are where they were.
  public let stayed: Group
  /// By the segment they were in and the one they are in now.
  public let moved: [String: [String: Group]]
  /// Customers that `a` does not have, and where they are.
  public let entered: Crowd
  /// Customers that `b` does not have, and where they were.
  public let left: Crowd
  /// The segments' names: under `a` and `b`, by id.
  public let names: [String: [String: String]]
  /// What deserves a look.
  public let warnings: [String]

  /// Two segments that are the same.
  public struct Match: Sendable {
    /// The one before.
    public let a: Cell
    /// The one now.
    public let b: Cell
    /// Customers in both over customers in either, 0 to 1.
    public let jaccard: Double
  }

  /// A row per segment of `a`, a column per segment of `b`.
  public struct Table: Sendable {
    /// The rows' segments.
    public let a: [Cell]
    /// The columns' segments.
    public let b: [Cell]
    /// Customers that are in both.
    public let customers: [[Int]]
    /// Per row the customers that `b` does not have.
    public let left: [Int]
    /// Per column the customers that `a` does not have.
    public let entered: [Int]
  }

  /// Some customers.
  public struct Group: Sendable {
    /// How many.
    public let customers: Int
    /// Their share of the segment they were in, 0 to 1.
    public let share: Double?
    /// What they spent, where that is known.
    public let monetary: Double?
  }

  /// Some customers, and their segments.
  public struct Crowd: Sendable {
    /// How many.
    public let customers: Int
    /// What they spent, where that is known.
    public let monetary: Double?
    /// By segment.
    public let segments: [String: Group]
  }
}

extension Comparison: ReadableObject {
  init(_ answer: Members) throws(Misread) {
    customers = try answer("customers")
    ari = try answer("ari")
    nmi = try answer("nmi")
    matched = try answer("matched")
    table = try answer("table")
    stayed = try answer("stayed")
    moved = try answer("moved")
    entered = try answer("entered")
    left = try answer("left")
    names = try answer("names")
    warnings = try answer("warnings")
  }
}

extension Comparison.Match: ReadableObject {
  init(_ answer: Members) throws(Misread) {
    a = try answer("a")
    b = try answer("b")
    jaccard = try answer("jaccard")
  }
}

extension Comparison.Table: ReadableObject {
  init(_ answer: Members) throws(Misread) {
    a = try answer("a")
    b = try answer("b")
    customers = try answer("customers")
    left = try answer("left")
    entered = try answer("entered")
  }
}

extension Comparison.Group: ReadableObject {
  init(_ answer: Members) throws(Misread) {
    customers = try answer("customers")
    share = try answer("share")
    monetary = try answer("monetary")
  }
}

extension Comparison.Crowd: ReadableObject {
  init(_ answer: Members) throws(Misread) {
    customers = try answer("customers")
    monetary = try answer("monetary")
    segments = try answer("segments")
  }
}

/// One side of a comparison.
///
///     try await client.compare("vip@1", .customers(["a", "b"], segments: [1, 2]))
public struct ComparisonSide: Sendable, ExpressibleByStringInterpolation {
  private enum Kind: Sendable {
    case model(String)
    case lists(ids: [Cell], segments: [Cell])
  }

  private let kind: Kind

  /// A model, or one of its versions: `vip@1`.
  public static func model(_ name: String) -> ComparisonSide { ComparisonSide(kind: .model(name)) }

  /// Customers and the segment of each.
  public static func customers(_ ids: [Cell], segments: [Cell]) -> ComparisonSide {
    ComparisonSide(kind: .lists(ids: ids, segments: segments))
  }

  /// A model, or one of its versions.
  public init(stringLiteral name: String) { kind = .model(name) }

  private init(kind: Kind) { self.kind = kind }
}

extension ComparisonSide: WireValue {
  func write(to writer: inout JSONWriter) {
    switch kind {
    case .model(let name): writer.write(name)
    case .lists(let ids, let segments):
      writer.object { writer in
        writer.key("ids")
        ids.write(to: &writer)
        writer.key("segment")
        segments.write(to: &writer)
      }
    }
  }
}
