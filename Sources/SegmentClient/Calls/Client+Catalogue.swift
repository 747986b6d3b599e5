public import JSON
public import SegmentProtocol

// The methods that work on the daemon's models and tables as a whole.

extension Client {
  /// The models there are.
  public func models() async throws -> [ModelFacts] {
    let list: ModelList = try await answer(Request(Models.list))
    return list.models
  }

  /// One model, the newest version of a name unless `name@version` asks for another.
  public func model(_ model: String) async throws -> Model {
    var request = Request(Models.get)
    request.send(ModelName.toUse, model)
    let slice: JSONSlice = try await answer(request)
    return try reading(request) { () throws(Misread) in try Model(slice, of: self) }
  }

  /// Deletes a version, or all versions of a name.
  ///
  /// - Returns: What was deleted, as `name@version`.
  @discardableResult
  public func deleteModel(_ model: String) async throws -> [String] {
    var request = Request(Models.delete)
    request.send(ModelName.toUse, model)
    let deleted: Deleted = try await answer(request)
    return deleted.names
  }

  /// Gives a model, all its versions and labels, another name.
  public func renameModel(_ model: String, to name: String) async throws {
    var request = Request(Models.rename)
    request.send(ModelName.ofAllVersions, model)
    request.send(Models.otherName, name)
    let _: JSONValue = try await answer(request)
  }

  /// Gives a segment a name or advice of your own, which later fits of the model keep; an empty one
  /// brings back what was made.
  @discardableResult
  public func labelSegment(
    _ model: String, _ segment: Int, name: String? = nil, advice: [String]? = nil
  ) async throws -> SegmentLabel {
    var request = Request(Models.label)
    request.send(ModelName.ofAllVersions, model)
    request.send(Models.segment, segment)
    request.send(Models.labelName, name)
    request.send(Models.labelAdvice, advice)
    return try await answer(request)
  }

  /// A model as a document, which ``importModel(_:as:)`` reads.
  ///
  /// - Parameters:
  ///   - model: Its name, or `name@version`.
  ///   - includesMembers: Whether the ids and segments of the training customers are in it.
  public func exportModel(
    _ model: String, includesMembers: Bool = false
  ) async throws -> ExportedModel {
    var request = Request(ExportModel.method)
    request.send(ExportModel.model, model)
    request.send(ExportModel.include, includesMembers ? "members" : nil)
    return try await answer(request)
  }

  /// A model as one SELECT with the whole recipe.
  ///
  /// - Parameters:
  ///   - model: Its name, or `name@version`.
  ///   - dialect: The database.
  ///   - table: The customers' table, or its schema and it: `["customers"]`.
  public func exportSQL(
    _ model: String, dialect: ExportDialect = .postgresql, table: [String]? = nil
  ) async throws -> ExportedModel {
    var request = Request(ExportModel.method)
    request.send(ExportModel.model, model)
    request.send(ExportModel.format, ExportFormat.sql.rawValue)
    request.send(ExportModel.dialect, dialect)
    request.send(ExportModel.table, table)
    return try await answer(request)
  }

  /// Takes in a document that ``exportModel(_:includesMembers:)`` gave, under its own name or
  /// another.
  @discardableResult
  public func importModel(_ document: String, as name: String? = nil) async throws -> Model {
    var request = Request(ImportModel.method)
    request.send(ImportModel.document, document)
    request.send(ImportModel.model, name)
    let facts: ModelFacts = try await answer(request)
    return try await model("\(facts.model)@\(facts.version)")
  }

  /// Puts rows into the daemon once, in place of a table of that name.
  ///
  /// Several calls can then use them as `.table(name)`.
  @discardableResult
  public func putTable(_ table: String, _ data: Rows) async throws -> TableFacts {
    try await upload(data, to: table, appends: false)
  }

  /// Puts more rows with the same columns behind those of a table, or begins it.
  @discardableResult
  public func appendTable(_ table: String, _ data: Rows) async throws -> TableFacts {
    try await upload(data, to: table, appends: true)
  }

  /// Rows of a table.
  ///
  /// - Parameters:
  ///   - table: Its name.
  ///   - offset: The first row, from 0.
  ///   - limit: How many rows: 1,000.
  public func getTable(
    _ table: String, offset: Int? = nil, limit: Int? = nil
  ) async throws -> TablePage {
    var request = Request(UploadedTables.get)
    request.send(UploadedTables.name, table)
    request.send(UploadedTables.offset, offset)
    request.send(UploadedTables.limit, limit)
    return try await answer(request)
  }

  /// The tables there are.
  public func tables() async throws -> [TableFacts] {
    let list: TableList = try await answer(Request(UploadedTables.list))
    return list.tables
  }

  /// Forgets a table.
  public func deleteTable(_ table: String) async throws {
    var request = Request(UploadedTables.delete)
    request.send(UploadedTables.name, table)
    let _: JSONValue = try await answer(request)
  }

  /// What the daemon is: its version, what the token allows, and its limits.
  public func info() async throws -> ServerInfo { try await answer(Request(ServerMethods.info)) }

  /// Asks whether the daemon is there.
  public func ping() async throws {
    let _: JSONValue = try await answer(Request(ServerMethods.ping))
  }

  /// Whether a daemon answers within some time, as `segmentd health` asks.
  public func isHealthy(within time: Duration = .seconds(5)) async -> Bool {
    await withTaskGroup(of: Bool.self) { group in
      group.addTask { (try? await ping()) != nil }
      group.addTask {
        try? await Task.sleep(for: time)
        return false
      }
      defer { group.cancelAll() }
      return await group.next() ?? false
    }
  }

  /// What the daemon has counted since its start, and what is so now.
  public func metrics() async throws -> Metrics { try await answer(Request(ServerMethods.metrics)) }

  /// Every method as an OpenRPC document.
  public func discover() async throws -> JSONValue {
    try await answer(Request(ServerMethods.discover))
  }

  /// Ends the daemon when what runs is answered.
  public func shutdown() async throws {
    let _: JSONValue = try await answer(Request(ServerMethods.shutdown))
  }
}

private struct ModelList: ReadableObject {
  let models: [ModelFacts]

  init(_ answer: Members) throws(Misread) { models = try answer("models") }
}

private struct TableList: ReadableObject {
  let tables: [TableFacts]

  init(_ answer: Members) throws(Misread) { tables = try answer("tables") }
}

/// The names of what is gone.
private struct Deleted: ReadableObject {
  let names: [String]

  init(_ answer: Members) throws(Misread) { names = try answer("deleted") }
}
