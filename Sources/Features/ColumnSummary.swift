public import Tables

/// One column at a first look: what it holds and how its values lie.
public struct ColumnSummary: Equatable, Sendable {
  /// Its name.
  public let name: String
  /// What its cells are.
  public let kind: ColumnKind
  /// Cells with a value.
  public let count: Int
  /// Cells without one.
  public let missing: Int
  /// Different values.
  public let distinct: Int
  /// The most frequent values, the most frequent first; equally frequent ones by value.
  public let top: [(text: String, count: Int)]
  /// How numbers lie; `nil` for other kinds, and where there are none.
  public let numbers: NumberSummary?
  /// The smallest, 25th, 50th, 75th percentile and the largest of dates, in microseconds since 1970;
  /// percentiles are dates of the column, the earlier one in between.
  public let dates: [Int64]?

  /// How many of the most frequent values are told.
  public static let topLimit = 10

  /// Whether every figure is the same.
  public static func == (left: ColumnSummary, right: ColumnSummary) -> Bool {
    left.name == right.name && left.kind == right.kind && left.count == right.count
      && left.missing == right.missing && left.distinct == right.distinct
      && left.top.elementsEqual(right.top, by: ==) && left.numbers == right.numbers
      && left.dates == right.dates
  }
}

extension ColumnSummary {
  /// Describes numbers, sorted ascending.
  init(_ name: String, sorted values: [Double], count: Int, missing: Int) {
    let runs = Runs(values, limit: ColumnSummary.topLimit)
    self.init(
      name: name, kind: .number, count: count, missing: missing, distinct: runs.count,
      top: runs.top.map { (numberText($0.value), $0.count) },
      numbers: values.isEmpty ? nil : NumberSummary(sorted: values), dates: nil)
  }

  /// Describes dates, sorted ascending.
  init(_ name: String, sorted values: [Int64], count: Int, missing: Int) {
    let runs = Runs(values, limit: ColumnSummary.topLimit)
    let places = [0, 1, 2, 3, 4].map { $0 * max(values.count - 1, 0) / 4 }
    self.init(
      name: name, kind: .date, count: count, missing: missing, distinct: runs.count,
      top: runs.top.map { (dateText($0.value), $0.count) }, numbers: nil,
      dates: values.isEmpty ? nil : places.map { values[$0] })
  }

  /// Describes text by how often each label comes.
  init(_ name: String, labels: [Label], counts: [Int], missing: Int) {
    var used: [(text: String, count: Int)] = []
    for (label, count) in zip(labels, counts) where count > 0 { used.append((label.text, count)) }
    let top = used.largest(ColumnSummary.topLimit) { left, right in
      left.count != right.count
        ? left.count > right.count : left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }
    self.init(
      name: name, kind: .text, count: counts.reduce(0, +), missing: missing, distinct: used.count,
      top: top, numbers: nil, dates: nil)
  }
}

/// The runs of equal values among sorted ones.
private struct Runs<Value: Comparable> {
  /// How many there are.
  private(set) var count = 0

  /// The longest, the longest first; equally long ones by value.
  private(set) var top: [(value: Value, count: Int)] = []

  init(_ values: [Value], limit: Int) {
    var start = 0
    while start < values.count {
      var end = start + 1
      while end < values.count, values[end] == values[start] { end += 1 }
      count += 1
      // Values come ascending, so a run goes behind those that are as long.
      if top.count < limit || end - start > (top.last?.count ?? 0) {
        let place = top.firstIndex { $0.count < end - start } ?? top.count
        top.insert((values[start], end - start), at: place)
        if top.count > limit { top.removeLast() }
      }
      start = end
    }
  }
}

extension Array {
  /// The first few elements of the sorted array, without sorting the rest.
  fileprivate func largest(_ limit: Int, _ precedes: (Element, Element) -> Bool) -> [Element] {
    var top: [Element] = []
    for element in self {
      if top.count == limit, let last = top.last, !precedes(element, last) { continue }
      let place = top.firstIndex { precedes(element, $0) } ?? top.count
      top.insert(element, at: place)
      if top.count > limit { top.removeLast() }
    }
    return top
  }
}
