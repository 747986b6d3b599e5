import Matrices
import Tables

/// The bins of a feature's values at the fit, frozen to tell later values by.
public struct FeatureBins: Equatable, Sendable {
  /// The column's name.
  public let feature: String

  /// Where one bin ends and the next begins.
  public let content: Content

  /// Training customers per bin; of missing values last.
  public let counts: [Int]

  /// What bins are made of.
  public enum Content: Equatable, Sendable {
    /// Numbers: the deciles of the training values, each once; a bin takes in its upper edge, and
    /// the outermost have no end.
    case numbers(edges: [Double])
    /// Text: a bin for each of these values and one for all others.
    case texts(values: [String])
  }

  /// Keeps what is given.
  public init(feature: String, content: Content, counts: [Int]) {
    self.feature = feature
    self.content = content
    self.counts = counts
  }

  /// The most values of a text that have a bin of their own.
  static let valueLimit = 1_000

  /// Makes bins of a column's cells and counts them; `nil` for dates.
  ///
  /// - Parameter tenths: The nine edges between tenths of its numbers, where they are known.
  init?(_ feature: String, _ column: Column, tenths: [Double]? = nil) {
    let content: Content
    switch column {
    case .numbers(let values):
      // Values that come often are several deciles at once; their edges are one.
      let deciles = tenths ?? FeatureBins.tenths(values)
      var edges: [Double] = []
      for edge in deciles where edges.last.map({ $0 < edge }) ?? true { edges.append(edge + 0.0) }
      content = .numbers(edges: edges)
    case .texts(let texts):
      var counts = [Int](repeating: 0, count: texts.labels.count)
      for code in texts.codes where code >= 0 { counts[Int(code)] += 1 }
      let ranked = counts.indices.filter { counts[$0] > 0 }.sorted {
        (counts[$0], texts.labels[$1].text) > (counts[$1], texts.labels[$0].text)
      }
      content = .texts(
        values: Set(ranked.prefix(FeatureBins.valueLimit).map { texts.labels[$0].text }).sorted {
          $0.utf8.lexicographicallyPrecedes($1.utf8)
        })
    case .dates: return nil
    }
    self.feature = feature
    self.content = content
    counts = FeatureBins.counts(of: column, in: content) ?? []
  }

  private static func tenths(_ values: [Double]) -> [Double] {
    let present = values.filter { !$0.isNaN }
    return present.isEmpty ? [] : quantiles((1...9).map { Double($0) / 10 }, of: present)
  }

  /// How many cells fall in each bin; `nil` where they are of another kind.
  func counts(of column: Column) -> [Int]? { FeatureBins.counts(of: column, in: content) }

  private static func counts(of column: Column, in content: Content) -> [Int]? {
    switch (content, column) {
    case (.numbers(let edges), .numbers(let values)):
      let (above, missing) = countsAbove(edges, values.span)
      let least = [values.count - missing] + above
      return zip(least, above + [0]).map { $0 - $1 } + [missing]
    case (.texts(let known), .texts(let texts)):
      let places = Dictionary(
        zip(known, known.indices), uniquingKeysWith: { first, _ in first })
      let bins = texts.labels.map { places[$0.text] ?? known.count }
      var counts = [Int](repeating: 0, count: known.count + 2)
      for code in texts.codes {
        counts[bins.indices.contains(Int(code)) ? bins[Int(code)] : known.count + 1] += 1
      }
      return counts
    default: return nil
    }
  }
}

/// What the training customers were like, to tell later ones by.
public struct DriftReference: Equatable, Sendable {
  /// One entry per column that features are made of.
  public let features: [FeatureBins]

  /// Training customers per segment, in the order of ids; those that the fit left out count, too.
  public let segmentCounts: [Int]

  /// Keeps what is given.
  public init(features: [FeatureBins], segmentCounts: [Int]) {
    self.features = features
    self.segmentCounts = segmentCounts
  }

  /// Freezes what these customers are like.
  ///
  /// - Parameter overall: The profile of all of them, where it was made: its tenths are not looked
  ///   for again.
  init(
    _ table: Table, columns: [String], labels: [Int32], segmentCount: Int,
    overall: SegmentProfile? = nil, workers: Workers, monitor: WorkMonitor
  ) throws(SegmentationError) {
    let (bins, _) = workers.map(count: columns.count, monitor: monitor.silent) { index, _ in
      // Counts are the same in any order of rows.
      table.orderedCells(of: columns[index]).flatMap { cells in
        cells.fact("bins") {
          FeatureBins(
            columns[index], cells.lying, tenths: overall?.feature(columns[index])?.tenths)
        }
      }
    }
    try monitor.checkCancelled()
    features = bins.compactMap { $0 ?? nil }
    segmentCounts = labelCounts(labels.span, groupCount: segmentCount)
  }

}
