import Features
import JSON
public import JSONRPC
import Matrices
import Segmentation
import Tables

extension Service {
  /// The training customers of a model with their segments, one row each, as a CSV in UTF-8: id,
  /// segment, name, the features in their own units, distance and margin.
  ///
  /// The segments are computed from the kept rows as `assign` computes them.
  ///
  /// - Throws: `model_not_found`, or `data_needed` where the model keeps no rows.
  public func segmentsCSV(of title: String) throws(RPCError) -> [UInt8] {
    let stored = try model(title)
    guard let customers = try stored.rows() else {
      throw RPCError(dataNeededBy: stored.title, needs: "rows")
    }
    do throws(SegmentationError) {
      let assigned = try stored.model.assign(customers, workers: workers, monitor: .none)
      return SegmentsCSV(
        customers: customers, assigned: assigned, model: stored.model, segments: stored.segments
      ).bytes
    } catch {
      throw RPCError(error)
    }
  }

  /// The model's document: all that is needed to assign.
  ///
  /// - Throws: `model_not_found`.
  public func document(of title: String) throws(RPCError) -> [UInt8] {
    let stored = try model(title)
    return try stored.exported(withMembers: false)
  }
}

/// Customers and their segments as a CSV (RFC 4180).
private struct SegmentsCSV {
  let customers: CustomerTable
  let assigned: Assigned
  let model: SegmentModel
  let segments: [Segment]

  var bytes: [UInt8] {
    var text: [UInt8] = []
    let keys = customers.identifiers.count == 1 ? ["id"] : keyNames
    let names = keys + ["segment", "name"] + customers.table.names + ["distance", "margin"]
    append(names, to: &text)
    for row in assigned.labels.indices {
      var cells = customers.identifiers.map { Column.texts($0).text(ofRow: row) }
      let label = Int(assigned.labels[row])
      cells.append(label < 0 ? "" : String(segments[label].id))
      cells.append(label < 0 ? "" : segments[label].name)
      cells += customers.table.columns.map { $0.text(ofRow: row) }
      cells.append(label < 0 ? "" : number(assigned.distances[row]))
      cells.append(label < 0 ? "" : number(assigned.margins[row]))
      append(cells, to: &text)
    }
    return text
  }

  private var keyNames: [String] {
    let names = model.plan.recipe.transactions?.customer ?? model.plan.recipe.id
    return names.count == customers.identifiers.count ? names : []
  }

  private func number(_ value: Double) -> String { JSONValue(value).description }

  private func append(_ cells: [String], to text: inout [UInt8]) {
    for (index, cell) in cells.enumerated() {
      if index > 0 { text.append(UInt8(ascii: ",")) }
      let needsQuotes = cell.utf8.contains { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }
      if needsQuotes {
        text.append(UInt8(ascii: "\""))
        for byte in cell.utf8 {
          if byte == UInt8(ascii: "\"") { text.append(byte) }
          text.append(byte)
        }
        text.append(UInt8(ascii: "\""))
      } else {
        text.append(contentsOf: cell.utf8)
      }
    }
    text.append(UInt8(ascii: "\n"))
  }
}
