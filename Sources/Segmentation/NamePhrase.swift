/// A name made of traits: prefixes, one noun, tails.
///
///     NamePhrase([income high, spending low]).text      // "High earners who spend little"
///     NamePhrase([Clothing-first, professionals]).text  // "Clothing-first professionals"
struct NamePhrase {
  /// The name.
  let text: String

  /// Puts traits together; none of them gives "Average customers".
  init(_ traits: [NameTrait]) {
    guard !traits.isEmpty else {
      text = "Average customers"
      return
    }
    let head = traits.indices.filter { traits[$0].noun != nil }
      .min { (traits[$0].nounRank, $0) < (traits[$1].nounRank, $1) }
    var prefixes: [String] = []
    var tails: [String] = []
    for (place, trait) in traits.enumerated() where place != head {
      // Beside a noun a tail reads better than a second adjective, but for what has only one form.
      if let tail = trait.tail, prefixes.count > 0 || !NamePhrase.prefersPrefix(trait) {
        tails.append(tail)
      } else if let prefix = trait.prefix {
        prefixes.append(prefix)
      } else if let noun = trait.noun {
        tails.append("mostly " + noun)
      }
    }
    let noun = head.flatMap { traits[$0].noun } ?? "customers"
    let words = (prefixes + [noun]).joined(separator: " ")
    text = capitalised(words + NamePhrase.linked(tails))
  }

  private static func prefersPrefix(_ trait: NameTrait) -> Bool {
    trait.prefix != nil && (trait.tail == nil || trait.prefix?.hasSuffix("-first") == true)
  }

  /// " who spend much and buy often", " with high debt and low income", each kind together.
  private static func linked(_ tails: [String]) -> String {
    var groups: [(opening: String, parts: [String])] = []
    for tail in tails {
      let opening = ["who ", "with ", "mostly "].first(where: tail.hasPrefix) ?? ""
      let rest = String(tail.dropFirst(opening.count))
      if !opening.isEmpty, let place = groups.firstIndex(where: { $0.opening == opening }) {
        groups[place].parts.append(rest)
      } else {
        groups.append((opening, [rest]))
      }
    }
    // What most of them are stands behind what all of them have.
    let last = groups.filter { $0.opening == "mostly " }
    return (groups.filter { $0.opening != "mostly " } + last).map { group in
      (group.opening == "mostly " ? ", " : " ") + group.opening + joined(group.parts)
    }.joined()
  }
}
