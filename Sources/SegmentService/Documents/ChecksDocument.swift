import Features
import JSON
import ModelExport
import SegmentProtocol
import Segmentation
import Tables

extension JSONWriter {
  /// Check rows: the fields, the rows, and the segment that the model gives each.
  mutating func member(_ name: String, _ checks: CheckRows, of model: SegmentModel) {
    object(name) { writer in
      writer.member("fields", strings: checks.table.names)
      writer.array("rows") { writer in
        for row in 0..<checks.table.rowCount {
          writer.array { writer in
            for column in checks.table.columns {
              switch column {
              case .numbers(let values): writer.write(values[row])
              case .texts(let texts): writer.write(texts, row)
              case .dates: writer.writeNull()
              }
            }
          }
        }
      }
      writer.array("segment") { writer in
        for label in checks.labels {
          if label < 0 { writer.writeNull() } else { writer.write(model.segments[Int(label)].id) }
        }
      }
    }
  }
}

extension DocumentValue {
  /// Gives the check rows of a document their segments anew.
  ///
  /// - Throws: ``DocumentError/checksDiffer(row:expected:got:)`` for the first row that differs.
  func requireChecks(of model: SegmentModel) throws(DocumentError) {
    let columns = model.preparation.columns
    guard try member("fields").texts() == columns.map(\.name) else {
      throw try member("fields").misfit("the columns of the preparation")
    }
    let rows = try member("rows")
    let elements = try rows.elements()
    let segments = try member("segment").elements()
    guard elements.count <= 10_000, elements.count == segments.count else {
      throw rows.misfit("a list of at most 10000, as long as segment")
    }
    let table = try table(elements, columns)
    let labels: [Int32]
    do throws(SegmentationError) {
      labels = try CheckRows.labels(of: table, by: model)
    } catch {
      throw rows.misfit("rows that the model can assign")
    }
    for (row, (label, segment)) in zip(labels, segments).enumerated() {
      let found = label < 0 ? JSONValue.null : JSONValue(model.segments[Int(label)].id)
      guard found == segment.value else {
        throw .checksDiffer(
          row: row, expected: segment.value.shown, got: found == .null ? "no segment" : "\(found)")
      }
    }
  }

  private func table(
    _ rows: [DocumentValue], _ columns: [PreparedColumn]
  ) throws(DocumentError) -> Table {
    var numbers = [[Double]](repeating: [], count: columns.count)
    var texts = [[String?]](repeating: [], count: columns.count)
    for row in rows {
      let cells = try row.elements()
      guard cells.count == columns.count else {
        throw row.misfit("a list of \(columns.count), a cell per field")
      }
      for (place, (cell, column)) in zip(cells, columns).enumerated() {
        switch column.content {
        case .numbers: numbers[place].append(try cell.numberOrNull() ?? .nan)
        case .texts: texts[place].append(cell.value == .null ? nil : try cell.text())
        }
      }
    }
    return Table(
      names: columns.map(\.name),
      columns: columns.indices.map { place in
        if case .numbers = columns[place].content { return .numbers(numbers[place]) }
        return .texts(TextColumn(texts: texts[place]))
      }, rowCount: rows.count)
  }
}
