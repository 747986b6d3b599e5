/// Finds the traits of segments.
struct TraitFinder {
  let profile: Profile
  let vocabulary: Vocabulary
  /// The features of the model; other columns tell segments apart only where these do not.
  let features: Set<String>

  /// A mean this many standard deviations from that of all is a trait.
  static let leastZ = 0.5

  init(_ profile: Profile, features: [String]) {
    self.profile = profile
    self.features = Set(features)
    vocabulary = Vocabulary(
      profile.overall.features.map(\.name) + profile.overall.categories.map(\.name))
  }

  /// The traits of a segment, the strongest first.
  ///
  /// - Parameter leastZ: From which z on a mean counts.
  func traits(ofSegment index: Int, leastZ: Double = TraitFinder.leastZ) -> [NameTrait] {
    let segment = profile.segments[index]
    var traits: [NameTrait] = []
    for ((name, feature), (_, everyone)) in zip(segment.features, profile.overall.features) {
      guard let z = feature.z, abs(z) >= leastZ else { continue }
      traits.append(
        numericTrait(vocabulary[name], z: z, feature, everyone, weight: weight(of: name)))
    }
    for (name, values) in segment.categories {
      traits += values.prefix(1).compactMap { categoryTrait(name, $0) }
    }
    traits += spreadTraits(segment)
    // The sort keeps the order of the columns where two stand out alike.
    return traits.enumerated().sorted {
      ($0.element.strength, $1.offset) > ($1.element.strength, $0.offset)
    }.map(\.element)
  }

  private func weight(of column: String) -> Double {
    // The columns of a category or of a spread are features by other names.
    let isFeature = features.contains { $0 == column || $0.hasPrefix(column + "=") }
    return isFeature ? 1 : 0.5
  }

  private func categoryTrait(_ name: String, _ value: CategoryProfile) -> NameTrait? {
    let all = value.lift > 0 ? value.share / value.lift : 0
    let effect = shareEffect(value.share, all)
    guard value.share >= 0.5, value.lift >= 1.2, effect >= TraitFinder.leastZ else { return nil }
    let words = vocabulary[name]
    var trait = NameTrait(
      column: name, topic: "column " + name, strength: effect * weight(of: name))
    switch words.meaning {
    case .occupation:
      trait.noun = TraitFinder.people(value.value)
      trait.nounRank = 1
      trait.tail = "mostly \(shown(value.value))"
    case .gender:
      switch value.value.lowercased() {
      case "female", "f", "w": (trait.noun, trait.prefix) = ("women", "female")
      case "male", "m": (trait.noun, trait.prefix) = ("men", "male")
      default: trait.tail = "mostly \(shown(value.value))"
      }
      trait.nounRank = 3
    case .place: trait.tail = "from \(shown(value.value))"
    default: trait.tail = "mostly \(shown(value.value))"
    }
    return trait
  }

  /// "Professional" as people: "professionals"; `nil` where the word does not tell how.
  static func people(_ value: String) -> String? {
    let known = [
      "management": "managers", "manual": "manual workers",
      "skilled manual": "skilled manual workers", "clerical": "office workers",
      "self-employed": "self-employed people", "retired": "retired people",
      "sales": "sales people",
    ]
    let lower = shown(value).lowercased()
    if let word = known[lower] { return word }
    let endings = ["er", "or", "ist", "ian", "ant", "ent", "onal", "ee"]
    guard lower.allSatisfy({ $0.isLetter || $0 == " " }),
      endings.contains(where: lower.hasSuffix)
    else { return nil }
    return lower + "s"
  }

  private func spreadTraits(_ segment: SegmentProfile) -> [NameTrait] {
    zip(segment.spread, profile.overall.spread).compactMap { here, all in
      guard let share = here.share, let everyone = all.share, share >= 0.3,
        shareEffect(share, everyone) >= TraitFinder.leastZ, share > everyone
      else { return nil }
      return NameTrait(
        column: here.value, topic: "spread", strength: shareEffect(share, everyone) + 0.5,
        prefix: "\(shown(here.value))-first",
        tail: "who buy mostly \(shown(here.value))")
    }
  }
}
