/// Tells equal names apart by what best parts the segments that share them.
///
/// The feature is the first of money, orders, recency and the others by importance in which the
/// segments that share a name lie clearly apart, so that a small change does not choose another one.
struct UniqueNames {
  /// The names, all different.
  private(set) var names: [String]

  private let namer: SegmentNamer

  /// Neighbouring means differ clearly where they lie this many standard deviations apart, or where
  /// one is this share larger.
  private static let (clearDistance, clearRatio) = (0.2, 1.25)

  /// - Parameter kept: Which names are to stay as they are.
  init(_ names: [String], kept: [Bool], namer: SegmentNamer) {
    self.names = names
    self.namer = namer
    var taken = Set(zip(names, kept).filter(\.1).map(\.0))
    let open = names.indices.filter { !kept[$0] }
    // Names in the order of their first segment: the order of a dictionary differs from run to run.
    let groups = Dictionary(grouping: open, by: { names[$0] })
      .sorted { ($0.value.first ?? 0) < ($1.value.first ?? 0) }
    for (name, group) in groups where group.count > 1 || taken.contains(name) {
      for (index, qualified) in zip(group, qualified(name, group)) {
        self.names[index] = qualified
      }
    }
    // A value from outside may look like a qualified name: the last resort is a number.
    for index in open {
      var (candidate, number) = (self.names[index], 2)
      while taken.contains(candidate) {
        candidate = "\(self.names[index]) \(number)"
        number += 1
      }
      self.names[index] = candidate
      taken.insert(candidate)
    }
  }

  /// A name without what tells it from its equals.
  static func stem(of name: String) -> String {
    guard name.hasSuffix(")"), let bracket = name.lastIndex(of: "(") else { return name }
    let stem = name[..<bracket]
    return stem.hasSuffix(" ") ? String(stem.dropLast()) : name
  }

  private func qualified(_ name: String, _ group: [Int]) -> [String] {
    guard group.count > 1 else { return [name] }
    let (values, high, low) = measure(group, name)
    let ranked = group.indices.sorted { (values[$0], group[$1]) > (values[$1], group[$0]) }
    var result = [String](repeating: name, count: group.count)
    for (rank, place) in ranked.enumerated() {
      let isLast = rank == ranked.count - 1
      let word =
        switch rank {
        case 0: group.count == 2 ? high.comparative : high.superlative
        case _ where isLast: group.count == 2 ? low.comparative : low.superlative
        default: "\(ordinal(rank + 1)) \(high.superlative)"
        }
      result[place] = "\(name) (\(word))"
    }
    return result
  }

  private typealias Degrees = (comparative: String, superlative: String)

  /// The feature that tells these segments apart: its value per segment and its words.
  private func measure(_ group: [Int], _ name: String) -> (
    values: [Double], high: Degrees, low: Degrees
  ) {
    for column in candidates {
      let values = group.compactMap { namer.profile.segments[$0].feature(column)?.mean }
      guard values.count == group.count, areClear(values, column) else { continue }
      let words = namer.vocabulary[column]
      // "Older customers (younger)" would puzzle whoever reads it.
      if words.meaning == .age, name.contains("lder ") || name.contains("ounger ") { continue }
      switch words.meaning {
      case .money:
        return (values, ("higher spend", "highest spend"), ("lower spend", "lowest spend"))
      case .frequency:
        return (values, ("more orders", "most orders"), ("fewer orders", "fewest orders"))
      case .recency:
        return (
          values.map { -$0 }, ("more recent", "most recent"), ("longer ago", "longest ago")
        )
      case .age: return (values, ("older", "oldest"), ("younger", "youngest"))
      default:
        return (
          values, ("higher \(words.words)", "highest \(words.words)"),
          ("lower \(words.words)", "lowest \(words.words)")
        )
      }
    }
    return (
      group.map { Double(namer.profile.segments[$0].size) }, ("larger", "largest"),
      ("smaller", "smallest")
    )
  }

  private var candidates: [String] {
    let known = namer.profile.importance.sorted {
      ($0.etaSquared ?? 0, $1.feature) > ($1.etaSquared ?? 0, $0.feature)
    }.map(\.feature)
    func rank(_ column: String) -> Int {
      switch namer.vocabulary[column].meaning {
      case .money: 0
      case .frequency: 1
      case .recency: 2
      default: 3
      }
    }
    return known.enumerated().sorted {
      (rank($0.element), $0.offset) < (rank($1.element), $1.offset)
    }
    .map(\.element)
  }

  private func areClear(_ values: [Double], _ column: String) -> Bool {
    guard let deviation = namer.profile.overall.feature(column)?.deviation, deviation > 0
    else { return false }
    let sorted = values.sorted()
    return zip(sorted, sorted.dropFirst()).allSatisfy { lower, upper in
      upper - lower >= UniqueNames.clearDistance * deviation
        || (lower > 0 && upper >= lower * UniqueNames.clearRatio)
    }
  }

  private func ordinal(_ number: Int) -> String {
    let suffix =
      switch (number % 10, number % 100) {
      case (_, 11...13): "th"
      case (1, _): "st"
      case (2, _): "nd"
      case (3, _): "rd"
      default: "th"
      }
    return "\(number)\(suffix)"
  }
}
