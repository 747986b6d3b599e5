import Tables

/// The values of a condition, laid out so that a cell is looked up and not compared with each:
/// thousands of values meet millions of cells.
struct ConditionValues {
  private let texts: Set<String>
  private let truths: Set<Bool>
  /// Numbers that were given as numbers, for cells of text.
  private let plainNumbers: Set<Double>
  /// Every value that reads as a number, for cells of numbers.
  private let numbers: Set<Double>
  /// Every value that reads as a date, in order and apart.
  private let spans: [ClosedRange<Int64>]

  init(_ values: [CellValue], instants: [ClosedRange<Int64>?]) {
    var (texts, truths, plainNumbers) = (Set<String>(), Set<Bool>(), Set<Double>())
    for value in values {
      switch value {
      case .text(let text): texts.insert(text)
      case .bool(let truth): truths.insert(truth)
      case .number(let number): plainNumbers.insert(number)
      }
    }
    (self.texts, self.truths, self.plainNumbers) = (texts, truths, plainNumbers)
    numbers = Set(values.compactMap(\.number))
    var spans: [ClosedRange<Int64>] = []
    for span in instants.compactMap({ $0 }).sorted(by: { $0.lowerBound < $1.lowerBound }) {
      guard let last = spans.last, span.lowerBound <= last.upperBound else {
        spans.append(span)
        continue
      }
      spans[spans.count - 1] = last.lowerBound...max(last.upperBound, span.upperBound)
    }
    self.spans = spans
  }

  /// Whether a cell of numbers is one of them.
  func contains(_ cell: Double) -> Bool { numbers.contains(cell) }

  /// Whether an instant lies in one of them.
  func contains(_ cell: Int64) -> Bool {
    var (low, high) = (0, spans.count)
    while low < high {
      let middle = (low + high) / 2
      if spans[middle].upperBound < cell { low = middle + 1 } else { high = middle }
    }
    return low < spans.count && spans[low].contains(cell)
  }

  /// Whether a cell of text is one of them.
  func contains(_ cell: String) -> Bool {
    if texts.contains(cell) { return true }
    if !plainNumbers.isEmpty, let number = number(cell), plainNumbers.contains(number) {
      return true
    }
    guard !truths.isEmpty else { return false }
    switch cell.lowercased() {
    case "true": return truths.contains(true)
    case "false": return truths.contains(false)
    default: return false
    }
  }
}
