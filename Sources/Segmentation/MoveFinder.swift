import Clustering
import Decimals
import Features
import Matrices
import Tables

/// Looks for moves: by assigning the changed customer, so that every step of the preparation counts.
///
/// The typical customer has the median of every number and the most frequent value of every category.
/// Another segment is better where its customers are worth at least a tenth more on average and, in the
/// grid of recency and frequency, did not buy longer ago: nobody wants to be led to "At Risk".
struct MoveFinder {
  let profile: Profile
  let preparation: Preparation
  let centers: Matrix
  let workers: Workers
  let monitor: WorkMonitor
  /// Per segment its recency score of 1 to 5; empty outside of the grid.
  let recencyScores: [Int]
  private let vocabulary: Vocabulary

  init(
    profile: Profile, preparation: Preparation, centers: Matrix, workers: Workers,
    monitor: WorkMonitor, recencyScores: [Int] = [], vocabulary: Vocabulary? = nil
  ) {
    self.profile = profile
    self.preparation = preparation
    self.centers = centers
    self.workers = workers
    self.monitor = monitor
    self.recencyScores = recencyScores
    self.vocabulary = vocabulary ?? Vocabulary(profile.overall.features.map(\.name))
  }

  /// Values that are tried at once.
  private static let stepCount = 256

  /// A better segment is worth at least this many times as much.
  private static let leastGain = 1.1

  /// The column by which segments are worth more or less, where customers have no money.
  var valueColumn: String? {
    let names = profile.overall.features.map(\.name)
    return vocabulary.only(.money, among: names) ?? vocabulary.only(.spendingScore, among: names)
  }

  /// What a customer of each segment is worth on average; `nil` where nothing tells.
  var values: [Double]? {
    if profile.overall.monetary != nil {
      return profile.segments.map { ($0.monetary ?? 0) / Double(max($0.size, 1)) }
    }
    guard let column = valueColumn else { return nil }
    return profile.segments.map { $0.feature(column)?.mean ?? 0 }
  }

  /// The move that takes the least effort.
  func search(fromSegment index: Int) throws(SegmentationError) -> MoveSearch {
    guard let values, profile.segments[index].size > 0 else { return .unknown }
    let better = values.indices.filter {
      profile.segments[$0].size > 0 && values[$0] > values[index] * MoveFinder.leastGain
        && values[$0] > values[index]
        && (recencyScores.isEmpty || recencyScores[$0] >= recencyScores[index])
    }
    guard !better.isEmpty else {
      let isBest = values.allSatisfy { $0 <= values[index] * MoveFinder.leastGain }
      return isBest ? .isBest : .unknown
    }
    let typical = typicalCustomer(index)
    guard try assign(typical, [nil], "").labels == [Int32(index)] else { return .unknown }
    var best: Move?
    for column in candidates {
      try monitor.checkCancelled()
      guard let move = try move(of: column, typical, Set(better.map { Int32($0) })) else {
        continue
      }
      if move.effort < best?.effort ?? .infinity { best = move }
    }
    return best.map { .found($0) } ?? .needsSeveral
  }

  /// A column that whoever sells can do something about, and which way is better.
  private struct Candidate {
    let name: String
    let goesUp: Bool
  }

  private var candidates: [Candidate] {
    preparation.columns.compactMap { column in
      switch vocabulary[column.name].meaning {
      case .frequency, .money, .averageOrder, .averageLine, .items, .spendingScore:
        Candidate(name: column.name, goesUp: true)
      case .recency, .interval: Candidate(name: column.name, goesUp: false)
      default: nil
      }
    }
  }

  /// One cell per column of the model.
  private func typicalCustomer(_ index: Int) -> [(name: String, cell: Column)] {
    let segment = profile.segments[index]
    return preparation.columns.map { column in
      switch column.content {
      case .texts:
        let value = segment.categories.first { $0.name == column.name }?.values.first?.value
        let label = value.map { [Label($0)] } ?? []
        return (
          column.name, .texts(TextColumn(codes: [value == nil ? -1 : 0], labels: label))
        )
      default:
        return (
          column.name, .numbers([segment.feature(column.name)?.quantiles?.median ?? .nan])
        )
      }
    }
  }

  /// The segments of the typical customer with one number changed; `nil` changes nothing.
  private func assign(
    _ customer: [(name: String, cell: Column)], _ values: [Double?], _ changed: String
  ) throws(SegmentationError) -> (labels: [Int32], rows: Matrix) {
    if let tried = assignNumbers(customer, values, changed) { return tried }
    let columns = customer.map { name, cell -> Column in
      switch cell {
      case .numbers(let cells):
        .numbers(values.map { name == changed ? $0 ?? cells[0] : cells[0] })
      case .texts(let texts):
        .texts(
          TextColumn(
            codes: [Int32](repeating: texts.codes[0], count: values.count), labels: texts.labels))
      case .dates(let cells): .dates([Int64](repeating: cells[0], count: values.count))
      }
    }
    let assigned = try Assigned(
      CustomerTable(
        table: Table(names: customer.map(\.name), columns: columns, rowCount: values.count)),
      preparation: preparation, centers: centers, workers: workers, monitor: monitor)
    return (assigned.labels, assigned.prepared.matrix)
  }

  /// The same where all are numbers and nothing is to be said of any; nil where it takes more.
  ///
  /// (Measured for 4,338 customers of 3 features: with the long way alone, moves were 9 of 100 parts
  /// of a fit.)
  private func assignNumbers(
    _ customer: [(name: String, cell: Column)], _ values: [Double?], _ changed: String
  ) -> (labels: [Int32], rows: Matrix)? {
    var typical: [Double] = []
    for case .numbers(let cells) in customer.lazy.map(\.cell) { typical += cells.prefix(1) }
    guard typical.count == customer.count else { return nil }
    let names = customer.map(\.name)
    let place = names.firstIndex(of: changed)
    var cells: [Double] = []
    cells.reserveCapacity(values.count * typical.count)
    for value in values {
      cells += typical
      if let place, let value { cells[cells.count - typical.count + place] = value }
    }
    guard let rows = preparation.prepareNumbers(cells, names: names) else { return nil }
    return (nearestLabels(of: rows, to: centers), rows)
  }

  private func move(
    of column: Candidate, _ typical: [(name: String, cell: Column)], _ better: Set<Int32>
  ) throws(SegmentationError) -> Move? {
    guard let ends = profile.overall.feature(column.name)?.quantiles,
      case .numbers(let cells)? = typical.first(where: { $0.name == column.name })?.cell,
      let start = cells.first, start.isFinite
    else { return nil }
    let end = column.goesUp ? ends.maximum : ends.minimum
    guard end != start, (end > start) == column.goesUp else { return nil }
    // Steps grow with the distance: a small change is found exactly, a large one is not missed.
    var values = (1...MoveFinder.stepCount).map { step in
      let part = Double(step) / Double(MoveFinder.stepCount)
      return start + (end - start) * part * part * part
    }
    var (nearest, reached) = (start, end)
    for _ in 0..<3 {
      let labels = try assign(typical, values, column.name).labels
      guard let first = labels.firstIndex(where: better.contains) else { return nil }
      nearest = first > 0 ? values[first - 1] : nearest
      reached = values[first]
      let step = (reached - nearest) / Double(MoveFinder.stepCount)
      values = (1...MoveFinder.stepCount).map { nearest + step * Double($0) }
    }
    return try told(column, from: start, reached: reached, end: end, typical, better)
  }

  /// The change in as few digits as will do: rounded away from the start by at most a twentieth of
  /// the change, and tried.
  private func told(
    _ column: Candidate, from start: Double, reached: Double, end: Double,
    _ typical: [(name: String, cell: Column)], _ better: Set<Int32>
  ) throws(SegmentationError) -> Move? {
    let choices: [Double]
    if isWhole(column.name) {
      choices = [reached.rounded(column.goesUp ? .up : .down), end]
    } else {
      choices =
        (1...6).map { roundedAway(reached, digits: $0, up: column.goesUp) }
        .filter {
          abs($0 - reached) <= abs(reached - start) / 20 && abs($0 - start) <= abs(end - start)
        }
        + [reached]
    }
    let tried = try assign(typical, choices + [start], column.name)
    guard let choice = choices.indices.first(where: { better.contains(tried.labels[$0]) })
    else { return nil }
    let target = Int(tried.labels[choice])
    guard isRealistic(choices[choice], from: start, column, target) else { return nil }
    let (from, to) = (
      tried.rows.row(choices.count), tried.rows.row(choice)
    )
    let effort = zip(from, to).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
    return Move(
      column: column.name, from: start, to: choices[choice], target: target, effort: effort)
  }

  /// Whether the better segment's customers, or at least some of all, are like that, and the change
  /// is not beyond what anybody would plan for: ten times as much.
  private func isRealistic(
    _ value: Double, from start: Double, _ column: Candidate, _ target: Int
  ) -> Bool {
    guard let there = profile.segments[target].feature(column.name)?.quantiles,
      let all = profile.overall.feature(column.name)?.quantiles
    else { return false }
    // From 0 to what half of all customers have is no more than that either.
    if column.goesUp, value > max(start * 10, all.median) { return false }
    return column.goesUp ? value <= max(there.upper, all.high) : value >= all.minimum
  }

  /// Whether values of the column are whole by their nature, as far as all quantiles are.
  private func isWhole(_ column: String) -> Bool {
    guard [.frequency, .recency, .items, .spendingScore].contains(vocabulary[column].meaning),
      let quantiles = profile.overall.feature(column)?.quantiles
    else { return false }
    return [quantiles.minimum, quantiles.maximum].allSatisfy { $0.rounded() == $0 }
  }

  /// A number with that many digits that count, not before the value.
  private func roundedAway(_ value: Double, digits: Int, up: Bool) -> Double {
    guard value != 0 else { return value }
    var unit = 1.0
    let magnitude = abs(value)
    while unit <= magnitude / 10, unit < 1e300 { unit *= 10 }
    while unit > magnitude, unit > 1e-300 { unit /= 10 }
    for _ in 1..<digits { unit /= 10 }
    // Below 1 a unit is an inexact fraction; its inverse is exact.
    guard unit < 1 else { return (value / unit).rounded(up ? .up : .down) * unit }
    let inverse = (1 / unit).rounded()
    return (value * inverse).rounded(up ? .up : .down) / inverse
  }
}
