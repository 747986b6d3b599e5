import Features
import JSON
import JSONRPC
import SegmentProtocol
import Segmentation

extension Service {
  /// `rfm`: transactions to customers to scores; nothing is stored.
  static func rfm(_ service: Service, _ parameters: Parameters) throws(RPCError) -> Plan {
    let data = try parameters(RFM.data)
    let transactions = try parameters(RFM.transactions)
    let joined = try RecipeSources(transactions: transactions)
    let recipe: Recipe
    do throws(RPCError) {
      recipe = try Recipe(JSONObject([("transactions", .object(transactions))]))
    } catch {
      throw error.outsideRecipe
    }
    let plan = try ScorePlan(parameters)
    let naming = try parameters(RFM.names)
    return .work(reads: resources(data).union(joined.resources)) { () throws(RPCError) in
      let bound = try service.bind(data, joined)
      return { (context) throws(RPCError) in
        let customers: CustomerTable
        do throws(RPCError) {
          customers = try service.readCustomers(
            bound, recipe: recipe, months: false, context: context)
        } catch {
          throw error.outsideRecipe
        }
        do throws(SegmentationError) {
          let scores = try RFMScores(of: customers, plan: plan, monitor: context.strictMonitor)
          return RFMReply(customers: customers, scores: scores, plan: plan, naming: naming).bytes
        } catch {
          throw RPCError(error)
        }
      }
    }
  }
}

extension ScorePlan {
  /// The engine's plan of an `rfm`'s parameters.
  fileprivate init(_ parameters: Parameters) throws(RPCError) {
    self.init(rule: ScoreRule(wireName: try parameters(RFM.rule)) ?? .cascade)
    let given = try parameters(RFM.cuts)
    // Cuts say how many scores there are.
    let sent = given?.members.lazy.compactMap { $0.value.array?.count }.first
    scoreCount =
      parameters.has(RFM.scoreCount)
      ? try parameters(RFM.scoreCount) : sent.map { $0 + 1 } ?? scoreCount
    for (name, value) in given?.members ?? [] {
      guard let measure = Measure(wireName: name), let list = value.array else { continue }
      let cuts = list.compactMap(\.double)
      guard cuts.count == scoreCount - 1 else {
        throw RPCError(
          Mismatch(
            path: "cuts.\(name)",
            expected: "a list of \(scoreCount - 1), one fewer than scores",
            got: "a list of \(cuts.count)"))
      }
      let isAscending = zip(cuts, cuts.dropFirst()).allSatisfy {
        rule == .qcut ? $0 < $1 : $0 <= $1
      }
      guard isAscending else {
        throw RPCError(
          Mismatch(
            path: "cuts.\(name)",
            expected: rule == .qcut ? "ascending without equal ones" : "ascending",
            got: value.description))
      }
      self.cuts[measure] = cuts
    }
  }
}

extension RPCError {
  /// The same where `transactions` is a parameter of its own and no part of a recipe.
  fileprivate var outsideRecipe: RPCError {
    let prefix = "recipe."
    var error = self
    if message.hasPrefix(prefix) { error.message.removeFirst(prefix.count) }
    error.data = data.map { key, value in
      guard key == "param", case .string(let text) = value, text.hasPrefix(prefix) else {
        return (key, value)
      }
      return (key, .string(String(text.dropFirst(prefix.count))))
    }
    return error
  }
}
