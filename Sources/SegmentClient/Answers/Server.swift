public import JSON

/// What a daemon is and what it allows.
public struct ServerInfo: Sendable {
  /// The program's name.
  public let name: String
  /// The program's version.
  public let version: String
  /// The version of the protocol.
  public let wire: String
  /// What this connection may do: `read` or `admin`.
  public let role: String
  /// What may be sent, by the names of the protocol: `max_message_bytes`, ..
  public let limits: [String: Int]
  /// The methods there are.
  public let methods: [String]
}

extension ServerInfo: ReadableObject {
  init(_ answer: Members) throws(Misread) {
    name = try answer("name")
    version = try answer("version")
    wire = try answer("protocol")
    role = try answer("role")
    limits = try answer("limits")
    methods = try answer("methods")
  }
}

/// What a daemon has counted since its start, and what is so now.
public struct Metrics: Sendable {
  /// Since the start.
  public let uptimeSeconds: Double
  /// Connections, and what came and went on them.
  public let connections: [String: Int]
  /// Requests `in_flight`, of these `queued` and `running`.
  public let requests: [String: Int]
  /// Answers that were errors, by kind.
  public let errors: [String: Int]
  /// `count` of names, their `versions`, and `bytes`.
  public let models: [String: Int]
  /// `count`, `rows` and `bytes`.
  public let tables: [String: Int]
  /// `limit_bytes`, of these `used_bytes`; `resident_bytes` is what the process takes.
  public let memory: [String: Int]
  /// The whole answer, with the histograms of each method.
  public let json: JSONValue
}

extension Metrics: Readable {
  init(_ reader: inout JSONReader) throws(Misread) {
    let slice = reader.readSlice()
    var whole = JSONReader(slice)
    let answer = try Members(&whole)
    uptimeSeconds = try answer("uptime_seconds")
    connections = try answer("connections")
    requests = try answer("requests")
    errors = try answer("errors_total")
    models = try answer("models")
    tables = try answer("tables")
    memory = try answer("memory")
    json = .slice(slice)
  }
}
