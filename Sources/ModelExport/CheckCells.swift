import Features
import Matrices
import Segmentation
import Tables

/// What the cells of check rows are drawn from: figures and values that the model holds anyway.
struct CheckCells {
  private let columns: [Choice]
  private let segments: [Segment]

  /// One row, a cell per column.
  typealias Row = [Cell]

  /// A cell of a check row.
  enum Cell {
    case number(Double)
    case text(String?)
  }

  /// What one column offers.
  private struct Choice {
    let name: String
    let content: PreparedColumn.Content
    /// Numbers in ascending order that ordinary cells lie between; or the known values of a text.
    let points: [Double]
    let levels: [String]
    /// Per segment its middle.
    let middles: [Cell]
  }

  init(_ model: SegmentModel) {
    segments = model.segments
    columns = model.preparation.columns.map { column in
      switch column.content {
      case .numbers(let steps):
        let quantiles = model.profile.overall.feature(column.name)?.quantiles
        let points =
          quantiles.map { [$0.minimum, $0.lower, $0.median, $0.upper, $0.high, $0.maximum] }
          ?? [steps.minimum, steps.maximum]
        return Choice(
          name: column.name, content: column.content, points: points, levels: [],
          middles: model.segments.map { segment in
            .number(segment.center.first { $0.feature == column.name }?.value ?? steps.minimum)
          })
      case .texts(let steps):
        return Choice(
          name: column.name, content: column.content, points: [], levels: steps.levels,
          middles: model.profile.segments.map { segment in
            .text(
              segment.categories.first { $0.name == column.name }?.values.first?.value
                ?? steps.levels.first)
          })
      }
    }
  }

  var names: [String] { columns.map(\.name) }

  /// Row by row: the middle of each segment, then ordinary rows, three of four of them with one
  /// unusual cell, each kind and each column in turn.
  func row(_ index: Int, _ generator: inout RandomGenerator) -> Row {
    let middles = min(segments.count, CheckRows.count / 2)
    if index < middles { return columns.map { $0.middles[index] } }
    var row = ordinaryRow(&generator)
    let (turn, kind) = (index - middles).quotientAndRemainder(dividingBy: 4)
    let place = turn % columns.count
    guard kind > 0 else { return row }
    row[place] = unusualCell(columns[place], kind)
    return row
  }

  func ordinaryRow(_ generator: inout RandomGenerator) -> Row {
    columns.map { column in
      guard !column.levels.isEmpty else {
        let step = generator.next(below: max(column.points.count - 1, 1))
        let (low, high) = (
          column.points[step], column.points[min(step + 1, column.points.count - 1)]
        )
        return .number(CheckCells.between(low, high, generator.nextDouble()))
      }
      return .text(column.levels[generator.next(below: column.levels.count)])
    }
  }

  /// 1: missing; 2: beyond what training saw; 3: beyond the transform, or 0, or the empty text.
  private func unusualCell(_ column: Choice, _ kind: Int) -> Cell {
    switch (column.content, kind) {
    case (.numbers, 1): .number(.nan)
    case (.texts, 1): .text(nil)
    case (.numbers(let steps), 2): .number(CheckCells.beyond(steps.minimum, steps.maximum))
    case (.texts(let steps), 2): .text(CheckCells.unseenText(steps.levels))
    case (.numbers(let steps), _): .number(steps.transform.isDefined(at: -1) ? 0 : -1)
    case (.texts(let steps), _): .text(steps.levels.last)
    }
  }

  /// A number between two; they may lie farther apart than a double can tell.
  private static func between(_ low: Double, _ high: Double, _ share: Double) -> Double {
    let width = high - low
    return width.isFinite ? low + width * share : low * (1 - share) + high * share
  }

  /// A number as far above the largest as that is above the smallest, finite as a document needs it.
  private static func beyond(_ smallest: Double, _ largest: Double) -> Double {
    min(largest + (largest - smallest), .greatestFiniteMagnitude)
  }

  /// A text that is none of the known values.
  private static func unseenText(_ levels: [String]) -> String {
    var text = "unseen"
    while levels.contains(text) { text += "?" }
    return text
  }

  static func table(_ rows: [Row], _ names: [String]) -> Table {
    let columns = names.indices.map { place -> Column in
      if case .number = rows[0][place] {
        return .numbers(
          rows.map { if case .number(let value) = $0[place] { value } else { .nan } })
      }
      return .texts(
        TextColumn(
          texts: rows.map { if case .text(let text) = $0[place] { text } else { nil } }))
    }
    return Table(names: names, columns: columns, rowCount: rows.count)
  }
}
