import Clustering
import Features
import JSON
import JSONRPC
import Matrices
import SegmentProtocol
import Segmentation
import Tables

extension Service {
  /// `fit`: rows to customers to a model, stored as the next version.
  static func fit(_ service: Service, _ parameters: Parameters) throws(RPCError) -> Plan {
    let name = try parameters(Fit.model)
    let data = try parameters(Fit.data)
    let request = FitRequest(
      name: name, plan: try FitPlan(parameters), keep: try parameters(Fit.keep),
      mayReuse: try parameters(Fit.reuse), aligns: try parameters(Fit.align))
    let joined = try RecipeSources(try parameters(Fit.recipe))
    return .work(
      reads: resources(data).union(joined.resources), writes: ["model:\(name)"]
    ) { () throws(RPCError) in
      let bound = try service.bind(data, joined)
      var request = request
      if request.plan.startsFromPrevious {
        try service.models.refresh(name)
        request.previous = try service.models.find(name)?.model
      }
      return { [request] (context) throws(RPCError) in try service.fit(request, bound, context) }
    }
  }

  private func fit(
    _ request: FitRequest, _ data: BoundData, _ context: CallContext
  ) throws(RPCError) -> [UInt8] {
    let began = settings.clock()
    var request = request
    request.plan.recipe = try completed(request.plan.recipe, by: data, context)
    let customers = try readCustomers(
      data, recipe: request.plan.recipe, weight: request.plan.weightColumn, context: context)
    let needed = byteCount(of: request.plan, data, customers)
    let room = try memory.reserve(needed, for: "the fit")
    defer { room.shrink(to: 0) }
    // What an upload, or the step before, left in the heap is in pieces too small for what comes, and
    // would stand beside it. (Measured at 10,000,000 × 8: 0.2 of the 2.5 times the table.)
    let giveBack = needed >= Service.largeByteCount ? settings.giveBackMemory : {}
    giveBack()
    request.plan.recipe = request.plan.recipe.withoutIdleColumns
    context.report(done: 0.05, total: 1, message: "hashing rows")
    guard !context.isCancelled else { throw .cancelled }
    let origin = StoredModel.Origin(
      content: data.contentHash(of: customers, isCancelled: { context.isCancelled }),
      others: customers.withoutPurchase.contentHash, ledger: customers.ledger.dropped,
      plan: request.plan, keep: request.keep?.rawValue,
      isAligned: request.aligns)
    try models.refresh(request.name)
    if request.mayReuse, let newest = try newest(of: request.name), newest.origin == origin {
      return FitReply(newest, isUnchanged: true, seconds: seconds(since: began)).bytes
    }
    var partitioned: Partitioned
    do throws(SegmentationError) {
      partitioned = try SegmentModel.partition(
        request.plan, customers, startingAt: request.previous,
        ordering: { [keptLimit = settings.keepRowsBytes] customers, workers, isCancelled in
          data.canonical(
            customers, columnLimit: keptLimit, workers: workers, isCancelled: isCancelled)
        }, giveBack: giveBack, workers: workers,
        monitor: context.monitor.step(0.1...1))
    } catch {
      throw RPCError(error)
    }
    return try finish(&partitioned, request, origin, began, context)
  }

  /// Numbers and describes segments, and stores them as the version after the newest.
  func finish(
    _ partitioned: inout Partitioned, _ request: FitRequest, _ origin: StoredModel.Origin,
    _ began: Int64, _ context: CallContext
  ) throws(RPCError) -> [UInt8] {
    while true {
      // The ids go on from the newest version there is now: another connection may have made one
      // while this search ran.
      let newest = try newest(of: request.name)
      if request.mayReuse, let newest, newest.origin == origin {
        return FitReply(newest, isUnchanged: true, seconds: seconds(since: began)).bytes
      }
      let learned: Learned
      do throws(SegmentationError) {
        learned = try partitioned.finish(
          after: newest.map { parent($0, request) }, workers: workers,
          monitor: context.monitor.pastDeadline)
      } catch {
        throw RPCError(error)
      }
      // A fit that was cancelled while it finished leaves the old model served.
      guard !context.isCancelled else { throw .cancelled }
      if let stored = try store(learned, request, origin, after: newest?.version) {
        return FitReply(
          stored, ledger: learned.model.ledger, isUnchanged: false, seconds: seconds(since: began)
        ).bytes
      }
    }
  }

  /// At most so many bytes as a fit takes until its model is stored, beside what stands before it.
  ///
  /// (Measured at 10,000,000 × 8 of a stored table: 0.93 GB were taken where this says 1.08.)
  func byteCount(
    of plan: FitPlan, _ data: BoundData, _ customers: CustomerTable
  ) -> Int {
    let measured = customers.measuredByteCount
    let rowCount = customers.table.rowCount
    // The columns of a stored table are the customers' own; others are theirs alone, and are kept.
    let arrived = data.holds(customers) ? 0 : 2 * measured
    let sorted = measured <= settings.keepRowsBytes ? measured : 0
    // Hashes of rows, sorted, and the order; nothing else is there yet.
    let ordering = 44 * rowCount
    // Features, laid out a second time where seeds are looked for; per row the order, label,
    // distance and bounds, and label and distance again in the result.
    let layouts = if case .centers = plan.initialisation { 1 } else { 2 }
    let clustering =
      layouts * customers.preparedByteCount(plan.recipe)
      + 44 * rowCount
    // A column in order and by segments, and what its quantiles are looked for in, on each thread.
    let describing = (24 + 24 * threadCount) * rowCount
    return arrived + sorted + max(ordering, clustering, describing)
  }

  /// The newest version as what a fit comes after.
  private func parent(_ stored: StoredModel, _ request: FitRequest) -> Parent {
    Parent(
      version: stored.version, model: stored.model, members: membersToAlign(stored),
      lastSegmentId: max(
        models.lastSegmentId(of: stored.name), stored.model.lineage.lastSegmentId),
      isToAlign: request.aligns)
  }

  /// The newest version that can be used; `nil` where there is none, or none that is whole.
  private func newest(of name: String) throws(RPCError) -> StoredModel? {
    do throws(RPCError) {
      return try models.find(name)
    } catch {
      // A fit is how a damaged model is mended.
      guard error.kind == "corrupt_model" else { throw error }
      return nil
    }
  }

  /// The customers of the version before; without them ids go on by the centres.
  private func membersToAlign(_ stored: StoredModel) -> Members? {
    do throws(RPCError) {
      return try stored.members()
    } catch {
      settings.log("\(stored.title) is aligned by its centres: \(error.message)")
      return nil
    }
  }

  private func store(
    _ learned: Learned, _ request: FitRequest, _ origin: StoredModel.Origin, after parent: Int?
  ) throws(RPCError) -> StoredModel? {
    let (fingerprint, coreByteCount) = Fingerprint.of(learned, workers: workers)
    let customers = learned.customers
    let keep =
      request.keep
      ?? (customers.measuredByteCount <= settings.keepRowsBytes ? .rows : .members)
    let model = keep == .document ? learned.model.withoutExamples() : learned.model
    let documentByteCount = ModelDocument.byteCount(
      of: model, fingerprint: fingerprint, coreByteCount: coreByteCount)
    let members =
      keep == .document
      ? nil
      : Members(
        identifiers: customers.identifiers, labels: learned.labels, months: customers.months)
    let created = settings.clock()
    return try models.store(
      request.name, after: parent, keptRowsLimit: settings.keptRowsLimitBytes
    ) { version in
      StoredModel(
        name: request.name, version: version, created: created, model: model,
        fingerprint: fingerprint, documentByteCount: documentByteCount, origin: origin,
        memberLayer: members.map { Layer($0) },
        rowLayer: keep == .rows ? Layer(customers) : nil)
    }
  }

  private func seconds(since began: Int64) -> Double {
    Double(settings.clock() - began) / 1e6
  }
}

/// A `fit` once its parameters are read.
struct FitRequest: Sendable {
  let name: String
  var plan: FitPlan
  let keep: Keep?
  let mayReuse: Bool
  let aligns: Bool
  /// The newest version, where the search begins at its centres.
  var previous: SegmentModel?
}

extension Matrix {
  /// Rows of one length, at least one.
  init(_ rows: [[Double]]) {
    self.init(
      rowCount: rows.count, columnCount: rows.first?.count ?? 0, values: rows.flatMap { $0 })
  }
}

extension FitPlan {
  /// The engine's plan of a `fit`'s parameters.
  init(_ parameters: Parameters) throws(RPCError) {
    // Two segments win nearly every silhouette of customers, and nobody can use them: they are chosen
    // where they are asked for.
    let automatic =
      try parameters(Fit.clusterRange).map {
        ClusterCountRule.automatic($0, leastCounted: $0.lowerBound)
      } ?? .automatic(2...10, leastCounted: 3)
    let count: ClusterCountRule =
      switch try parameters(Fit.clusterCount) {
      case .automatic: automatic
      case .exactly(let count): .exactly(count)
      }
    self.init(
      recipe: try Recipe(try parameters(Fit.recipe)), clusterCount: count,
      seed: UInt64(try parameters(Fit.seed)), restartCount: try parameters(Fit.restartCount),
      iterationLimit: try parameters(Fit.iterationLimit),
      tolerance: try parameters(Fit.tolerance))
    fixedCenters = try parameters(Fit.fixedCenters).map { Matrix($0) }
    weightColumn = try parameters(Fit.weightColumn)
    small = SmallSegments(
      minimumSize: try parameters(Fit.minimumSize), minimumShare: try parameters(Fit.minimumShare),
      merges: try parameters(Fit.small) == .merge)
    switch try parameters(Fit.initialisation) {
    case .greedyPlusPlus: initialisation = .greedyPlusPlus
    case .random: initialisation = .random
    case .previous:
      startsFromPrevious = true
      if parameters.has(Fit.clusterCount), case .automatic = clusterCount {
        throw RPCError(
          Mismatch(
            path: "k", expected: "a number, or left out where init is \"previous\"", got: "\"auto\""
          ))
      }
    case .centers(let rows):
      initialisation = .centers(Matrix(rows))
      // The centres say how many; a k beside them must agree.
      let fixedCount = fixedCenters?.rowCount ?? 0
      if !parameters.has(Fit.clusterCount) { clusterCount = .exactly(fixedCount + rows.count) }
      if case .exactly(let count) = clusterCount, count != fixedCount + rows.count {
        throw RPCError(
          Mismatch(
            path: "init",
            expected: fixedCount == 0
              ? "a list of \(count), as k asks"
              : "a list of \(max(0, count - fixedCount)), as k without fixed asks",
            got: "a list of \(rows.count)"))
      }
    }
    refinement = try parameters(Fit.refinement) == .auto ? .automatic : .none
  }
}
