import JSON
public import SegmentProtocol

// The methods of a fit whose customers lie on many machines; the protocol's page tells how they go
// together.

extension Client {
  /// Adds some customers up by their nearest centre.
  ///
  /// - Parameters:
  ///   - model: The model whose features are compared: name, or `name@version`.
  ///   - data: Some of the customers.
  ///   - centers: The centres to measure to, scaled, a list per centre; nil for the model's.
  ///   - draw: Which rows are to be drawn besides.
  ///   - joins: The tables of the recipe's joins, which no model keeps.
  public func fitPart(
    _ model: String, _ data: Rows, centers: [[Double]]? = nil, draw: DrawnShare? = nil,
    joins: [Rows]? = nil
  ) async throws -> MeasuredPart {
    typealias Method = SegmentProtocol.FitPart
    var request = Request(Method.method)
    request.send(Method.model, model)
    request.send(Method.centers, centers)
    request.send(Method.draw, draw)
    request.send(Method.joins, joins)
    return try await answer(request, Method.data, data)
  }

  /// Moves centres to the means of their customers.
  ///
  /// - Parameters:
  ///   - centers: The centres that the parts were measured to.
  ///   - parts: In any order.
  ///   - tolerance: Relative move of the centres at which they are at rest: 1e-4.
  public func fitStep(
    centers: [[Double]], parts: [FitPart], tolerance: Double? = nil
  ) async throws -> FitStep {
    typealias Method = SegmentProtocol.FitStep
    var request = Request(Method.method)
    request.send(Method.centers, centers)
    request.send(Method.parts, parts)
    request.send(Method.tolerance, tolerance)
    return try await answer(request)
  }

  /// Finds the centres of weighted points, such as rows that were drawn.
  ///
  /// - Parameters:
  ///   - points: Scaled, a list per point.
  ///   - weights: How many rows each point stands for.
  ///   - k: Number of centres.
  ///   - seed: Of the random starts: 0.
  ///   - restarts: Random starts: 10.
  ///   - iterations: Iterations of a start at most: 300.
  ///   - tolerance: Relative move of the centres at which a start ends: 1e-4.
  ///   - refine: Whether transfers and swaps improve k-means.
  public func fitReduce(
    points: [[Double]], weights: [Double], k: Int, seed: Int? = nil, restarts: Int? = nil,
    iterations: Int? = nil, tolerance: Double? = nil, refine: RefinementChoice = .auto
  ) async throws -> ReducedPoints {
    var request = Request(FitReduce.method)
    request.send(FitReduce.points, points)
    request.send(FitReduce.weights, weights)
    request.send(FitReduce.clusterCount, k)
    request.send(FitReduce.seed, seed)
    request.send(FitReduce.restartCount, restarts)
    request.send(FitReduce.iterationLimit, iterations)
    request.send(FitReduce.tolerance, tolerance)
    request.send(FitReduce.refinement, refine)
    return try await answer(request)
  }

  /// Stores centres that many machines found as the next version of a model.
  ///
  /// - Parameters:
  ///   - model: The name to keep it under.
  ///   - base: The model that the parts were measured with.
  ///   - centers: The centres that were found.
  ///   - parts: All customers, measured to these centres.
  ///   - sample: Customers drawn evenly, or all: what segments are like is told from them.
  ///   - iterations: Steps that led to these centres: 1.
  ///   - hasConverged: Whether the centres came to rest: true.
  ///   - ledger: What was done to which rows before, as the protocol has it.
  ///   - align: False to number the segments anew.
  ///   - joins: The tables of the recipe's joins, which no model keeps.
  public func fitFinish(
    _ model: String, base: String, centers: [[Double]], parts: [FitPart], sample: Rows,
    iterations: Int? = nil, hasConverged: Bool? = nil, ledger: CountedRows? = nil,
    align: Bool? = nil, joins: [Rows]? = nil
  ) async throws -> Model {
    var request = Request(FitFinish.method)
    request.send(FitFinish.model, model)
    request.send(FitFinish.base, base)
    request.send(FitFinish.centers, centers)
    request.send(FitFinish.parts, parts)
    request.send(FitFinish.iterations, iterations)
    request.send(FitFinish.converged, hasConverged)
    request.send(FitFinish.ledger, ledger)
    request.send(FitFinish.align, align)
    request.send(FitFinish.joins, joins)
    let slice: JSONSlice = try await answer(request, FitFinish.data, sample)
    return try reading(request) { () throws(Misread) in try Model(slice, of: self) }
  }
}

/// Which rows are drawn: each on its own, with the chance count · d² / cost, at most 1, d² being its
/// squared distance to the nearest centre.
public struct DrawnShare: Equatable, Sendable {
  /// How many are drawn of all rows, about.
  public var count: Double
  /// The sum of d² over all rows, wherever they lie.
  public var cost: Double
  /// How many rows there are in all: then the chance is the mean of that and of count / rows.
  public var rowCount: Int?
  /// Another for every part.
  public var seed: Int

  /// Keeps what is given.
  public init(count: Double, cost: Double, rowCount: Int? = nil, seed: Int = 0) {
    self.count = count
    self.cost = cost
    self.rowCount = rowCount
    self.seed = seed
  }
}

extension DrawnShare: WireValue {
  func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("count", count)
      writer.member("cost", cost)
      if let rowCount { writer.member("rows", rowCount) }
      writer.member("seed", seed)
    }
  }
}

/// What was done to which rows before the customers of a fit were measured.
public struct CountedRows: Equatable, Sendable {
  /// Rows that no rule dropped.
  public var rowsKept: Int
  /// Rows that each rule dropped, in order.
  public var dropped: KeyValuePairs<String, Int>
  /// Number of customers.
  public var customers: Int
  /// Number of invoices, where they are known.
  public var invoices: Int?
  /// What the customers spent together, where that is known.
  public var monetary: Double?

  /// Keeps what is given.
  public init(
    rowsKept: Int, dropped: KeyValuePairs<String, Int>, customers: Int, invoices: Int? = nil,
    monetary: Double? = nil
  ) {
    self.rowsKept = rowsKept
    self.dropped = dropped
    self.customers = customers
    self.invoices = invoices
    self.monetary = monetary
  }

  /// Whether every figure is the same.
  public static func == (left: CountedRows, right: CountedRows) -> Bool {
    left.rowsKept == right.rowsKept && left.dropped.elementsEqual(right.dropped, by: ==)
      && left.customers == right.customers && left.invoices == right.invoices
      && left.monetary == right.monetary
  }
}

extension CountedRows: WireValue {
  func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("rows_in", dropped.reduce(rowsKept) { $0 &+ $1.value })
      writer.member("rows_kept", rowsKept)
      writer.object("dropped") { writer in
        for (rule, count) in dropped { writer.member(rule, count) }
      }
      writer.member("customers", customers)
      if let invoices { writer.member("invoices", invoices) }
      if let monetary { writer.member("monetary", monetary) }
    }
  }
}
