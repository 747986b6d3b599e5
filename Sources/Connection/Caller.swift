public import JSON
public import JSONRPC
import Locks
public import Transport

/// A client that asks one thing at a time and waits for the answer.
///
///     let caller = Caller(channel)
///     let result = try caller.call("server.ping")       // {}
///
/// For the thread that made it; only its ``canceller`` may go to others.
public final class Caller {
  /// Takes back the call in progress; from any thread.
  public struct Canceller: Sendable {
    fileprivate let writer: FrameWriter
    fileprivate let current = Guarded<Int?>(nil)

    /// Asks the other side to stop the call in progress, which is then refused as cancelled.
    public func cancel() {
      guard let id = current.with({ $0 }) else { return }
      let text = Reply.notification("$/cancelRequest", params: Array("{\"id\":\(id)}".utf8))
      writer.send(FrameStyle.lines.frame(text))
    }
  }

  /// What is told about a call in progress.
  public typealias Listener = (_ method: String, _ params: JSONSlice?) -> Void

  /// Takes back the call in progress.
  public let canceller: Canceller

  private let channel: any Channel
  private let limits: WireLimits
  private let listener: Listener
  private var framing: Framing
  private var events: ArraySlice<Framing.Event> = []
  private var buffer = [UInt8](repeating: 0, count: 1 << 16)
  private var lastId = 0

  /// Speaks over a channel to a daemon.
  ///
  /// - Parameter listener: Hears the notifications that come while a call waits, such as
  ///   `notifications/progress`.
  public init(
    _ channel: any Channel, limits: WireLimits = WireLimits(),
    listener: @escaping Listener = { _, _ in }
  ) {
    self.channel = channel
    self.limits = limits
    self.listener = listener
    framing = Framing(messageLimit: limits.messageBytes)
    canceller = Canceller(writer: FrameWriter(channel))
  }

  /// Asks and waits for the answer.
  ///
  /// - Parameter params: One JSON text on one line, an object or an array; nil for none.
  /// - Returns: The result, as it came.
  /// - Throws: ``CallerError/refused(_:)`` with the error that came, or ``CallerError/lost(_:)``.
  public func call(_ method: String, params: [UInt8]? = nil) throws(CallerError) -> JSONSlice {
    lastId += 1
    let id = lastId
    canceller.current.with { $0 = id }
    defer { canceller.current.with { $0 = nil } }
    let request = Reply.request(id: id, method, params: params)
    canceller.writer.send(FrameStyle.lines.frame(request))
    while true {
      guard case .message(let message) = try nextEvent() else { continue }
      guard case .single(let incoming) = Envelope(message, limits: limits) else { continue }
      switch incoming {
      case .request(let request):
        if request.id == nil { listener(request.method, request.params) }
      case .response(let response):
        // Id null answers what could not be read; nothing else was asked, so it means this call.
        guard response.id?.text == String(id) || response.id?.kind == .null else { continue }
        if let error = response.error { throw .refused(RPCError(reading: error)) }
        if let result = response.result { return result }
      case .refused(_, let error):
        throw .lost("what came is no answer: \(error.message)")
      }
    }
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

  /// Tells the other side that nothing more will be asked.
  public func close() {
    channel.finishSending()
    channel.close()
  }

  private func nextEvent() throws(CallerError) -> Framing.Event {
    while true {
      if let event = events.popFirst() {
        if case .close(let reason) = event { throw .lost(reason) }
        return event
      }
      switch channel.read(into: &buffer) {
      case .bytes(let count): events = framing.receive(buffer[..<count])[...]
      case .end: throw .lost("the other side closed it")
      case .broken(let reason): throw .lost(reason)
      }
    }
  }
}
