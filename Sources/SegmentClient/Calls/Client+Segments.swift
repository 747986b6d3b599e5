import JSON
public import SegmentProtocol

// The methods that learn segments and put customers into them.

extension Client {
  /// Learns segments from rows and keeps them as the next version of a model.
  ///
  /// What is nil has the daemon's default.
  ///
  /// - Parameters:
  ///   - model: The name to keep it under.
  ///   - data: Transactions, or a row per customer.
  ///   - k: The number of segments; nil for as many as most criteria say.
  ///   - recipe: How rows become features; nil where every column is one.
  ///   - kRange: Without `k`, the least and the largest number to try: 2 to 10.
  ///   - seed: Of the random starts: 0.
  ///   - restarts: Random starts: 10.
  ///   - iterations: Iterations of a start at most: 300.
  ///   - tolerance: Relative move of the centres at which a start ends: 1e-4.
  ///   - start: Where the first centres come from.
  ///   - refine: Whether transfers and swaps improve k-means.
  ///   - sampleWeight: The column that says how much a row counts.
  ///   - minSize: Customers that a segment should have at least.
  ///   - minShare: The same as a share of all, 0 to 1.
  ///   - small: What becomes of segments that have fewer.
  ///   - fixed: Centres that stay where they are, scaled, a list per centre.
  ///   - align: False to number the segments anew instead of keeping the ids of the last version.
  ///   - keep: How much the model remembers.
  ///   - reuse: False to fit again although nothing has changed.
  /// - Throws: ``SegmentdError`` where the rows or the options cannot be used, or
  ///   `CancellationError`, which leaves the model as it was.
  public func fit(
    _ model: String, _ data: Rows, k: Int? = nil, recipe: Recipe? = nil,
    kRange: ClosedRange<Int>? = nil, seed: Int? = nil, restarts: Int? = nil,
    iterations: Int? = nil, tolerance: Double? = nil, start: InitialCenters? = nil,
    refine: RefinementChoice = .auto, sampleWeight: String? = nil, minSize: Int? = nil,
    minShare: Double? = nil, small: SmallChoice? = nil, fixed: [[Double]]? = nil,
    align: Bool? = nil, keep: Keep? = nil, reuse: Bool? = nil
  ) async throws -> Model {
    var request = Request(Fit.method)
    request.send(Fit.model, model)
    request.send(Fit.clusterCount, k)
    request.send(Fit.recipe, recipe)
    request.send(Fit.clusterRange, kRange)
    request.send(Fit.seed, seed)
    request.send(Fit.restartCount, restarts)
    request.send(Fit.iterationLimit, iterations)
    request.send(Fit.tolerance, tolerance)
    request.send(Fit.initialisation, start)
    request.send(Fit.refinement, refine)
    request.send(Fit.weightColumn, sampleWeight)
    request.send(Fit.minimumSize, minSize)
    request.send(Fit.minimumShare, minShare)
    request.send(Fit.small, small)
    request.send(Fit.fixedCenters, fixed)
    request.send(Fit.align, align)
    request.send(Fit.keep, keep)
    request.send(Fit.reuse, reuse)
    let slice: JSONSlice = try await answer(request, Fit.data, data)
    return try reading(request) { () throws(Misread) in try Model(slice, of: self) }
  }

  /// The segment of each row, or of each customer where the rows are transactions.
  ///
  /// - Parameters:
  ///   - model: Its name, or `name@version`.
  ///   - data: Rows as `fit` takes them.
  ///   - detail: What else is told of each row, such as `[.distance]` or `DetailColumn.allCases`.
  ///   - asOf: What recency is measured against: a date, `max` or `max+1d`; nil for the model's.
  ///   - joins: The tables of the recipe's joins, which no model keeps.
  public func assign(
    _ model: String, _ data: Rows, detail: [DetailColumn] = [], asOf: String? = nil,
    joins: [Rows]? = nil
  ) async throws -> Assignments {
    var request = Request(Assign.method)
    request.send(Assign.model, model)
    request.send(Assign.asOf, asOf)
    request.send(Assign.detail, detail.isEmpty ? nil : detail)
    request.send(Assign.joins, joins)
    return try await answer(request, Assign.data, data)
  }

  /// How many segments: a fit of every number, what each criterion says, and a suggestion.
  ///
  /// - Parameters:
  ///   - data: Rows as `fit` takes them.
  ///   - recipe: How rows become features.
  ///   - kRange: The least and the largest number: 2 to 10.
  ///   - criteria: The criteria to ask; nil for all.
  ///   - seed: Of the random starts: 0.
  ///   - restarts: Starts of each number: 10.
  ///   - model: A model whose recipe is taken instead.
  public func sweep(
    _ data: Rows, recipe: Recipe? = nil, kRange: ClosedRange<Int>? = nil,
    criteria: [SweepCriterion]? = nil, seed: Int? = nil, restarts: Int? = nil,
    model: String? = nil
  ) async throws -> Sweep {
    typealias Method = SegmentProtocol.Sweep
    var request = Request(Method.method)
    request.send(Method.recipe, recipe)
    request.send(Method.clusterRange, kRange)
    request.send(Method.criteria, criteria)
    request.send(Method.seed, seed)
    request.send(Method.restartCount, restarts)
    request.send(Method.model, model)
    return try await answer(request, Method.data, data)
  }

  /// A first look at rows, and what a recipe would do to them.
  public func describe(_ data: Rows, recipe: Recipe? = nil) async throws -> TableDescription {
    var request = Request(Describe.method)
    request.send(Describe.recipe, recipe)
    return try await answer(request, Describe.data, data)
  }

  /// Recency, frequency and monetary value of every customer, with scores and names.
  ///
  /// - Parameters:
  ///   - data: Transactions.
  ///   - transactions: Which column is what.
  ///   - scores: Scores go from 1, the worst, to this: 5.
  ///   - rule: How values become scores.
  ///   - cuts: The cut points of an earlier call, so that other customers never change a score.
  ///   - names: Which names the scores get.
  public func rfm(
    _ data: Rows, _ transactions: Transactions, scores: Int? = nil, rule: RFMRule? = nil,
    cuts: [String: [Double]]? = nil, names: RFMNaming? = nil
  ) async throws -> RFMScores {
    var request = Request(RFM.method)
    request.send(RFM.transactions, transactions)
    request.send(RFM.scoreCount, scores)
    request.send(RFM.rule, rule)
    request.send(
      RFM.cuts,
      cuts.map { cuts in
        JSONObject(cuts.sorted { $0.key < $1.key }.map { ($0.key, $0.value.json) })
      })
    request.send(RFM.names, names)
    return try await answer(request, RFM.data, data)
  }
}
