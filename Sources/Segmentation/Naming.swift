/// The names of a profile's segments, each different from the others.
///
/// Where customers have recency, frequency and monetary value, the name is that of the 25-cell grid
/// of recency and frequency scores at the segment's median customer; otherwise it is made of the
/// features that set the segment apart. Deterministic: it depends on the profile alone.
///
/// > Source: the grid of recency (1–5) by frequency (1–5) that most published notebooks use; scores
/// > by the cascade rule, 1 + the number of quintile edges below the value.
func segmentNames(of profile: Profile) -> [String] {
  let names = gridNames(of: profile) ?? profile.segments.map { distinctiveName($0) }
  return unique(names, by: profile)
}

/// The grid: one string of five cells per recency score from 1, the cells by frequency from 1.
let grid = [
  ["Hibernating", "Hibernating", "At Risk", "At Risk", "Can't Lose"],
  ["Hibernating", "Hibernating", "At Risk", "At Risk", "Can't Lose"],
  ["About to Sleep", "About to Sleep", "Need Attention", "Loyal Customers", "Loyal Customers"],
  [
    "Promising", "Potential Loyalists", "Potential Loyalists", "Loyal Customers", "Loyal Customers",
  ],
  ["New Customers", "Potential Loyalists", "Potential Loyalists", "Champions", "Champions"],
]

private func gridNames(of profile: Profile) -> [String]? {
  guard let recency = profile.quintiles["recency"], let frequency = profile.quintiles["frequency"],
    profile.overall.feature("monetary") != nil
  else { return nil }
  return profile.segments.map { segment in
    guard let days = segment.feature("recency")?.quantiles?.median,
      let orders = segment.feature("frequency")?.quantiles?.median
    else { return "Empty" }
    // Few days are good, many orders are good.
    let recencyScore = 5 - recency.count { $0 < days }
    let frequencyScore = 1 + frequency.count { $0 < orders }
    return grid[recencyScore - 1][frequencyScore - 1]
  }
}

/// "High spending score, low age": the two features that stand out most, else "Average".
private func distinctiveName(_ segment: SegmentProfile) -> String {
  var traits: [(text: String, strength: Double)] = []
  for (name, profile) in segment.features {
    guard let z = profile.z, abs(z) >= 0.5 else { continue }
    traits.append(((z > 0 ? "high " : "low ") + plainWords(name), abs(z)))
  }
  for (_, values) in segment.categories {
    guard let top = values.max(by: { $0.share * $0.lift < $1.share * $1.lift }),
      top.share >= 0.5, top.lift >= 1.3
    else { continue }
    traits.append(("mostly \(top.value)", top.lift - 1))
  }
  // The sort keeps the order of the columns where two stand out alike.
  let ranked = traits.enumerated().sorted {
    ($0.element.strength, $1.offset) > ($1.element.strength, $0.offset)
  }
  guard !ranked.isEmpty else { return "Average" }
  let name = ranked.prefix(2).map(\.element.text).joined(separator: ", ")
  return name.prefix(1).uppercased() + name.dropFirst()
}

/// A column's name as words: "Annual Income (k$)" becomes "annual income".
func plainWords(_ column: String) -> String {
  let stem = column.prefix { $0 != "(" && $0 != "[" }
  let words = stem.split { $0 == "_" || $0 == "." || $0 == " " || $0 == "-" }
  let text = words.map { $0.lowercased() }.joined(separator: " ")
  return text.isEmpty ? column : text
}

/// Tells equal names apart by spend, or by size where there is no money: by rank, best first.
private func unique(_ names: [String], by profile: Profile) -> [String] {
  var result = names
  for (name, indices) in Dictionary(grouping: names.indices, by: { names[$0] })
  where indices.count > 1 {
    let spend = indices.compactMap { profile.segments[$0].feature("monetary")?.mean }
    let hasMoney = spend.count == indices.count
    func worth(_ index: Int) -> Double {
      let segment = profile.segments[index]
      return hasMoney ? segment.feature("monetary")?.mean ?? 0 : Double(segment.size)
    }
    let ranked = indices.sorted { (worth($0), $1) > (worth($1), $0) }
    for (rank, index) in ranked.enumerated() {
      let word = hasMoney ? "spend" : "size"
      let place =
        switch rank {
        case 0: hasMoney ? "highest" : "largest"
        case ranked.count - 1: hasMoney ? "lowest" : "smallest"
        default: ordinal(rank + 1)
        }
      let qualifier =
        hasMoney || (rank > 0 && rank < ranked.count - 1) ? "\(place) \(word)" : place
      result[index] = "\(name) (\(qualifier))"
    }
  }
  return result
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
