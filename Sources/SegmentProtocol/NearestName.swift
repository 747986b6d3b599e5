/// The candidate that a misspelt name most likely meant, if one is near enough.
///
/// Nearness is the edit distance without regard to case, at most a third of the longer name.
public func nearestName(to name: String, in candidates: [String]) -> String? {
  // Long names are compared by their first 64 characters, so that a hostile one costs little.
  let typed = Array(name.lowercased().prefix(64))
  var best: (name: String, distance: Int)?
  for candidate in candidates {
    let word = Array(candidate.lowercased().prefix(64))
    let distance = editDistance(typed, word)
    guard distance * 3 <= max(typed.count, word.count) else { continue }
    if distance < best?.distance ?? .max { best = (candidate, distance) }
  }
  return best?.name
}

/// Levenshtein's distance: single-character edits from one word to the other.
private func editDistance(_ left: [Character], _ right: [Character]) -> Int {
  guard !left.isEmpty, !right.isEmpty else { return max(left.count, right.count) }
  var row = Array(0...right.count)
  for (leftIndex, character) in left.enumerated() {
    var diagonal = row[0]
    row[0] = leftIndex + 1
    for (rightIndex, other) in right.enumerated() {
      let substituted = diagonal + (character == other ? 0 : 1)
      diagonal = row[rightIndex + 1]
      row[rightIndex + 1] = min(substituted, diagonal + 1, row[rightIndex] + 1)
    }
  }
  return row[right.count]
}
