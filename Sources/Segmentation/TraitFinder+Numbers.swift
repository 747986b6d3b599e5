extension TraitFinder {
  /// A numeric feature that stands out, in the words that go with what it means.
  func numericTrait(
    _ words: FeatureWords, z: Double, _ feature: NumericProfile, _ everyone: NumericProfile,
    weight: Double
  ) -> NameTrait {
    let isHigh = z > 0
    var trait = NameTrait(
      column: words.column, topic: topic(of: words), strength: min(abs(z), 3) * weight)
    func say(
      prefix: (String, String)? = nil, noun: (String, String)? = nil, rank: Int = 9,
      tail: (String, String)? = nil
    ) {
      trait.prefix = prefix.map { isHigh ? $0.0 : $0.1 }
      trait.noun = noun.map { isHigh ? $0.0 : $0.1 }
      trait.nounRank = rank
      trait.tail = tail.map { isHigh ? $0.0 : $0.1 }
    }
    switch words.meaning {
    case .income:
      say(
        prefix: ("high-income", "low-income"), noun: ("high earners", "low earners"), rank: 2,
        tail: ("with high income", "with low income"))
    case .age: say(prefix: ("older", "younger"))
    case .money, .spendingScore:
      say(
        prefix: ("big-spending", "thrifty"), noun: ("big spenders", "small spenders"), rank: 6,
        tail: ("who spend much", "who spend little"))
    case .frequency:
      say(
        prefix: ("frequent", "infrequent"), noun: ("frequent buyers", "occasional buyers"),
        rank: 4, tail: ("who buy often", "who buy rarely"))
    case .recency:
      say(
        prefix: ("lapsed", "recently active"), noun: ("lapsed customers", "recent customers"),
        rank: 7, tail: ("not seen for long", "who bought recently"))
    case .tenure, .firstPurchase:
      say(prefix: ("long-standing", "new"), tail: ("of long standing", "who are new"))
    case .averageOrder: say(tail: ("with large orders", "with small orders"))
    case .averageLine, .largestLine:
      say(tail: ("with large purchases", "with small purchases"))
    case .smallestLine: say(tail: ("with no small purchases", "with some small purchases"))
    case .items: say(tail: ("who buy many pieces", "who buy few pieces"))
    case .interval:
      say(tail: ("with long gaps between orders", "with short gaps between orders"))
    case .oneTime:
      say(prefix: ("one-time", "repeat"), noun: ("one-time buyers", "repeat buyers"), rank: 3)
    case .children:
      let few = (feature.mean ?? 0) < 0.3 ? "without children" : "with few children"
      say(tail: ("with \(manyChildren(words))", few))
    default: sayPlainly(words, feature, everyone, isHigh, &trait)
    }
    return trait
  }

  private func manyChildren(_ words: FeatureWords) -> String {
    words.words.hasPrefix("children") ? words.words : "children"
  }

  /// A feature of no known meaning: "with high debt", "with many cars", "with house owner".
  private func sayPlainly(
    _ words: FeatureWords, _ feature: NumericProfile, _ everyone: NumericProfile, _ isHigh: Bool,
    _ trait: inout NameTrait
  ) {
    if let value = spreadValue(of: words.column) {
      if isHigh { trait.prefix = "\(value)-first" }
      trait.tail = isHigh ? "who buy \(value)" : "who buy little \(value)"
      return
    }
    let isFlag = everyone.isFlag
    if isFlag, words.words.hasSuffix("owner") {
      trait.noun = isHigh ? words.words + "s" : nil
      trait.nounRank = 5
      trait.tail = isHigh ? "who are \(words.words)s" : "who are no \(words.words)s"
      return
    }
    if isFlag, isHigh, let people = TraitFinder.people(words.words) {
      (trait.noun, trait.nounRank) = (people, 1)
      trait.tail = "mostly \(people)"
      return
    }
    if isFlag {
      trait.tail = isHigh ? "with \(words.words)" : "without \(words.words)"
      return
    }
    trait.tail = "with \(isHigh ? "high" : "low") \(words.words)"
  }

  /// The category of a column that a spread made, such as `Category=Bikes`.
  private func spreadValue(of column: String) -> String? {
    guard let mark = column.lastIndex(of: "=") else { return nil }
    let value = String(column[column.index(after: mark)...])
    return value.isEmpty ? nil : shown(value)
  }

  private func topic(of words: FeatureWords) -> String {
    switch words.meaning {
    case .money, .spendingScore: "money"
    case .frequency, .oneTime, .interval: "orders"
    case .tenure, .firstPurchase: "tenure"
    case .averageOrder, .averageLine, .largestLine, .smallestLine: "basket"
    case .children: "children"
    default: words.column.contains("=") ? "spread" : "column " + words.column
    }
  }
}
