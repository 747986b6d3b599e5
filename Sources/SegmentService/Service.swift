public import JSON
public import JSONRPC
import Matrices
public import ModelStorage
import SegmentProtocol
import TableInput

/// Answers every method of the protocol, holding models and tables in memory.
public final class Service: Responder {
  /// Bytes from which work begins by giving back what was freed before.
  static let largeByteCount = 256 << 20

  /// What the service may do and with what.
  public let settings: Settings
  let models: Catalogue
  let tables: TableStore
  let memory: MemoryBudget

  /// What the service may do and with what.
  public struct Settings: Sendable {
    /// Folders below which a CSV may be read by path.
    public var dataRoots: [String] = []
    /// Threads of a parallel loop.
    public var threadCount: Int = 1
    /// Jobs that are done now, which share the threads.
    public var runningJobs: @Sendable () -> Int = { 1 }
    /// The most bytes of kept rows with which a model keeps them unasked.
    public var keepRowsBytes = 256 << 20
    /// The most bytes of kept rows of all models together; the longest unused fall to members first.
    public var keptRowsLimitBytes = Int.max
    /// Bytes that tables, models and the work on them may take together.
    public var memoryLimitBytes = Int.max
    /// Bytes that the process takes of the machine's memory, for `server.metrics`.
    public var residentBytes: @Sendable () -> Int = { 0 }
    /// Gives the system back what was freed and lies in the heap, in some milliseconds.
    public var giveBackMemory: @Sendable () -> Void = {}
    /// Where models outlive the process; `nil` keeps them in memory.
    public var storage: ModelDirectory?
    /// Takes a line for the log: what was damaged, what was set aside.
    public var log: @Sendable (String) -> Void = { _ in }
    /// What `server.info` says of limits, in its order.
    public var limits: [(name: String, value: Int)] = []
    /// Writes the members of `server.metrics` that connections know of.
    public var connectionMetrics: @Sendable (inout JSONWriter) -> Void = { _ in }
    /// The time of day, in microseconds since 1970: for `created` and `seconds` alone.
    public var clock: @Sendable () -> Int64 = { 0 }

    /// No roots, one thread.
    public init() {}
  }

  /// A service with the models of its state directory, or without any, and without tables.
  public init(_ settings: Settings) {
    self.settings = settings
    let models = Catalogue(
      settings.storage, memoryLimit: settings.memoryLimitBytes, log: settings.log)
    let tables = TableStore()
    (self.models, self.tables) = (models, tables)
    memory = MemoryBudget(
      limit: settings.memoryLimitBytes,
      relieve: { lacking in
        let before = tables.memoryByteCount
        tables.forgetOrders()
        let freed = before - tables.memoryByteCount
        if freed < lacking { models.letGo(ofAtLeast: lacking - freed) }
      }
    ) {
      models.memoryByteCount + tables.memoryByteCount
    }
  }

  /// What the threads come to for each of the jobs that are done now: many at once must not start as
  /// many threads each.
  var threadCount: Int { max(1, settings.threadCount / max(1, settings.runningJobs())) }
  var workers: Workers { Workers(threadCount: threadCount) }
  var roots: DataRoots { DataRoots(settings.dataRoots) }

  /// Looks at a request: which method it is, whether its parameters fit, what it will touch.
  public func plan(_ request: RPCRequest) -> Plan {
    do throws(RPCError) {
      guard let method = MethodTable.method(named: request.method),
        let handler = Service.handlers[method.name]
      else {
        throw .methodNotFound(
          request.method, didYouMean: MethodTable.suggestion(for: request.method))
      }
      let parameters = try Parameters(request.params, for: method, role: request.role)
      var plan = try handler(self, parameters)
      plan.isShort = plan.isShort || (method.isShort && !waitsForDisk(method))
      return plan
    } catch {
      return .immediate(.failure(error))
    }
  }

  /// Whether a method that is quick in memory waits for the state directory.
  private func waitsForDisk(_ method: MethodDescriptor) -> Bool {
    settings.storage != nil
      && [Models.list, Models.delete, Models.rename, Models.label].contains {
        $0.name == method.name
      }
  }

  /// Answers a request at once, without a connection: for the program and for tests.
  public func respond(
    to method: String, params: JSONSlice?, context: CallContext = .detached
  ) -> Outcome {
    plan(RPCRequest(id: nil, method: method, params: params)).prepare()(context)
  }

  /// Makes a plan from checked parameters.
  typealias Handler = @Sendable (Service, Parameters) throws(RPCError) -> Plan

  /// One handler per row of the method table.
  static let handlers: [String: Handler] = [
    Fit.method.name: fit, Assign.method.name: assign, Profile.method.name: profile,
    Silhouette.descriptor.name: silhouette, Sweep.method.name: sweep,
    Describe.method.name: describe, RFM.method.name: rfm, Compare.method.name: compare,
    SegmentProtocol.Drift.method.name: drift, Chart.method.name: chart,
    Stability.method.name: stability,
    FitPart.method.name: fitPart, FitStep.method.name: fitStep,
    FitReduce.method.name: fitReduce, FitFinish.method.name: fitFinish,
    Models.list.name: listModels, Models.get.name: getModel, Models.delete.name: deleteModel,
    Models.rename.name: renameModel, Models.label.name: labelSegment,
    ExportModel.method.name: exportModel, ImportModel.method.name: importModel,
    UploadedTables.put.name: putTable, UploadedTables.append.name: appendTable,
    UploadedTables.get.name: getTable, UploadedTables.list.name: listTables,
    UploadedTables.delete.name: deleteTable, ServerMethods.auth.name: auth,
    ServerMethods.info.name: info, ServerMethods.ping.name: ping,
    ServerMethods.metrics.name: metrics, ServerMethods.shutdown.name: shutdown,
    ServerMethods.discover.name: discover,
  ]
}
