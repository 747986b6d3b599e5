/// The rows of a table that a fit kept, in their order: all of them, or a list.
public struct KeptRows: RandomAccessCollection, Equatable, Sendable, ExpressibleByArrayLiteral {
  private enum Content: Sendable {
    case all(Int)
    case listed([Int])
  }

  private let content: Content

  /// All rows of a table.
  init(all rowCount: Int) { content = .all(rowCount) }

  /// Those rows.
  init(_ rows: [Int]) { content = .listed(rows) }

  /// Those rows.
  public init(arrayLiteral rows: Int...) { self.init(rows) }

  /// The first place, 0.
  public var startIndex: Int { 0 }

  /// Number of rows.
  public var endIndex: Int {
    switch content {
    case .all(let count): count
    case .listed(let rows): rows.count
    }
  }

  /// The row at a place.
  public subscript(place: Int) -> Int {
    switch content {
    case .all: place
    case .listed(let rows): rows[place]
    }
  }

  /// Whether they are the same rows.
  public static func == (left: KeptRows, right: KeptRows) -> Bool { left.elementsEqual(right) }
}
