import Features
import JSON
import JSONRPC
import Matrices
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
    let isPlain = joins.isEmpty && asOf == nil && detail.columns.isEmpty
    var reads = resources(title)
    reads.formUnion(resources(data))
    if !joins.isEmpty { reads.formUnion(resources(joins)) }
    return .work(reads: reads, isShort: isSmall) { () throws(RPCError) in
      let stored = try service.model(title)
      let bound = try service.bind(data, joins: joins, for: stored)
      let policy = try service.asOf(asOf, for: stored)
      return { (context) throws(RPCError) in
        if isPlain, let reply = try service.plainReply(data, stored, isSmall, context) {
          return reply
        }
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

  /// The reply for rows of nothing but numbers, without the tables that others go through; nil where
  /// they are no such rows.
  ///
  /// - Throws: `memory_limit`.
  private func plainReply(
    _ data: DataSource, _ stored: StoredModel, _ isSmall: Bool, _ context: CallContext
  ) throws(RPCError) -> [UInt8]? {
    guard let cells = PlainCells(data) else { return nil }
    // Labels and their text take less than the text of the rows.
    let room = isSmall ? nil : try memory.reserve(data.byteCount, for: "the assignment")
    defer { room?.shrink(to: 0) }
    if !isSmall { context.report(done: 0, total: 1, message: "reading rows") }
    let labels = cells.labels(
      by: stored.model, workers: isSmall ? .single : workers, monitor: context.strictMonitor)
    return labels.map { AssignReply.bytes(stored, $0) }
  }

  /// The memory for customers and the numbers they are prepared to.
  func roomToAssign(
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
  /// Whether the rows came inline and are few.
  func isSmall(_ limit: Int) -> Bool {
    switch form {
    case .path, .table: false
    default: byteCount <= limit
    }
  }

  /// Bytes of the rows that came inline.
  fileprivate var byteCount: Int {
    switch form {
    case .columns(let slice), .records(let slice), .rows(_, let slice),
      .base64(_, _, _, let slice):
      slice.range.count
    case .path, .table: 0
    }
  }
}
