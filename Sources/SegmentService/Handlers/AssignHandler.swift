import Features
import JSON
import JSONRPC
import SegmentProtocol
import Segmentation
import Spelling
import Tables

extension Service {
  /// Bytes of rows below which an `assign` is quick enough for the reader's thread.
  private static let shortByteLimit = 32 << 10

  /// `assign`: the segment of each row or customer.
  static func assign(_ service: Service, _ parameters: Parameters) throws(RPCError) -> Plan {
    let title = try parameters(Assign.model)
    let data = try parameters(Assign.data)
    let asOf = try parameters(Assign.asOf)
    let detail = try parameters(Assign.detail)
    let joins = try parameters(Assign.joins)
    let isSmall = data.isSmall(shortByteLimit) && joins.allSatisfy { $0.isSmall(shortByteLimit) }
    let isPlain = isSmall && joins.isEmpty && asOf == nil && detail.columns.isEmpty
    return .work(
      reads: resources(data).union(resources(title)).union(resources(joins)), isShort: isSmall
    ) { () throws(RPCError) in
      let stored = try service.model(title)
      let bound = try service.bind(data, joins: joins, for: stored)
      let policy = try service.asOf(asOf, for: stored)
      return { (context) throws(RPCError) in
        if isPlain, let reply = plainReply(data, stored) { return reply }
        let customers = try service.readCustomers(
          bound, for: stored, asOf: policy, context: context)
        let room = isSmall ? nil : try service.roomToAssign(customers, by: stored)
        defer { room?.shrink(to: 0) }
        let assigned: Assigned
        do throws(SegmentationError) {
          assigned = try stored.model.assign(
            customers, workers: service.workers, monitor: context.strictMonitor)
        } catch {
          throw RPCError(error)
        }
        return AssignReply(
          stored: stored, customers: customers, assigned: assigned, detail: Set(detail.columns)
        ).bytes
      }
    }
  }

  /// The reply for a few rows of nothing but numbers, without the tables that others go through; nil
  /// where they are no such rows.
  private static func plainReply(_ data: DataSource, _ stored: StoredModel) -> [UInt8]? {
    guard let (cells, names) = data.numbers(),
      let labels = stored.model.assignNumbers(cells, names: names)
    else { return nil }
    return AssignReply.bytes(stored, labels)
  }

  /// The memory for customers and the numbers they are prepared to.
  private func roomToAssign(
    _ customers: CustomerTable, by stored: StoredModel
  ) throws(RPCError) -> MemoryBudget.Reservation {
    let prepared = 8 * customers.table.rowCount * stored.model.preparation.outputNames.count
    return try memory.reserve(customers.measuredByteCount + prepared, for: "the assignment")
  }

  /// The stored model of that name or `name@version`.
  ///
  /// - Throws: `model_not_found` with the models there are, `corrupt_model` or `storage` where its file
  ///   cannot be read.
  func model(_ title: String) throws(RPCError) -> StoredModel {
    if let stored = try models.find(title) { return stored }
    models.refreshAll()
    let names = models.names()
    let (name, _) = Catalogue.split(title)
    let versions = models.versions(of: name)
    let advice =
      versions.isEmpty
      ? Service.advice(for: name, known: names, noun: "model", maker: "fit")
      : "callable are " + versions.map { "\(name)@\($0)" }.joined(separator: ", ")
    throw RPCError(
      .modelNotFound, "there is no model \(JSONValue.string(title).description); \(advice)",
      data: [("model", .string(title)), ("available", .texts(names))])
  }

  /// What to do about a name that is not known: the nearest one, or those there are.
  static func advice(for name: String, known: [String], noun: String, maker: String) -> String {
    guard !known.isEmpty else { return "there is none yet, make one with \(maker)" }
    if let nearest = nearestName(to: name, among: known) { return "did you mean \"\(nearest)\"?" }
    // Ten names read as a sentence; `data.available` has them all.
    return "known are " + known.prefix(10).map { "\"\($0)\"" }.joined(separator: ", ")
      + (known.count > 10 ? " and \(known.count - 10) more" : "")
  }

  /// The resource that a model's title names, versions and all.
  static func resources(_ title: String) -> Set<String> { ["model:\(Catalogue.split(title).name)"] }
}

extension DataSource {
  /// Rows of numbers with the names of their columns, where the form is a list of lists and holds
  /// nothing else; NaN for null.
  fileprivate func numbers() -> (cells: [Double], names: [String])? {
    guard case .rows(let fields, let slice) = form, ids == nil, !fields.isEmpty else { return nil }
    var reader = JSONReader(slice)
    var cells: [Double] = []
    reader.enterArray()
    guard reader.readNumericRows(width: fields.count, limit: .max, into: &cells) > 0,
      !reader.nextElement()
    else { return nil }
    return (cells, fields)
  }

  /// Whether the rows came inline and are few.
  func isSmall(_ limit: Int) -> Bool {
    switch form {
    case .columns(let slice), .records(let slice), .rows(_, let slice),
      .base64(_, _, _, let slice):
      slice.range.count <= limit
    case .path, .table: false
    }
  }
}
