import Features
import JSON
import JSONRPC
import SegmentProtocol
import Segmentation
import Tables

extension Service {
  /// Reads `data` as the customers of a fit; `weight` is the column of their weights.
  ///
  /// - Parameters:
  ///   - asOf: Where the day comes from that recency is measured against.
  ///   - months: Whether what they bought by month is wanted.
  func readCustomers(
    _ data: BoundData, recipe: Recipe, asOf: AsOfPolicy = .fit, weight: String? = nil,
    months: Bool = true, context: CallContext
  ) throws(RPCError) -> CustomerTable {
    try readInRoom(
      data, recipe: try completed(recipe, by: data, context), asOf: asOf, weight: weight,
      months: months, context: context)
  }

  /// Reads `data` as customers of a model: by its recipe, its columns, its date and its formats.
  ///
  /// - Parameter alongside: Columns that the call wants besides the model's features.
  func readCustomers(
    _ data: BoundData, for stored: StoredModel, asOf: AsOfPolicy,
    alongside: [ColumnRequest] = [], context: CallContext
  ) throws(RPCError) -> CustomerTable {
    func read(_ formats: ReadFormats?) throws(RPCError) -> CustomerTable {
      try readInRoom(
        data, recipe: stored.model.recipe, needs: stored.model.preparation.needs,
        alongside: alongside, asOf: asOf, formats: formats, context: context)
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

  /// The customers of `data`, else those of the fit.
  ///
  /// - Parameters:
  ///   - columns: To read beside the model's own, where `data` has a row per customer.
  ///   - date: The day to measure `data` by, as it came.
  /// - Throws: `data_needed` where neither came nor are kept.
  func customers(
    _ data: BoundData?, orKeptBy stored: StoredModel, alongside columns: [String] = [],
    asOf date: String? = nil, _ context: CallContext
  ) throws(RPCError) -> CustomerTable {
    if let data {
      // Where purchases are measured, a column of theirs belongs to no customer.
      let isOfPurchases = stored.model.recipe.transactions != nil
      return try readCustomers(
        data, for: stored, asOf: try asOf(date, for: stored),
        alongside: isOfPurchases ? [] : columns.map { ColumnRequest($0) }, context: context)
    }
    guard let rows = try models.rows(of: stored, within: settings.keptRowsLimitBytes) else {
      throw RPCError(dataNeededBy: stored.title, needs: "rows")
    }
    return rows
  }

  private func readInRoom(
    _ data: BoundData, recipe: Recipe, needs: [ColumnRequest]? = nil,
    alongside: [ColumnRequest] = [], asOf: AsOfPolicy, weight: String? = nil,
    months: Bool = true, formats: ReadFormats? = nil, context: CallContext
  ) throws(RPCError) -> CustomerTable {
    try withRoom(toRead: data, context) { (_, context) throws(RPCError) in
      try readCustomersAtOnce(
        data, recipe: recipe, needs: needs, alongside: alongside, asOf: asOf, weight: weight,
        months: months, formats: formats, context: context)
    }
  }

  private func readCustomersAtOnce(
    _ data: BoundData, recipe: Recipe, needs: [ColumnRequest]? = nil,
    alongside: [ColumnRequest] = [], asOf: AsOfPolicy, weight: String? = nil,
    months: Bool = true, formats: ReadFormats? = nil, context: CallContext
  ) throws(RPCError) -> CustomerTable {
    context.report(done: 0, total: 1, message: "reading rows")
    let isMeasured = data.source.isMeasured
    // Which columns there are is not known before the rows are opened; of a table of customers it does
    // not matter.
    let cells =
      isMeasured ? recipe.ofMeasuredCustomers(in: recipe.transactions?.customer ?? []) : recipe
    var kinds = cells.knownKinds(needs: needs)
    if let weight { kinds[weight] = .number }
    let isRead = cells.isRead(needs: needs)
    let extra = Set(alongside.map(\.name))
    let opened = try data.open(
      kinds: kinds, isRead: { isRead($0) || extra.contains($0) }, formats: formats, roots: roots,
      threadCount: threadCount, isCancelled: { context.mustStop })
    let sources =
      isMeasured ? AttributeSources() : try attributeSources(data.joins, recipe, context)
    var reading = recipe
    if let name = opened.idColumn, recipe.transactions == nil {
      // The column that the recipe names stays an id, and is no feature.
      reading.exclude += recipe.id
      reading.id = [name]
    } else if let name = opened.idColumn, isMeasured {
      reading.transactions?.customer = [name]
    }
    do throws(FeatureError) {
      return try Features.readCustomers(
        from: opened.rows, recipe: reading, asOf: asOf, needs: needs, alongside: alongside,
        weight: weight, months: months, sources: sources, measured: isMeasured,
        isCancelled: { context.mustStop })
    } catch {
      // A model's recipe cannot be changed by whoever uses it: the data must have the column.
      if case .missingColumn(let name, _, let available) = error, needs != nil {
        throw RPCError(FeatureError.missingFeature(missing: [name], got: available))
      }
      throw RPCError(error)
    }
  }

  /// The tables of customers that a recipe joins, ready to be read.
  private func attributeSources(
    _ joins: BoundJoins, _ recipe: Recipe, _ context: CallContext
  ) throws(RPCError) -> AttributeSources {
    func open(_ data: BoundData, _ keys: [String]) throws(RPCError) -> any BatchSource {
      // Text stays text until a reader asks for it as something else.
      try data.open(
        kinds: Dictionary(keys.map { ($0, .text) }, uniquingKeysWith: { first, _ in first }),
        isRead: { _ in false }, roots: roots, threadCount: threadCount,
        isCancelled: { context.mustStop }
      ).rows
    }
    var sources = AttributeSources()
    for (join, data) in zip(recipe.joins, joins.attributes) {
      sources.joins.append(try open(data, join.rightOn))
    }
    if let master = recipe.transactions?.master, let data = joins.master.first {
      sources.customers = try open(data, master.on)
    }
    return sources
  }

  /// What recency is measured against in a call on a model: its own date, or the caller's.
  func asOf(_ text: String?, for stored: StoredModel) throws(RPCError) -> AsOfPolicy {
    if let text {
      guard stored.model.recipe.transactions != nil else {
        throw RPCError(
          Mismatch(
            path: "as_of",
            expected: "left out, for the model knows a table of customers and measures no days",
            got: JSONValue.string(text).description))
      }
      return .override(try AsOf.read(text, at: "as_of"))
    }
    return stored.model.asOf.map(AsOfPolicy.frozen) ?? .fit
  }
}

extension Recipe {
  /// Which columns of no known kind are read all the same, so that their cells decide what they are.
  ///
  /// Rules that look at whole rows read every column as text, which needs no decision.
  func isRead(needs: [ColumnRequest]?) -> (String) -> Bool {
    var names = Set(conditions.map(\.column))
    if let transactions {
      names.formUnion(transactions.carry)
      return { names.contains($0) }
    }
    guard needs == nil else { return { names.contains($0) } }
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
    // Of transactions the model needs what is carried; its other columns are made.
    let carried = transactions.map { Set($0.carry) }
    for request in needs ?? [] where carried?.contains(request.name) ?? true {
      kinds[request.name] = request.kind
    }
    // What is to be encoded is text from the first, or "2011-01-01" would be kept as a date and come
    // back as another text than the one that the model meets later.
    for rule in features ?? [] where rule.encode != nil && carried?.contains(rule.column) ?? true {
      kinds[rule.column] = .text
    }
    for name in id + joins.flatMap(\.on) { kinds[name] = .text }
    for derivation in derivations { kinds[derivation.from] = .date }
    guard let transactions else { return kinds }
    for name in transactions.customer + transactions.joins.flatMap(\.on) { kinds[name] = .text }
    for name in [transactions.invoice, transactions.spread?.column] {
      if let name { kinds[name] = .text }
    }
    kinds[transactions.date] = .date
    for name in [transactions.quantity, transactions.price, transactions.amount] {
      if let name { kinds[name] = .number }
    }
    return kinds
  }
}
