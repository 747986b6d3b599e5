/// What a sentence about an unknown name ends with: the nearest name there is, or all of them.
func suggestion(for name: String, among available: [String]) -> String {
  guard !available.isEmpty else { return "; the data has no columns" }
  if let nearest = nearestName(to: name, among: available) {
    return "; did you mean \"\(nearest)\"?"
  }
  return "; the data has \(named(available))"
}

/// The name that differs by the fewest letters, if it is at most a third of the name's length;
/// case does not count, and of several the first.
func nearestName(to name: String, among available: [String]) -> String? {
  let wanted = Array(name.lowercased().unicodeScalars.prefix(200))
  var best: (name: String, distance: Int)?
  for candidate in available {
    let letters = Array(candidate.lowercased().unicodeScalars.prefix(200))
    let distance = editDistance(wanted, letters)
    if distance < best?.distance ?? Int.max { best = (candidate, distance) }
  }
  guard let best, best.distance <= max(1, wanted.count / 3) else { return nil }
  return best.name
}

/// The number of letters to insert, delete or replace (Levenshtein).
private func editDistance(_ first: [Unicode.Scalar], _ second: [Unicode.Scalar]) -> Int {
  var previous = Array(0...second.count)
  for (row, letter) in first.enumerated() {
    var current = [row + 1]
    for (column, other) in second.enumerated() {
      current.append(
        min(
          previous[column + 1] + 1, current[column] + 1,
          previous[column] + (letter == other ? 0 : 1)))
    }
    previous = current
  }
  return previous[second.count]
}
