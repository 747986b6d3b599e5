import JSON
import Tables

/// How the text of a model's training rows was read: what a few rows sent alone may not tell.
///
/// `5/6/2020` alone is a day in June or in May, `1,234` alone a thousand or one and a bit. The rows
/// of the fit told; where a column of later rows can be read the same way throughout, it is.
struct ReadFormats: Equatable, Sendable {
  /// How dates were written.
  let date: DateFormat?
  /// How numbers were written, where it was not the usual way.
  let number: NumberFormat?

  /// What a fit's reading came to.
  init(_ report: ReadReport) {
    date = report.dateFormat.flatMap { DateFormat(name: $0) }
    number = report.decimal == "," ? .comma : nil
  }

  /// The kinds with which JSON is read, so that these formats are tried before any is recognised:
  /// columns that they may apply to stay text.
  func kinds(before kinds: [String: ColumnKind]) -> [String: ColumnKind] {
    kinds.mapValues { kind in
      switch kind {
      case .date: date == nil ? .date : .text
      case .number: number == nil ? .number : .text
      case .text: .text
      }
    }
  }

  /// The table with every column of those kinds that these formats can read throughout.
  func reread(_ table: Table, as kinds: [String: ColumnKind]) -> Table {
    let columns = zip(table.names, table.columns).map { name, column -> Column in
      guard case .texts(let texts) = column, let kind = kinds[name] else { return column }
      return reread(texts, as: kind) ?? column
    }
    return Table(
      names: table.names, columns: columns, rowCount: table.rowCount, report: table.report)
  }

  private func reread(_ texts: TextColumn, as kind: ColumnKind) -> Column? {
    switch kind {
    case .date:
      guard let date else { return nil }
      let values = texts.labels.map { $0.isNumber ? nil : date.parse($0.text.utf8.span) }
      guard !values.contains(nil) else { return nil }
      return .dates(texts.codes.map { $0 < 0 ? Column.missingDate : values[Int($0)] ?? 0 })
    case .number:
      guard let number else { return nil }
      let values = texts.labels.map { label in
        (label.isNumber ? NumberFormat.point : number).parse(label.text.utf8.span)
      }
      guard values.allSatisfy({ $0?.isFinite ?? false }) else { return nil }
      return .numbers(texts.codes.map { $0 < 0 ? .nan : values[Int($0)] ?? .nan })
    case .text: return nil
    }
  }
}
