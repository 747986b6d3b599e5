public import JSON
import JSONRPC
import SegmentProtocol

/// Anything that segmentd, or the way to it, could not do.
///
///     do {
///       try await client.assign("vip", customers)
///     } catch let error as SegmentdError where error.kind == .modelNotFound {
///       print(error.message, error.available)
///     }
public struct SegmentdError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The stable name of what went wrong.
  public let kind: Kind

  /// One sentence: what was found, what is allowed, what to do.
  public let message: String

  /// The number of the protocol's table of errors; 0 where no answer came.
  public let code: Int

  /// What else the daemon said, such as `row` and `column`.
  public let data: JSONObject

  /// Whether the same request may work later.
  public let isRetryable: Bool

  init(_ error: RPCError) {
    kind = Kind(rawValue: error.kind)
    message = error.message
    code = error.code
    data = JSONObject(error.data)
    isRetryable = error.retryable
  }

  /// An error of the client's own.
  init(_ kind: Kind, _ message: String, code: Int = 0, data: JSONObject = JSONObject()) {
    self.kind = kind
    self.message = message
    self.code = code
    self.data = data
    isRetryable = false
  }

  /// The sentence.
  public var description: String { message }

  /// The models or tables that there are, where one was not found.
  public var available: [String] { texts("available") }

  /// The columns that the model needs and that were not sent.
  public var missing: [String] { texts("missing") }

  /// The nearest name, where one is unknown.
  public var didYouMean: String? { data["did_you_mean"]?.string }

  /// The parameter at fault.
  public var parameter: String? { data["param"]?.string }

  /// The row at fault, from 0.
  public var row: Int? { data["row"]?.integer }

  /// The column at fault.
  public var column: String? { data["column"]?.string }

  /// When a busy daemon should be asked again.
  public var retryAfter: Duration? {
    data["retry_after_ms"]?.double.map { .milliseconds($0) }
  }

  private func texts(_ name: String) -> [String] {
    data[name]?.array?.compactMap(\.string) ?? []
  }
}

extension SegmentdError {
  /// What can go wrong; a newer daemon may know more.
  public struct Kind: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The word on the wire.
    public let rawValue: String

    /// Keeps a word, whether it is known or not.
    public init(rawValue: String) { self.rawValue = rawValue }

    private init(_ error: RPCError) { rawValue = error.kind }
    private init(_ kind: ErrorKind) { rawValue = kind.rawValue }

    /// The word on the wire.
    public var description: String { rawValue }

    /// The request was no JSON.
    public static let parseError = Kind(RPCError.parseError(offset: nil, hint: nil, message: ""))
    /// The request was no request of JSON-RPC 2.0.
    public static let invalidRequest = Kind(RPCError.invalidRequest(""))
    /// There is no such method.
    public static let methodNotFound = Kind(RPCError.methodNotFound(""))
    /// A parameter is missing, unknown, or of the wrong kind or size.
    public static let invalidParams = Kind(RPCError.invalidParams(""))
    /// A fault of the daemon, which its log tells more of.
    public static let internalError = Kind(RPCError.internalError(incident: ""))
    /// The request was taken back; a task that was cancelled gets `CancellationError` instead.
    public static let cancelled = Kind(RPCError.cancelled)
    /// There is no such model.
    public static let modelNotFound = Kind(.modelNotFound)
    /// Columns that are needed were not sent.
    public static let missingFeature = Kind(.missingFeature)
    /// A cell, a row or a table cannot be used.
    public static let badData = Kind(.badData)
    /// There are fewer rows than segments.
    public static let tooFewRows = Kind(.tooFewRows)
    /// All rows are alike, or fewer of them differ than there should be segments.
    public static let degenerate = Kind(.degenerate)
    /// There is no such table.
    public static let tableNotFound = Kind(.tableNotFound)
    /// The daemon may not read below that folder.
    public static let pathNotAllowed = Kind(.pathNotAllowed)
    /// The daemon cannot read that file.
    public static let fileUnreadable = Kind(.fileUnreadable)
    /// The request, or its answer, is larger than the daemon allows.
    public static let messageTooLarge = Kind(.messageTooLarge)
    /// The daemon has too much to do, and had it at each try.
    public static let overloaded = Kind(RPCError.overloaded(retryAfterMilliseconds: 0))
    /// The answer was not ready in time.
    public static let timeout = Kind(.timeout)
    /// The daemon is about to end.
    public static let shuttingDown = Kind(ErrorKind.shuttingDown)
    /// The model does not keep enough for this; send the rows.
    public static let dataNeeded = Kind(.dataNeeded)
    /// The work needs more memory than the daemon may take.
    public static let memoryLimit = Kind(.memoryLimit)
    /// No token, or one that the daemon does not know.
    public static let unauthorized = Kind(.unauthorized)
    /// The token's role may not do this.
    public static let forbidden = Kind(.forbidden)
    /// The daemon cannot write or read its folder of state.
    public static let storage = Kind(.storage)
    /// A model document that does not hold together.
    public static let corruptModel = Kind(.corruptModel)
    /// There is no daemon, or it went away before it answered.
    public static let connectionLost = Kind(rawValue: "connection_lost")
    /// What came is no answer to what was asked.
    public static let malformedAnswer = Kind(rawValue: "malformed_answer")
  }
}
