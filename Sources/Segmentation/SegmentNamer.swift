/// Gives the segments of a profile names, each different from the others.
///
/// Where the model's features are measures of purchases with recency, frequency and money among
/// them, the name is that of the 25-cell grid at the segment's median customer, but for three cases
/// that the grid has no word for: nearly everyone, no revenue, big spenders who are gone. Otherwise
/// it is made of what sets the segment apart. Deterministic: it depends on the profile alone.
struct SegmentNamer {
  let profile: Profile
  let features: [String]
  let relations: FeatureRelations
  let vocabulary: Vocabulary

  /// How many traits a name has, where two are enough to tell all segments apart.
  static let traitCount = 2

  /// - Parameters:
  ///   - features: The names of the columns that the model was made of.
  ///   - relations: Which of them tell the same.
  init(_ profile: Profile, features: [String], relations: FeatureRelations = FeatureRelations()) {
    self.profile = profile
    self.features = features
    self.relations = relations
    vocabulary = Vocabulary(profile.overall.features.map(\.name))
  }

  /// The names, in the order of the segments.
  ///
  /// - Parameter held: Per segment the name it had in the model before, to be kept where the segment
  ///   is still what it was called for; `nil` for a segment that is new.
  func names(holding held: [String?] = []) -> [String] {
    let fresh = cells == nil ? traitNames() : profile.segments.indices.map { cellName($0) }
    let kept = fresh.indices.map { index -> String? in
      guard held.indices.contains(index), let name = held[index] else { return nil }
      return isStillTrue(name, of: index, fresh: fresh[index]) ? name : nil
    }
    let names = zip(kept, fresh).map { $0 ?? $1 }
    return UniqueNames(names, kept: kept.map { $0 != nil }, namer: self).names
  }

  /// The columns of the grid, where the model is one of recency, frequency and money.
  var cells: (recency: String, frequency: String)? {
    let words = features.map { vocabulary[$0].meaning }
    let isAboutPurchases = words.allSatisfy { meaning in
      switch meaning {
      case .recency, .frequency, .money, .averageOrder, .averageLine, .smallestLine, .largestLine,
        .tenure, .firstPurchase, .interval, .items, .oneTime:
        true
      default: false
      }
    }
    guard isAboutPurchases, vocabulary.only(.money, among: features) != nil,
      let recency = vocabulary.only(.recency, among: features),
      let frequency = vocabulary.only(.frequency, among: features),
      profile.quintiles[recency]?.count == 4, profile.quintiles[frequency]?.count == 4
    else { return nil }
    return (recency, frequency)
  }

  /// The cell of a segment's median customer, its measures multiplied by the factors.
  func cell(
    ofSegment index: Int, _ factors: (days: Double, orders: Double) = (1, 1)
  ) -> RFMGrid.Cell? {
    scores(ofSegment: index, factors).map {
      let cell = RFMGrid.cell(recencyScore: $0.recency, frequencyScore: $0.frequency)
      // The grid does not look at money: who is gone and brought far more than others is missed.
      let isMissed = [.hibernating, .atRisk].contains(cell) && worth(ofSegment: index) >= 5
      return isMissed ? .cantLose : cell
    }
  }

  /// How many times the average customer's money a customer of the segment brings.
  func worth(ofSegment index: Int) -> Double {
    let segment = profile.segments[index]
    if let share = segment.monetaryShare, segment.share > 0 { return share / segment.share }
    let names = profile.overall.features.map(\.name)
    guard let column = vocabulary.only(.money, among: names),
      let mean = segment.feature(column)?.mean,
      let all = profile.overall.feature(column)?.mean, all > 0
    else { return 1 }
    return mean / all
  }

  /// Whether no customer of the segment brought money, where others did.
  func hasPaidNothing(_ index: Int) -> Bool {
    profile.segments[index].monetary == 0 && profile.overall.monetary ?? 0 > 0
  }

  /// Whether nearly all customers are in the segment: then a cell of the grid says nothing of it.
  func isNearlyEveryone(_ index: Int) -> Bool {
    profile.segments.count > 1 && profile.segments[index].share >= 0.9
  }

  /// The scores, 1 to 5, of a segment's median customer, its measures multiplied by the factors.
  func scores(
    ofSegment index: Int, _ factors: (days: Double, orders: Double) = (1, 1)
  ) -> (recency: Int, frequency: Int)? {
    guard let cells, let recency = profile.quintiles[cells.recency],
      let frequency = profile.quintiles[cells.frequency],
      let days = profile.segments[index].feature(cells.recency)?.quantiles?.median,
      let orders = profile.segments[index].feature(cells.frequency)?.quantiles?.median
    else { return nil }
    // Few days are good, many orders are good.
    return (
      5 - recency.count { $0 < days * factors.days },
      1 + frequency.count { $0 < orders * factors.orders }
    )
  }

  /// Per segment the recency score of its median customer, 0 for one without customers; empty outside
  /// of the grid.
  var recencyScores: [Int] {
    cells == nil
      ? [] : profile.segments.indices.map { scores(ofSegment: $0)?.recency ?? 0 }
  }

  private func cellName(_ index: Int) -> String {
    guard let cell = cell(ofSegment: index) else { return "Empty" }
    if hasPaidNothing(index) { return "No Revenue" }
    return isNearlyEveryone(index) ? "Nearly Everyone" : cell.rawValue
  }

  /// Names made of traits: of two at first, of more where two segments would have the same.
  private func traitNames() -> [String] {
    let finder = TraitFinder(profile, features: features)
    let indices = profile.segments.indices
    let traits = indices.map { distinct(finder.traits(ofSegment: $0)) }
    var names = indices.map { phrase(Array(traits[$0].prefix(SegmentNamer.traitCount)), $0) }
    // The next-best traits, weaker ones as well, part those that are alike so far.
    let more = indices.map { distinct(finder.traits(ofSegment: $0, leastZ: 0.25)) }
    for count in (SegmentNamer.traitCount + 1)...(SegmentNamer.traitCount + 2) {
      let alike = Dictionary(grouping: indices, by: { names[$0] }).values.filter { $0.count > 1 }
      for group in alike {
        let longer = group.map { phrase(Array(more[$0].prefix(count)), $0) }
        // Longer names for nothing help nobody.
        guard Set(longer).count > 1 else { continue }
        for (index, name) in zip(group, longer) { names[index] = name }
      }
    }
    return names
  }

  private func phrase(_ traits: [NameTrait], _ index: Int) -> String {
    guard profile.segments[index].size > 0 else { return "Empty" }
    if traits.isEmpty, vocabulary.only(.income, among: features) != nil,
      vocabulary.only(.spendingScore, among: features)
        ?? vocabulary.only(.money, among: features) != nil
    {
      return "Middle earners who spend moderately"
    }
    return NamePhrase(traits).text
  }

  /// Leaves out traits that say again what a stronger one says.
  private func distinct(_ traits: [NameTrait]) -> [NameTrait] {
    var chosen: [NameTrait] = []
    for trait in traits {
      let isSaid = chosen.contains {
        $0.topic == trait.topic || relations.areAlike($0.column, trait.column)
      }
      if !isSaid { chosen.append(trait) }
    }
    return chosen
  }

  /// Whether a small change of the figures would still give the earlier name.
  private func isStillTrue(_ name: String, of index: Int, fresh: String) -> Bool {
    let stem = UniqueNames.stem(of: name)
    if name == fresh || stem == fresh { return true }
    guard profile.segments[index].size > 0 else { return false }
    if cells != nil, isNearlyEveryone(index) || hasPaidNothing(index) { return false }
    guard cells != nil else { return nearbyNames(index).contains(stem) }
    return [0.9, 1, 1.1].contains { days in
      [0.9, 1, 1.1].contains { orders in
        cell(ofSegment: index, (days, orders))?.rawValue == stem
      }
    }
  }

  /// What a segment would be called if its traits were a little stronger or weaker.
  private func nearbyNames(_ index: Int) -> Set<String> {
    let finder = TraitFinder(profile, features: features)
    var names: Set<String> = []
    for least in [0.4, 0.5, 0.6] {
      let traits = distinct(finder.traits(ofSegment: index, leastZ: least))
      for count in 1...(SegmentNamer.traitCount + 2) {
        names.insert(phrase(Array(traits.prefix(count)), index))
      }
      names.insert(phrase([], index))
      // Two neighbours in rank may have changed places.
      for place in traits.indices.dropFirst().prefix(3)
      where traits[place - 1].strength - traits[place].strength < 0.2 {
        var swapped = traits
        swapped.swapAt(place - 1, place)
        names.insert(phrase(Array(swapped.prefix(SegmentNamer.traitCount)), index))
      }
    }
    return names
  }
}
