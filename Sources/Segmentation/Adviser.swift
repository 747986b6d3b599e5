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

  /// Two or three sentences for a segment (by index, from 0); none for one without customers.
  func advice(forSegment index: Int) throws(SegmentationError) -> [String] {
    guard profile.segments[index].size > 0 else { return [] }
    var sentences: [String]
    if let cell = namer.cell(ofSegment: index) {
      sentences = Playbook.advice(for: cell)
    } else {
      sentences = traitAdvice(index)
    }
    let search = try finder.search(fromSegment: index)
    // That there is no single step helps nobody who has been told what to do.
    if search != .needsSeveral || sentences.count < 2, let move = moveSentence(search) {
      sentences.append(move)
    }
    return Array(sentences.prefix(3))
  }

  private func traitAdvice(_ index: Int) -> [String] {
    let segment = profile.segments[index]
    let vocabulary = Vocabulary(profile.overall.features.map(\.name))
    let names = profile.overall.features.map(\.name)
    var sentences: [String] = []
    let income = vocabulary.only(.income, among: names).flatMap { segment.feature($0)?.z }
    if let column = finder.valueColumn,
      let text = Playbook.advice(spending: segment.feature(column)?.z, income: income)
    {
      sentences.append(text)
    }
    if let favourite = favourite(segment) {
      sentences.append(
        "Lead with \(favourite) in what you send them, and show what goes with it.")
    } else if let days = vocabulary.only(.recency, among: names),
      let z = segment.feature(days)?.z, z >= 0.5
    {
      sentences.append(
        "They have not been here for long: bring back to mind what you stand for before you offer "
          + "a discount.")
    } else if let share = segment.oneTimeShare, share >= 0.75 {
      sentences.append(
        "Most of them bought once: the second order is the goal, so write soon after the first.")
    }
    if sentences.isEmpty {
      sentences.append(
        "Choose what you send them by what sets them apart; what all customers get will fit them "
          + "less.")
    }
    return sentences
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
      best.effect >= TraitFinder.leastZ
    else { return nil }
    return shown(best.value)
  }

  private func moveSentence(_ search: MoveSearch) -> String? {
    switch search {
    case .unknown: nil
    case .isBest:
      profile.segments.count > 1
        ? "No other segment spends clearly more: the aim is to keep them." : nil
    case .needsSeveral:
      "No single realistic change would bring a typical customer here into a better segment: it takes "
        + "several at once."
    case .found(let move): sentence(move)
    }
  }

  private func sentence(_ move: Move) -> String {
    let words = Vocabulary(profile.overall.features.map(\.name))[move.column]
    let target = "it would count among \"\(names[move.target])\"."
    let (from, to) = (figure(move.from, words), plain(move.to, words))
    let beginning = "A typical customer here "
    switch words.meaning {
    case .frequency:
      let purchases = move.to == 1 ? "1 purchase" : "\(to) purchases"
      let times = move.from == 1 ? "once" : counted(move.from, "time")
      return beginning + "bought \(times); with \(purchases) " + target
    case .recency:
      let days = move.to == 1 ? "day" : "\(to) days"
      let within = move.to == 0 ? "today" : "within the last \(days)"
      return beginning + "last bought \(counted(move.from, "day")) ago; with a purchase "
        + "\(within) " + target
    case .money: return beginning + "spent \(from); at \(to) " + target
    case .averageOrder: return beginning + "spends \(from) per order; at \(to) " + target
    case .averageLine: return beginning + "spends \(from) on a single purchase; at \(to) " + target
    case .items:
      return beginning + "bought \(counted(move.from, "piece")); with \(to) pieces " + target
    case .interval:
      return beginning + "lets \(counted(move.from, "day")) pass between orders; at \(to) "
        + target
    default: return beginning + "has a \(words.words) of \(from); at \(to) " + target
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
