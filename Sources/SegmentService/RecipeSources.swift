import Features
import JSON
import JSONRPC
import SegmentProtocol
import Segmentation
import TableInput
import Tables

/// Where the rows come from that a recipe joins.
struct RecipeSources: Sendable {
  /// Of `transactions.join`, in order.
  var lookups: [DataSource] = []
  /// Of the outer `join`, in order.
  var attributes: [DataSource] = []
  /// Of `transactions.customers`; one or none.
  var master: [DataSource] = []

  /// No joins.
  init() {}

  /// Those of a recipe that its schema has accepted.
  init(_ recipe: JSONObject?) throws(RPCError) {
    guard let recipe else { return }
    attributes = try RecipeSources.read(recipe.objects("join"), at: "recipe.join")
    try take(recipe.object("transactions"), at: "recipe.transactions")
  }

  /// Those of `transactions` alone.
  init(transactions: JSONObject) throws(RPCError) {
    try take(transactions, at: "transactions")
  }

  private mutating func take(_ transactions: JSONObject?, at path: String) throws(RPCError) {
    guard let transactions else { return }
    lookups = try RecipeSources.read(transactions.objects("join"), at: "\(path).join")
    if let object = transactions.object("customers") {
      master = try RecipeSources.read([object], at: "\(path).customers")
    }
  }

  private static func read(
    _ objects: [JSONObject], at path: String
  ) throws(RPCError) -> [DataSource] {
    var sources: [DataSource] = []
    for (index, object) in objects.enumerated() {
      guard let value = object["data"] else { continue }
      do throws(Mismatch) {
        sources.append(try DataSource.read(value, at: "\(path)[\(index)].data"))
      } catch {
        throw RPCError(error)
      }
    }
    return sources
  }

  /// The stored tables among them.
  var resources: Set<String> {
    (lookups + attributes + master).reduce(into: []) { $0.formUnion(Service.resources($1)) }
  }
}

/// The rows that a recipe joins, bound to what they name when the request was taken.
struct BoundJoins: Sendable {
  var lookups: [BoundData] = []
  var attributes: [BoundData] = []
  var master: [BoundData] = []
}

extension Service {
  /// Takes what `data` and the joins of a recipe name.
  ///
  /// - Throws: `table_not_found`.
  func bind(_ source: DataSource, _ joined: RecipeSources) throws(RPCError) -> BoundData {
    var bound = try bind(source)
    bound.joins = BoundJoins(
      lookups: try bind(joined.lookups), attributes: try bind(joined.attributes),
      master: try bind(joined.master))
    return bound
  }

  /// Takes what `data` names, and the tables that a model joins and does not keep.
  ///
  /// - Throws: `data_needed` where one of them is missing, `invalid_params` where there are too many,
  ///   `table_not_found`.
  func bind(
    _ source: DataSource, joins: [DataSource], for stored: StoredModel
  ) throws(RPCError) -> BoundData {
    let recipe = stored.model.recipe
    let count = recipe.joins.count
    guard joins.count >= count else {
      let join = recipe.joins[joins.count]
      let place = "joins[\(joins.count)]"
      throw RPCError(
        .dataNeeded,
        "the model joins customers' attributes by \(join.on.joined(separator: ", ")) (recipe.join"
          + "[\(joins.count)]) and keeps none of them; send their rows again as \(place)",
        data: [("model", .string(stored.title)), ("needs", .string(place))])
    }
    let limit = count + (recipe.transactions?.master == nil ? 0 : 1)
    guard joins.count <= limit else {
      throw RPCError(
        Mismatch(
          path: "joins",
          expected: limit == 0
            ? "left out, for the model joins no customers" : "a list of at most \(limit)",
          got: "a list of \(joins.count)"))
    }
    var bound = try bind(source)
    bound.joins.attributes = try bind(Array(joins.prefix(count)))
    bound.joins.master = try bind(Array(joins.dropFirst(count)))
    return bound
  }

  private func bind(_ sources: [DataSource]) throws(RPCError) -> [BoundData] {
    var bound: [BoundData] = []
    for source in sources { bound.append(try bind(source)) }
    return bound
  }

  /// The stored tables among the joins of a call.
  static func resources(_ sources: [DataSource]) -> Set<String> {
    sources.reduce(into: []) { $0.formUnion(resources($1)) }
  }

  /// The recipe with the lookup tables that its transactions are joined with.
  func completed(
    _ recipe: Recipe, by data: BoundData, _ context: CallContext
  ) throws(RPCError) -> Recipe {
    guard let transactions = recipe.transactions else { return recipe }
    var recipe = recipe
    var kinds = recipe.knownKinds(needs: nil)
    for join in transactions.joins {
      for name in join.on { kinds[name] = .text }
    }
    let used = recipe.lookedAt
    for (index, join) in transactions.joins.enumerated()
    where join.table == nil && index < data.joins.lookups.count {
      for name in join.rightOn { kinds[name] = .text }
      do throws(TableError) {
        recipe.transactions?.joins[index].table = try data.joins.lookups[index].lookupTable(
          kinds: kinds, used: used, roots: roots, isCancelled: { context.mustStop })
      } catch {
        throw RPCError(error)
      }
    }
    return recipe
  }
}

extension Recipe {
  /// The columns of transactions whose cells are looked at.
  fileprivate var lookedAt: Set<String> {
    guard let transactions else { return [] }
    let roles = [
      transactions.invoice, transactions.quantity, transactions.price, transactions.amount,
      transactions.spread?.column,
    ]
    return Set(
      transactions.customer + [transactions.date] + roles.compactMap { $0 } + transactions.carry
        + transactions.joins.flatMap(\.on) + conditions.map(\.column))
  }

  /// The recipe with lookup tables of the columns alone that an `assign` will look at.
  var withoutIdleColumns: Recipe {
    guard let transactions else { return self }
    let looksAtRows = !Set(transactions.drop).isDisjoint(with: [.missingAny, .duplicateRows])
    let used = lookedAt
    var recipe = self
    for (index, join) in transactions.joins.enumerated() {
      guard let table = join.table else { continue }
      let places = table.names.indices.filter { place in
        let name = table.names[place]
        return join.rightOn.contains(name)
          || join.columns?.contains(name) ?? (looksAtRows || used.contains(name))
      }
      recipe.transactions?.joins[index].table = Table(
        names: places.map { table.names[$0] }, columns: places.map { table.columns[$0] },
        rowCount: table.rowCount)
    }
    return recipe
  }
}

extension BoundData {
  /// The rows of a lookup table; a column that nobody looks at stays text, and is not judged.
  fileprivate func lookupTable(
    kinds: [String: ColumnKind], used: Set<String>, roots: DataRoots,
    isCancelled: @escaping @Sendable () -> Bool
  ) throws(TableError) -> Table {
    let rows = try read(kinds, { _ in false }, nil, roots, 1, isCancelled)
    if let inline = rows as? TableSource { return inline.table }
    var kinds = kinds
    for name in rows.columnNames where kinds[name] == nil && !used.contains(name) {
      kinds[name] = .text
    }
    return try Table(reading: rows, kinds: kinds, rowLimit: Join.rowLimit)
  }
}
