public import JSON
public import JSONRPC
import Locks
public import Transport

/// A client: asks any number of things at once and hands each answer to whoever asked.
///
///     let caller = Caller(channel)
///     let result = try caller.call("server.ping")       // {}
///
/// A thread of its own reads, until the other side ends, ``close()``, or nobody holds the caller
/// any more.
public final class Caller: Sendable {
  /// Hears the notifications that come, such as `notifications/progress`, on the thread that reads;
  /// it must not wait.
  public typealias Listener = @Sendable (_ method: String, _ params: JSONSlice?) -> Void

  /// Takes an answer, nil where it was given up; must not wait.
  ///
  /// On the thread that reads, or at once where nothing can be asked any more.
  public typealias Receiver = @Sendable (Result<JSONSlice, CallerError>?) -> Void

  private let core: CallerCore

  /// Speaks over a channel to a daemon.
  public init(
    _ channel: any Channel, limits: WireLimits = WireLimits(),
    listener: @escaping Listener = { _, _ in }
  ) {
    let core = CallerCore(channel)
    self.core = core
    if !startThread({ core.read(limits, listener) }) {
      core.end("the system has no thread to give")
    }
  }

  deinit { close() }

  /// Why nothing can be asked any more; nil while it can.
  public var end: String? { core.state.with { $0.end } }

  /// The id of a request to come; each is another.
  public func nextId() -> Int {
    core.state.with { state in
      state.lastId += 1
      return state.lastId
    }
  }

  /// Asks, and does not wait.
  ///
  /// - Parameters:
  ///   - id: What ``nextId()`` gave for it.
  ///   - params: One JSON text on one line, an object or an array; nil for none.
  ///   - receiver: Takes the answer; called once.
  public func ask(
    _ id: Int, _ method: String, params: [UInt8]? = nil, receiver: @escaping Receiver
  ) {
    let end = core.state.with { state -> String? in
      if state.end == nil { state.waiting[id] = receiver }
      return state.end
    }
    if let end { return receiver(.failure(.lost(end))) }
    core.send(Reply.request(id: id, method, params: params))
  }

  /// Asks the other side to stop a request, which is then refused as cancelled.
  public func takeBack(_ id: Int) {
    guard core.state.with({ $0.waiting[id] != nil }) else { return }
    core.send(Reply.notification("$/cancelRequest", params: Array("{\"id\":\(id)}".utf8)))
  }

  /// Gives a request up: its receiver gets nil at once, and the other side need not answer.
  public func giveUp(_ id: Int) {
    guard let receiver = core.state.with({ $0.waiting.removeValue(forKey: id) }) else { return }
    let params = Array("{\"requestId\":\(id)}".utf8)
    core.send(Reply.notification("notifications/cancelled", params: params))
    receiver(nil)
  }

  /// Asks and waits for the answer.
  ///
  /// - Parameter params: One JSON text on one line, an object or an array; nil for none.
  /// - Returns: The result, as it came.
  /// - Throws: ``CallerError/refused(_:)`` with the error that came, or ``CallerError/lost(_:)``.
  public func call(_ method: String, params: [UInt8]? = nil) throws(CallerError) -> JSONSlice {
    let answer = Monitor<Result<JSONSlice, CallerError>?>(nil)
    ask(nextId(), method, params: params) { came in
      answer.with { $0 = came ?? .failure(.lost("it was given up")) }
    }
    guard let came = answer.wait(until: { $0 }) else { throw .lost("it was given up") }
    return try came.get()
  }

  /// Shows a token, as a daemon on TCP wants it before anything else.
  ///
  /// - Returns: What the token allows.
  /// - Throws: ``CallerError``, as ``call(_:params:)``.
  @discardableResult
  public func authenticate(_ token: String) throws(CallerError) -> Role {
    let params: JSONValue = ["token": .string(token)]
    let result = JSONValue(try call("auth", params: Array(params.description.utf8)))
    guard let role = result["role"]?.string.flatMap({ Role(rawValue: $0) }) else {
      throw .lost("what came is no answer to auth")
    }
    return role
  }

  /// Tells the other side that nothing more will be asked; who still waits is refused.
  public func close() {
    core.channel.finishSending()
    core.channel.close()
    core.end("it was closed here")
  }
}

/// What a caller shares with the thread that reads for it, which does not keep the caller itself.
private final class CallerCore: Sendable {
  struct State: Sendable {
    var lastId = 0
    var waiting: [Int: Caller.Receiver] = [:]
    var end: String?
  }

  let channel: any Channel
  let state = Guarded(State())
  private let writer: FrameWriter

  init(_ channel: any Channel) {
    self.channel = channel
    writer = FrameWriter(channel)
  }

  func send(_ text: [UInt8]) { writer.send(FrameStyle.lines.frame(text)) }

  /// Reads to the end; the thread's whole life.
  func read(_ limits: WireLimits, _ listener: Caller.Listener) {
    var framing = Framing(messageLimit: limits.messageBytes)
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      switch channel.read(into: &buffer) {
      case .bytes(let count):
        for event in framing.receive(buffer[..<count]) {
          guard let reason = take(event, limits, listener) else { continue }
          // Whoever is there speaks something else: nothing that follows can be trusted.
          channel.close()
          return end(reason)
        }
      case .end: return end("the other side closed it")
      case .broken(let reason): return end(reason)
      }
    }
  }

  /// Nothing more comes: who waits is told, and whoever asks later.
  func end(_ reason: String) {
    let receivers = state.with { state in
      defer { state.waiting = [:] }
      state.end = state.end ?? reason
      return state.waiting.sorted { $0.key < $1.key }.map(\.value)
    }
    for receiver in receivers { receiver(.failure(.lost(reason))) }
  }

  /// Hands on what came; why that is the end, where it is.
  private func take(
    _ event: Framing.Event, _ limits: WireLimits, _ listener: Caller.Listener
  ) -> String? {
    switch event {
    case .message(let message):
      guard case .single(let incoming) = Envelope(message, limits: limits) else {
        return "what came is no answer: a list of several, of which none was asked for"
      }
      switch incoming {
      case .request(let request):
        if request.id == nil { listener(request.method, request.params) }
      case .response(let response): take(response)
      case .refused(_, let error): return "what came is no answer: \(error.message)"
      }
      return nil
    case .refusal(let error): return "what came is no answer: \(error.message)"
    case .close(let reason): return reason
    }
  }

  private func take(_ response: IncomingResponse) {
    let receiver = state.with { state -> Caller.Receiver? in
      // Id null answers what could not be read; what was asked before it has its answers, so it
      // means the oldest.
      let isNull = response.id.map { $0.kind == .null } ?? true
      let id = isNull ? state.waiting.keys.min() : response.id.flatMap { Int($0.text) }
      return id.flatMap { state.waiting.removeValue(forKey: $0) }
    }
    if let error = response.error {
      receiver?(.failure(.refused(RPCError(reading: error))))
    } else if let result = response.result {
      receiver?(.success(result))
    }
  }
}
