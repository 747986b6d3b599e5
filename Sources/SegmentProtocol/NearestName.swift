/// The candidate that a misspelt name most likely meant, if one is near enough.
///
/// Nearness is the number of edits without regard to case, at most a third of the longer name; two
/// letters that changed places are one edit.
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

/// Single-character edits and swaps of neighbours from one word to the other (Damerau's distance,
/// each part edited once).
private func editDistance(_ left: [Character], _ right: [Character]) -> Int {
  guard !left.isEmpty, !right.isEmpty else { return max(left.count, right.count) }
  var earlier: [Int] = []
  var above = Array(0...right.count)
  for (leftIndex, character) in left.enumerated() {
    var row = [leftIndex + 1]
    for (rightIndex, other) in right.enumerated() {
      var edits = min(
        above[rightIndex] + (character == other ? 0 : 1), above[rightIndex + 1] + 1,
        row[rightIndex] + 1)
      let isSwap =
        leftIndex > 0 && rightIndex > 0 && character == right[rightIndex - 1]
        && other == left[leftIndex - 1]
      if isSwap { edits = min(edits, earlier[rightIndex - 1] + 1) }
      row.append(edits)
    }
    (earlier, above) = (above, row)
  }
  return above[right.count]
}
