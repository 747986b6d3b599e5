/// The name most like the one that was asked for, or `nil` where none is like it.
///
/// Like means: the same but for capitals, spaces and marks, or at most a third of its letters
/// added, dropped, changed or swapped with their neighbour.
///
/// > Source: the optimal string alignment distance, Damerau, *A Technique for Computer Detection
/// > and Correction of Spelling Errors*, CACM 7(3), 1964.
public func nearestName(to name: String, among names: [String]) -> String? {
  var numbering = Numbering()
  let wanted = numbering.numbers(of: letters(of: name))
  var best: (name: String, distance: Int)?
  // Names come from outside: ten thousand long ones would take seconds.
  for candidate in names.prefix(2_000) {
    let other = numbering.numbers(of: letters(of: candidate))
    guard abs(other.count - wanted.count) <= max(1, wanted.count / 3) else { continue }
    let distance = editDistance(wanted, other)
    if distance < best?.distance ?? Int.max { best = (candidate, distance) }
  }
  guard let best, best.distance <= max(1, wanted.count / 3) else { return nil }
  // One letter changed in a word of two is another word.
  guard best.distance < wanted.count else { return nil }
  return best.name
}

/// Letters as numbers, which compare many times as fast as characters.
private struct Numbering {
  private var known: [Character: Int] = [:]

  mutating func numbers(of letters: [Character]) -> [Int] {
    letters.map { letter in
      if let number = known[letter] { return number }
      known[letter] = known.count
      return known.count - 1
    }
  }
}

/// Letters and digits alone, in lower case, the first 100.
private func letters(of name: String) -> [Character] {
  let kept = name.lowercased().filter { $0.isLetter || $0.isNumber }
  return Array((kept.isEmpty ? name : kept).prefix(100))
}

private func editDistance(_ first: [Int], _ second: [Int]) -> Int {
  var beforePrevious: [Int] = []
  var previous = Array(0...second.count)
  for row in 0..<first.count {
    var current = [row + 1]
    current.reserveCapacity(second.count + 1)
    for column in 0..<second.count {
      let change = first[row] == second[column] ? 0 : 1
      var distance = min(
        previous[column + 1] + 1, current[column] + 1, previous[column] + change)
      if row > 0, column > 0, first[row] == second[column - 1], first[row - 1] == second[column] {
        distance = min(distance, beforePrevious[column - 1] + 1)
      }
      current.append(distance)
    }
    beforePrevious = previous
    previous = current
  }
  return previous.last ?? 0
}
