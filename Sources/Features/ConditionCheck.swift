import Decimals
import Tables

/// A condition made ready to look at batches.
struct ConditionCheck {
  private let position: Int
  private let test: Condition.Test
  private let values: ConditionValues
  /// Per value the instants it stands for, where it reads as a date.
  private let instants: [ClosedRange<Int64>?]
  /// Per value the number it stands for, where it reads as one.
  private let numbers: [Double?]
  /// Whether a cell with that label passes, for the labels met so far.
  private var passes: [Bool] = []

  /// Asks the plan for the column of a condition.
  ///
  /// The kind is left to the source where a value fits more than one kind; a comparison of text
  /// with text wants text, a bound wants numbers or dates.
  init(
    _ condition: Condition, number: Int, plan: inout ColumnPlan
  ) throws(FeatureError) {
    test = condition.test
    let values = condition.test.values
    instants = values.map { if case .text(let text) = $0 { isoRange(text) } else { nil } }
    numbers = values.map(\.number)
    self.values = ConditionValues(values, instants: instants)
    let parameter = "where[\(number)]"
    let kind: ColumnKind?
    switch condition.test {
    case .min(let bound), .max(let bound):
      guard instants[0] != nil || numbers[0] != nil else {
        throw .invalidRecipe(
          parameter: "\(parameter).\(test.wireName)", expected: "a number or a date",
          got: bound.description)
      }
      kind = numbers[0] != nil ? .number : .date
    case .is, .in, .notIn:
      let isPlainText = zip(values, instants).contains { value, range in
        if case .text = value { range == nil } else { false }
      }
      kind = isPlainText ? .text : nil
    }
    position = try plan.share(condition.column, as: kind, for: "\(parameter).column")
  }

  /// Sets the verdict of every row that has none yet and does not pass; returns how many.
  mutating func mark(
    _ verdicts: inout [UInt8], as rule: UInt8, in batch: Batch, of source: any BatchSource
  ) -> Int {
    switch batch.columns[position] {
    case .numbers(let cells):
      return markRows(&verdicts, as: rule) { passes(cells[$0]) }
    case .dates(let cells):
      return markRows(&verdicts, as: rule) { passes(cells[$0]) }
    case .codes(let cells):
      let labels = source.labels(of: position)
      for label in labels[min(passes.count, labels.count)...] { passes.append(passes(label.text)) }
      let passes = passes
      let passesMissing = passesMissing
      return markRows(&verdicts, as: rule) { row in
        let code = Int(cells[row])
        return passes.indices.contains(code) ? passes[code] : passesMissing
      }
    }
  }

  private var passesMissing: Bool { if case .notIn = test { true } else { false } }

  private func passes(_ cell: Double) -> Bool {
    if cell.isNaN { return passesMissing }
    switch test {
    case .is, .in: return values.contains(cell)
    case .notIn: return !values.contains(cell)
    case .min: return cell >= numbers[0] ?? .infinity
    case .max: return cell <= numbers[0] ?? -.infinity
    }
  }

  private func passes(_ cell: Int64) -> Bool {
    if cell == Column.missingDate { return passesMissing }
    switch test {
    case .is, .in: return values.contains(cell)
    case .notIn: return !values.contains(cell)
    case .min: return cell >= instants[0]?.lowerBound ?? .max
    case .max: return cell <= instants[0]?.upperBound ?? .min
    }
  }

  private func passes(_ cell: String) -> Bool {
    switch test {
    case .is, .in: return values.contains(cell)
    case .notIn: return !values.contains(cell)
    case .min, .max:
      if let instant = isoInstant(cell) { return passes(instant) }
      return number(cell).map { passes($0) } ?? false
    }
  }
}

extension CellValue {
  /// The number it stands for in a column of numbers.
  var number: Double? {
    switch self {
    case .number(let value): value
    case .bool(let value): value ? 1 : 0
    case .text(let text): Features.number(text)
    }
  }

  /// How it is shown in a sentence.
  var description: String {
    switch self {
    case .number(let value): numberText(value)
    case .bool(let value): "\(value)"
    case .text(let text): "\"\(text)\""
    }
  }
}

/// The number that a whole text is.
func number(_ text: String) -> Double? {
  let bytes = Array(text.utf8)
  return nearestDouble(bytes.span)
}

/// Sets the verdict of every row that has none yet and does not pass; returns how many.
@inline(__always)
func markRows(_ verdicts: inout [UInt8], as rule: UInt8, unless passes: (Int) -> Bool) -> Int {
  var count = 0
  for row in verdicts.indices where verdicts[row] == 0 && !passes(row) {
    verdicts[row] = rule
    count += 1
  }
  return count
}
