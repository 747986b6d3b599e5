import Clustering
import Decimals
import Features
import Matrices

/// Says what to do for the customers of each segment, and how they come into a better one.
struct Adviser {
  let namer: SegmentNamer
  let names: [String]
  let finder: MoveFinder

  private var profile: Profile { namer.profile }
  private var vocabulary: Vocabulary { namer.vocabulary }

  /// Two or three sentences for a segment (by index, from 0); none for one without customers.
  func advice(forSegment index: Int) throws(SegmentationError) -> [String] {
    guard profile.segments[index].size > 0 else { return [] }
    var sentences: [String]
    if namer.hasPaidNothing(index) { return [Playbook.unpaid] }
    if let cell = namer.cell(ofSegment: index) {
      sentences =
        namer.isNearlyEveryone(index) ? [Playbook.nearlyEveryone] : Playbook.advice(for: cell)
    } else {
      sentences = traitAdvice(index)
    }
    let size = profile.segments[index].size
    if size < 5, profile.overall.size >= 100 { sentences.insert(Playbook.handful(size), at: 0) }
    let search = try finder.search(fromSegment: index)
    // That there is no single step helps nobody who has been told what to do.
    if search != .needsSeveral || sentences.count < 2, let move = moveSentence(search, index) {
      sentences.append(move)
    }
    return Array(sentences.prefix(3))
  }

  private func traitAdvice(_ index: Int) -> [String] {
    let segment = profile.segments[index]
    let names = profile.overall.features.map(\.name)
    var sentences: [String] = []
    let spending = spendingLevel(index)
    let income = vocabulary.only(.income, among: names).flatMap { segment.feature($0)?.z }
    if isGone(index) {
      sentences.append(spending == 1 ? Playbook.missed : Playbook.gone)
    }
    // Who spent much and is gone is not thanked as if nothing were amiss.
    if spending != 1 || !isGone(index),
      let text = Playbook.advice(spending: spending, income: income.map(Adviser.level))
    {
      sentences.append(text)
    }
    if let favourite = favourite(segment) {
      sentences.append(
        "Lead with \(favourite) in what you send them, and show what goes with it.")
    }
    if let share = segment.oneTimeShare, share >= 0.75, !isGone(index) {
      sentences.append(Playbook.once(share))
    }
    if sentences.isEmpty {
      sentences.append(
        "Choose what you send them by what sets them apart; what all customers get will fit them "
          + "less.")
    }
    return sentences
  }

  private static func level(_ z: Double) -> Int { z >= 0.5 ? 1 : z <= -0.5 ? -1 : 0 }

  /// 1 for a segment that spends much, −1 for one that spends little; `nil` where nothing tells.
  ///
  /// Money is so uneven that who brings half their share may lie within half a standard deviation.
  private func spendingLevel(_ index: Int) -> Int? {
    guard let column = finder.valueColumn,
      let z = profile.segments[index].feature(column)?.z
    else { return nil }
    let worth = namer.worth(ofSegment: index)
    return worth >= 1.5 ? 1 : worth <= 2 / 3 ? -1 : Adviser.level(z)
  }

  /// Whether the segment's customers did not buy for clearly longer than others.
  private func isGone(_ index: Int) -> Bool {
    let names = profile.overall.features.map(\.name)
    guard let days = vocabulary.only(.recency, among: names),
      let z = profile.segments[index].feature(days)?.z
    else { return false }
    return z >= 0.5
  }

  /// The value of the spread that the segment is partial to.
  private func favourite(_ segment: SegmentProfile) -> String? {
    let likings = zip(segment.spread, profile.overall.spread).compactMap {
      here, all -> (value: String, effect: Double)? in
      guard let share = here.share, let everyone = all.share, share > everyone, share >= 0.1
      else { return nil }
      return (here.value, shareEffect(share, everyone))
    }
    guard let best = likings.max(by: { ($0.effect, $1.value) < ($1.effect, $0.value) }),
      best.effect >= Describer.leastEffect
    else { return nil }
    return shown(best.value)
  }

  private func moveSentence(_ search: MoveSearch, _ index: Int) -> String? {
    switch search {
    case .unknown: nil
    case .isBest:
      profile.segments.count > 1
        ? "No other segment spends clearly more: the aim is to "
          + (isGone(index) ? "win them back." : "keep them.") : nil
    case .needsSeveral:
      "No single realistic change would bring a typical customer here into a better segment: it takes "
        + "several at once."
    case .found(let move): sentence(move)
    }
  }

  private func sentence(_ move: Move) -> String {
    let words = vocabulary[move.column]
    let target = "they would be closest to \"\(names[move.target])\"."
    let (from, to) = (figure(move.from, words), plain(move.to, words))
    let beginning = "A typical customer here "
    switch words.meaning {
    case .frequency:
      return beginning + "made \(counted(move.from, "purchase")); with \(to) " + target
    case .recency:
      let days = move.to == 1 ? "day" : "\(to) days"
      let within = move.to == 0 ? "today" : "within the last \(days)"
      return beginning + "last bought \(counted(move.from, "day")) ago; had it been \(within), "
        + target
    case .money: return beginning + "spent \(from); with \(to) " + target
    case .averageOrder: return beginning + "spends \(from) per order; with \(to) " + target
    case .averageLine:
      return beginning + "spends \(from) on a single purchase; with \(to) " + target
    case .items:
      return beginning + "bought \(counted(move.from, "piece")); with \(to) " + target
    case .interval:
      return beginning + "lets \(counted(move.from, "day")) pass between orders; with \(to) "
        + target
    default: return beginning + "has a \(words.words) of \(from); with \(to) " + target
    }
  }

  /// The very number that was tried, with its unit: rounding it again could lose the segment.
  private func plain(_ value: Double, _ words: FeatureWords) -> String {
    let number =
      value.rounded() == value && abs(value) < 1e15 ? grouped(Int(value)) : shortestText(of: value)
    guard let unit = words.unit else { return number }
    return unit == "$" || unit == "€" || unit == "£" ? unit + number : number + " " + unit
  }
}
