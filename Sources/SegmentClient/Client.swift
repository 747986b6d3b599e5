public import JSON

/// A connection to a daemon.
///
///     let client = try await Client.connect()
///     let model = try await client.fit("vip", .file("sales.csv"), k: 4)
///     for segment in model.segments { print(segment.name, segment.size) }
///
/// It connects when it is first asked, and again where the connection ended in the meantime. Any
/// number of tasks may use it at once; answers come in the order in which they are ready. A task
/// that is cancelled has the daemon stop the work, and throws `CancellationError`. The connection,
/// and a daemon of the client's own, ends with ``close()`` or with the last copy of the client.
public struct Client: Sendable {
  let opened: Opened
  private var timeout: Duration?
  private var retries: Int
  private var progress: ProgressUpdates?

  /// A client of a daemon that runs; nothing is asked yet.
  ///
  /// - Parameters:
  ///   - address: `HOST:PORT` or `unix:PATH`; nil for `SEGMENTD_ADDRESS`, else 127.0.0.1:7464.
  ///   - token: What the daemon asks for on TCP; nil for `SEGMENTD_TOKEN`, else the token file that
  ///     a daemon made in your folder of settings.
  ///   - timeout: How long an answer may take; nil for as long as it takes. After it `fit` and
  ///     `sweep` give the best they have, not ``Model/isComplete``.
  ///   - retries: How often a request is sent again that a busy daemon refused.
  public init(
    _ address: String? = nil, token: String? = nil, timeout: Duration? = nil, retries: Int = 5
  ) {
    self.init(Opened(.connect(address, token: token)), timeout, retries)
  }

  private init(_ opened: Opened, _ timeout: Duration?, _ retries: Int) {
    self.opened = opened
    self.timeout = timeout
    self.retries = retries
  }

  /// Connects to a daemon at once; see ``init(_:token:timeout:retries:)``.
  ///
  /// - Throws: ``SegmentdError`` where nobody listens there, or the token is not taken.
  public static func connect(
    _ address: String? = nil, token: String? = nil, timeout: Duration? = nil, retries: Int = 5
  ) async throws -> Client {
    let client = Client(address, token: token, timeout: timeout, retries: retries)
    try await client.ping()
    return client
  }

  /// Starts a daemon of our own, which ends with the client.
  ///
  /// - Parameters:
  ///   - program: Where segmentd is; nil for `SEGMENTD`, else as found on the `PATH`.
  ///   - arguments: More options for it, such as `["--state", "models"]`.
  ///   - timeout: How long an answer may take; nil for as long as it takes.
  ///   - retries: How often a request is sent again that a busy daemon refused.
  /// - Throws: ``SegmentdError`` where there is no such program.
  public static func spawn(
    _ program: String? = nil, arguments: [String] = [], timeout: Duration? = nil, retries: Int = 5
  ) async throws -> Client {
    let client = Client(Opened(.spawn(program, arguments)), timeout, retries)
    try await client.ping()
    return client
  }

  /// The same connection with other options, for one call: `client.options(timeout: .seconds(5))`.
  ///
  /// What is nil stays as it is.
  ///
  /// - Parameters:
  ///   - timeout: How long an answer may take.
  ///   - retries: How often a request is sent again that a busy daemon refused.
  ///   - progress: Hears how far the work has come.
  public func options(
    timeout: Duration? = nil, retries: Int? = nil, progress: ProgressUpdates? = nil
  ) -> Client {
    var other = self
    other.timeout = timeout ?? other.timeout
    other.retries = retries ?? other.retries
    other.progress = progress ?? other.progress
    return other
  }

  /// Asks any method by its name, as the protocol has it.
  ///
  /// - Parameters:
  ///   - method: Such as `models.list`.
  ///   - params: By name.
  /// - Returns: The result as it came.
  /// - Throws: ``SegmentdError``, or `CancellationError`.
  public func call(_ method: String, _ params: JSONObject = JSONObject()) async throws -> JSONValue
  {
    var request = Request(named: method)
    request.send(params)
    return try await answer(request)
  }

  /// Ends the connection, and a daemon of our own with it; requests that wait fail.
  public func close() async { await opened.close() }

  /// What a request brings; not on the caller's actor, as answers may be large.
  @concurrent
  func answer<Answer: Readable>(_ request: Request) async throws -> Answer {
    let slice = try await send(request)
    return try reading(request) { () throws(Misread) in
      var reader = JSONReader(slice)
      return try Answer(&reader)
    }
  }

  /// Reads the answer to a request.
  ///
  /// - Throws: ``SegmentdError`` where it is not what the protocol has.
  func reading<Answer>(
    _ request: Request, _ read: () throws(Misread) -> Answer
  ) throws(SegmentdError) -> Answer {
    do throws(Misread) {
      return try read()
    } catch {
      throw SegmentdError(
        .malformedAnswer,
        "the answer to \(request.method) is not as the protocol has it: \(error); this client may "
          + "be too old or too new for the daemon")
    }
  }

  private func send(_ request: Request) async throws -> JSONSlice {
    try await whileTold {
      var retriesLeft = retries
      while true {
        do {
          return try await opened.session().ask(request, timeout: timeout, progress: progress)
        } catch let error as SegmentdError where error.kind == .overloaded && retriesLeft > 0 {
          retriesLeft -= 1
          try await Task.sleep(for: error.retryAfter ?? .milliseconds(100))
        }
      }
    }
  }

  /// Keeps the sequence of updates going until the body has ended.
  func whileTold<Result>(_ body: () async throws -> Result) async rethrows -> Result {
    progress?.begin()
    defer { progress?.end() }
    return try await body()
  }
}
