import Features
import JSON
import JSONRPC
import Matrices
import SegmentProtocol
import Segmentation
import Tables

extension Service {
  /// `describe`: rows as they are, and as a recipe would have them.
  static func describe(_ service: Service, _ parameters: Parameters) throws(RPCError) -> Plan {
    let data = try parameters(Describe.data)
    let object = try parameters(Describe.recipe)
    let recipe: Recipe?
    if let object { recipe = try Recipe(object) } else { recipe = nil }
    let joined = try RecipeSources(object)
    return .work(reads: resources(data).union(joined.resources)) { () throws(RPCError) in
      let bound = try service.bind(data, joined)
      return { (context) throws(RPCError) in try service.describe(bound, recipe, context) }
    }
  }

  private func describe(
    _ data: BoundData, _ recipe: Recipe?, _ context: CallContext
  ) throws(RPCError) -> [UInt8] {
    context.report(done: 0, total: 1, message: "reading rows")
    // Text stays text until it is described, so that nothing is refused that nobody asks for.
    let opened = try data.open(
      kinds: [:], isRead: { _ in false }, roots: roots, threadCount: threadCount,
      isCancelled: { context.mustStop })
    var kinds = recipe?.knownKinds(needs: nil) ?? [:]
    if let name = opened.idColumn { kinds[name] = .text }
    var recognised: FileRecognition?
    if recipe == nil {
      recognised = try recognise(opened)
      // An id is a text, whatever its digits.
      for role in [FileRecognition.Role.customer, .invoice] {
        if let name = recognised?.columns[role] { kinds[name] = .text }
      }
    }
    var reply = DescribeReply(rows: try summary(of: opened.rows, kinds, context))
    reply.recognised = recognised
    if let recipe = try recipe.map({ (recipe) throws(RPCError) in
      try completed(recipe, by: data, context)
    }) {
      let customers = try readCustomers(data, recipe: recipe, context: context)
      reply.trial = try trial(of: recipe, customers, context)
    }
    return reply.bytes
  }

  private func summary(
    of rows: any BatchSource, _ kinds: [String: ColumnKind], _ context: CallContext
  ) throws(RPCError) -> TableSummary {
    do throws(FeatureError) {
      return try TableSummary(
        of: rows, kinds: kinds, workers: workers, monitor: context.strictMonitor)
    } catch {
      throw RPCError(error)
    }
  }

  /// What the names and kinds of the columns suggest.
  private func recognise(_ opened: OpenedData) throws(RPCError) -> FileRecognition? {
    let source = opened.rows
    do throws(TableError) {
      let batches = try source.firstBatches()
      let given = opened.idColumn.map { [FileRecognition.Role.customer: $0] } ?? [:]
      return Recogniser(source: source, batches: batches, given: given).recognise()
    } catch {
      // What cannot be read whole was described as text; nothing is suggested of it.
      if error == .cancelled { throw .cancelled }
      return nil
    }
  }

  /// Carries the recipe out as a fit would, short of clustering.
  private func trial(
    of recipe: Recipe, _ customers: CustomerTable, _ context: CallContext
  ) throws(RPCError) -> RecipeTrial {
    let table = customers.table
    let kinds = Dictionary(
      zip(table.names, table.columns.map(\.kind)), uniquingKeysWith: { first, _ in first })
    let summary = try summary(of: TableSource(table), kinds, context)
    var trial = RecipeTrial(recipe: recipe, customers: summary, ledger: customers.ledger)
    trial.warnings = customers.warnings
    let customers = customers.inCanonicalOrder(isCancelled: { context.mustStop })
    guard !context.mustStop else { throw .cancelled }
    do throws(FeatureError) {
      let prepared = try Preparation.fit(
        recipe, to: customers, isCancelled: { context.mustStop })
      trial.features = prepared.preparation.outputNames
      trial.recipe.features = prepared.rules
      trial.ledger.imputed = prepared.imputed
      trial.ledger.outliers = prepared.outliers
      trial.warnings += prepared.warnings
    } catch {
      if error == .cancelled { throw .cancelled }
      trial.warnings.append("a fit with this recipe would fail: \(error)")
    }
    return trial
  }
}
