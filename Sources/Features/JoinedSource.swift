import Decimals
import Tables

/// Transactions with the columns of lookup tables beside their own.
///
/// Only columns that are asked for are looked up. A join's key may itself be joined, by an earlier
/// join.
final class JoinedSource: BatchSource {
  let columnNames: [String]
  private let source: any BatchSource
  private let lookups: [Lookup]
  /// Per joined column the lookup that brings it.
  private let bringers: [String: Int]
  private let baseNames: Set<String>

  private var places: [Place] = []
  private var steps: [Step] = []
  private var baseRequests: [ColumnRequest] = []

  /// Where a requested column comes from.
  private enum Place {
    case base(Int)
    case joined(step: Int, Column)
  }

  /// One lookup at work.
  private struct Step {
    let lookup: Int
    /// Per part of the key where its codes come from.
    let parts: [Place]
    var keys: KeyColumn
    /// Per code of a key the row on the right; -1 where there is none.
    var rowOfCode: [Int32] = []
    /// Per row of the newest batch the key's code, and the row on the right.
    var codes: [Int32] = []
    var rows: [Int32] = []
    /// Per code of a key whether a kept row missed it.
    var missed: [Bool] = []
    var missedCount = 0
  }

  init(_ source: any BatchSource, _ joins: [Join]) throws(FeatureError) {
    self.source = source
    var names = source.columnNames
    baseNames = Set(names)
    var lookups: [Lookup] = []
    var bringers: [String: Int] = [:]
    for (index, join) in joins.enumerated() {
      let parameter = "transactions.join[\(index)]"
      for name in join.on where !baseNames.contains(name) && bringers[name] == nil {
        throw .missingColumn(name: name, parameter: "\(parameter).on", available: names)
      }
      let lookup = try Lookup(join, leftNames: names, parameter: parameter)
      for name in lookup.brought { bringers[name] = index }
      names += lookup.brought
      lookups.append(lookup)
    }
    columnNames = names
    self.lookups = lookups
    self.bringers = bringers
  }

  var kinds: [ColumnKind] {
    let base = source.kinds
    return places.map { place in
      switch place {
      case .base(let position): base[position]
      case .joined(_, let column): column.kind
      }
    }
  }

  func labels(of column: Int) -> [Label] { labels(at: places[column]) }

  private func labels(at place: Place) -> [Label] {
    switch place {
    case .base(let position): source.labels(of: position)
    case .joined(_, .texts(let column)): column.labels
    case .joined: []
    }
  }

  func start(_ requests: [ColumnRequest]) throws(TableError) {
    (places, steps, baseRequests) = ([], [], [])
    var stepOf: [Int: Int] = [:]
    var places: [Place] = []
    for request in requests { places.append(try place(of: request, &stepOf)) }
    self.places = places
    try source.start(baseRequests)
  }

  /// Where a column comes from, with every lookup on the way to it.
  private func place(
    of request: ColumnRequest, _ stepOf: inout [Int: Int]
  ) throws(TableError) -> Place {
    guard let lookup = bringers[request.name] else {
      guard baseNames.contains(request.name) else {
        throw .missingColumn(name: request.name, available: columnNames)
      }
      if let known = baseRequests.firstIndex(of: request) { return .base(known) }
      baseRequests.append(request)
      return .base(baseRequests.count - 1)
    }
    let step: Int
    if let known = stepOf[lookup] {
      step = known
    } else {
      var parts: [Place] = []
      for name in lookups[lookup].on {
        parts.append(try place(of: ColumnRequest(name, as: .text), &stepOf))
      }
      step = steps.count
      steps.append(Step(lookup: lookup, parts: parts, keys: KeyColumn(partCount: parts.count)))
      stepOf[lookup] = step
    }
    do throws(FeatureError) {
      let columns = try lookups[lookup].table.read([request], parameter: "transactions.join")
      return .joined(step: step, columns[0])
    } catch {
      if case .table(let error) = error { throw error }
      throw .badData(row: nil, column: request.name, value: nil, reason: error.description)
    }
  }

  func next() throws(TableError) -> Batch? {
    guard let batch = try source.next() else { return nil }
    for index in steps.indices { match(index, batch) }
    return Batch(
      firstRow: batch.firstRow, rowCount: batch.rowCount,
      columns: places.map { column(at: $0, batch) })
  }

  /// Finds the row on the right of every row of the batch.
  private func match(_ index: Int, _ batch: Batch) {
    let parts = steps[index].parts.map { place -> [Int32] in
      if case .codes(let codes) = column(at: place, batch) { codes } else { [] }
    }
    let codes = steps[index].keys.combine(parts)
    let lookup = lookups[steps[index].lookup]
    var rowOfCode = steps[index].rowOfCode
    steps[index].rowOfCode = []
    var labels: [[Label]] = []
    var rows = [Int32](repeating: -1, count: codes.count)
    for row in codes.indices where codes[row] >= 0 {
      let code = Int(codes[row])
      if code >= rowOfCode.count {
        rowOfCode.append(
          contentsOf: repeatElement(unknownRow, count: max(64, code + 1 - rowOfCode.count)))
      }
      if rowOfCode[code] == unknownRow {
        if labels.isEmpty { labels = steps[index].parts.map { self.labels(at: $0) } }
        rowOfCode[code] = lookup.row(of: steps[index].keys.text(of: codes[row], labels))
      }
      rows[row] = rowOfCode[code]
    }
    steps[index].rowOfCode = rowOfCode
    steps[index].codes = codes
    steps[index].rows = rows
  }

  private func column(at place: Place, _ batch: Batch) -> BatchColumn {
    switch place {
    case .base(let position): return batch.columns[position]
    case .joined(let step, let column):
      let rows = steps[step].rows
      switch column {
      case .numbers(let cells): return .numbers(rows.map { $0 < 0 ? .nan : cells[Int($0)] })
      case .dates(let cells):
        return .dates(rows.map { $0 < 0 ? Column.missingDate : cells[Int($0)] })
      case .texts(let column): return .codes(rows.map { $0 < 0 ? -1 : column.codes[Int($0)] })
      }
    }
  }

  var report: ReadReport { source.report }

  func cells(ofRow row: Int) -> [(name: String, text: String)]? { source.cells(ofRow: row) }

  /// Notes the kept rows of the newest batch that found nothing.
  func noteMisses(keptBy verdicts: [UInt8]) {
    for index in steps.indices {
      let (rows, codes) = (steps[index].rows, steps[index].codes)
      for row in verdicts.indices where verdicts[row] == 0 && rows[row] < 0 {
        steps[index].missedCount += 1
        guard codes[row] >= 0 else { continue }
        let code = Int(codes[row])
        while steps[index].missed.count <= code { steps[index].missed.append(false) }
        steps[index].missed[code] = true
      }
    }
  }

  /// A sentence for each join in which kept rows found nothing.
  var missNotes: [String] {
    steps.sorted { $0.lookup < $1.lookup }.filter { $0.missedCount > 0 }.map { step in
      let labels = step.parts.map { self.labels(at: $0) }
      let first = step.missed.indices.filter { step.missed[$0] }
        .map { step.keys.shown(Int32(truncatingIfNeeded: $0), labels) }
        .min { $0.utf8.lexicographicallyPrecedes($1.utf8) }
      return counted(step.missedCount, "kept row finds", "kept rows find")
        + " no match in transactions.join[\(step.lookup)]"
        + (first.map { ", such as \"\($0)\"" } ?? "")
    }
  }
}

/// The row on the right of a key that was not looked up yet.
private let unknownRow: Int32 = -2
