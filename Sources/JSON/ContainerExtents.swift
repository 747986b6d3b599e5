/// Where the long containers and texts of a message begin and end.
///
/// An envelope, its `params` and their `data` are passed over one after the other; without this
/// each step would read the rows once more.
struct ContainerExtents: Equatable, Sendable {
  /// Bytes from which on a container is worth a note; shorter ones are scanned.
  static let threshold = 1024

  /// Levels of nesting that are noted: what is passed over whole lies near the top, and a text made
  /// of deep nesting alone must not cost more notes than it has bytes.
  static let depth = 16

  /// Sorted by the lower bound.
  private let ranges: [Range<Int>]

  /// - Parameter ranges: In any order, all different in their lower bounds.
  init(_ ranges: [Range<Int>]) {
    self.ranges = ranges.sorted { $0.lowerBound < $1.lowerBound }
  }

  /// The offset after the value that begins at `start`, if it is a long one.
  func end(ofValueAt start: Int) -> Int? {
    var low = 0
    var high = ranges.count
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].lowerBound < start { low = middle + 1 } else { high = middle }
    }
    return low < ranges.count && ranges[low].lowerBound == start ? ranges[low].upperBound : nil
  }
}
