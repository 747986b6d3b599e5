import Features
import JSON
import JSONRPC
import SegmentProtocol
import Segmentation
import Tables

extension Service {
  /// Reads `data` as the customers of a fit.
  func readCustomers(
    _ data: BoundData, recipe: Recipe, context: CallContext
  ) throws(RPCError) -> CustomerTable {
    try readCustomers(
      data, recipe: recipe, needs: nil, alongside: [], asOf: .fit, formats: nil, context: context)
  }

  /// Reads `data` as customers of a model: by its recipe, its columns, its date and its formats.
  ///
  /// - Parameter extra: Columns of a table of customers that are wanted besides the model's.
  func readCustomers(
    _ data: BoundData, for stored: StoredModel, with extra: [String] = [], asOf: AsOfPolicy,
    context: CallContext
  ) throws(RPCError) -> CustomerTable {
    func read(_ formats: ReadFormats?) throws(RPCError) -> CustomerTable {
      try readCustomers(
        data, recipe: stored.model.plan.recipe, needs: needs(stored),
        alongside: extra.map { ColumnRequest($0) }, asOf: asOf, formats: formats, context: context)
    }
    do throws(RPCError) {
      return try read(ReadFormats(stored.model.ledger.read))
    } catch {
      // A file may be written in another way than that of the fit.
      guard case .path = data.source.form, error.code == ErrorKind.badData.code else {
        throw error
      }
      return try read(nil)
    }
  }

  private func readCustomers(
    _ data: BoundData, recipe: Recipe, needs: [ColumnRequest]?, alongside: [ColumnRequest],
    asOf: AsOfPolicy, formats: ReadFormats?, context: CallContext
  ) throws(RPCError) -> CustomerTable {
    context.report(done: 0, total: 1, message: "reading rows")
    let isRead = recipe.isRead(needs: needs)
    let extra = Set(alongside.map(\.name))
    let opened = try data.open(
      kinds: recipe.knownKinds(needs: needs), isRead: { isRead($0) || extra.contains($0) },
      formats: formats, roots: roots,
      isCancelled: { context.mustStop })
    var reading = recipe
    if let name = opened.idColumn, recipe.transactions == nil {
      // The column that the recipe names stays an id, and is no feature.
      reading.exclude += recipe.id
      reading.id = [name]
    }
    do throws(FeatureError) {
      return try Features.readCustomers(
        from: opened.rows, recipe: reading, asOf: asOf, needs: needs, alongside: alongside,
        isCancelled: { context.mustStop })
    } catch {
      // A model's recipe cannot be changed by whoever uses it: the data must have the column.
      if case .missingColumn(let name, _, let available) = error, needs != nil || asOf != .fit {
        throw RPCError(FeatureError.missingFeature(missing: [name], got: available))
      }
      throw RPCError(error)
    }
  }

  /// The columns that a model needs of a customer table; transactions are named by the recipe.
  func needs(_ stored: StoredModel) -> [ColumnRequest]? {
    stored.model.plan.recipe.transactions == nil ? stored.model.preparation.needs : nil
  }

  /// What recency is measured against in a call on a model: its own date, or the caller's.
  func asOf(_ text: String?, for stored: StoredModel) throws(RPCError) -> AsOfPolicy {
    if let text { return .override(try AsOf.read(text, at: "as_of")) }
    return stored.model.asOf.map(AsOfPolicy.frozen) ?? .fit
  }
}

extension Recipe {
  /// Which columns of no known kind are read all the same, so that their cells decide what they are.
  ///
  /// Rules that look at whole rows read every column as text, which needs no decision.
  func isRead(needs: [ColumnRequest]?) -> (String) -> Bool {
    var names = Set(conditions.map(\.column))
    guard needs == nil, transactions == nil else { return { names.contains($0) } }
    if let features {
      names.formUnion(features.map(\.column))
      return { names.contains($0) }
    }
    let excluded = Set(exclude).subtracting(names)
    return { !excluded.contains($0) }
  }

  /// The kinds that the recipe, or the model's columns, leave no doubt about.
  func knownKinds(needs: [ColumnRequest]?) -> [String: ColumnKind] {
    var kinds: [String: ColumnKind] = [:]
    for request in needs ?? [] { kinds[request.name] = request.kind }
    for name in id { kinds[name] = .text }
    guard let transactions else { return kinds }
    for name in transactions.customer { kinds[name] = .text }
    if let invoice = transactions.invoice { kinds[invoice] = .text }
    kinds[transactions.date] = .date
    for name in [transactions.quantity, transactions.price, transactions.amount] {
      if let name { kinds[name] = .number }
    }
    return kinds
  }
}
