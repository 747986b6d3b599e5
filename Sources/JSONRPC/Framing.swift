import Decimals

/// Cuts the bytes of a connection into messages: lines of JSON, or blocks with a length.
///
/// A pure state machine: bytes in, events out, and the events do not depend on how the bytes were
/// cut. Which framing it is, the first bytes decide, once:
///
///     var framing = Framing()
///     framing.receive(Array("{\"id\":1}\n{\"id\"".utf8)[...])   // [.message({"id":1})]
///     framing.receive(Array(":2}".utf8)[...])                    // []
///     framing.finish()                                           // [.message({"id":2})]
///
/// - Complexity: O(*n*) over the life of a connection; only new bytes are looked at.
public struct Framing: Sendable {
  /// What the bytes came to.
  public enum Event: Equatable, Sendable {
    /// One message; not checked in any way.
    case message([UInt8])
    /// Bytes that are no message, to be answered with this error and id null.
    case refusal(RPCError)
    /// Nothing more will be read from this connection, and the line for the log.
    case close(reason: String)
  }

  private enum State: Equatable, Sendable {
    case opening
    case line
    case restOfLine
    case headers
    case body(left: Int)
    case restOfBody(left: Int)
    case closed
  }

  /// How messages are told apart; nil until the first bytes have said it.
  public private(set) var style: FrameStyle?

  /// Bytes of the largest message, without its line end or headers; counts for what comes next.
  public var messageLimit: Int

  private var state = State.opening
  private var opening = Opening()
  private var block = HeaderBlock()

  /// The beginning of what has not ended yet: a line, a header line or a body.
  private var pending: [UInt8] = []

  /// Bytes of the last line that came in pieces.
  ///
  /// Those who send large messages send more of them, and what grows by doubling is copied once more.
  private var lastLength = 0

  /// Bytes that are set aside at most for a line of which the first piece came: nobody else counts them.
  private static let mostReserved = 16 << 20

  /// Bytes of a message that is not whole yet.
  public var pendingCount: Int { pending.count }

  /// Starts with nothing read.
  ///
  /// - Parameter messageLimit: Bytes of the largest message, without its line end or headers.
  public init(messageLimit: Int = 64 << 20) { self.messageLimit = messageLimit }

  /// Starts between two messages of a connection that sends lines.
  ///
  /// - Parameter messageLimit: Bytes of the largest message, without its line end.
  public init(betweenLines messageLimit: Int) {
    self.messageLimit = messageLimit
    (style, state) = (.lines, .line)
  }

  /// Whether the last thing that came is the end of a line, so that nothing else need be known of it
  /// to read on.
  public var isBetweenLines: Bool { state == .line && pending.isEmpty }

  /// Takes the next bytes and gives what they complete, in order.
  public mutating func receive(_ bytes: ArraySlice<UInt8>) -> [Event] {
    var events: [Event] = []
    take(bytes, &events)
    return events
  }

  /// Takes bytes until they complete something, and gives that; the rest is left for the next call.
  public mutating func receive(next rest: inout ArraySlice<UInt8>) -> [Event] {
    var events: [Event] = []
    while events.isEmpty, !rest.isEmpty { step(&rest, &events) }
    return events
  }

  /// Takes the end of input: a last line without its end counts, a message cut short does not.
  public mutating func finish() -> [Event] {
    var events: [Event] = []
    if state == .opening { choose(opening.languageAtEnd, &events) }
    switch state {
    case .line: endLine(&events)
    case .headers where block.hasLines || !pending.isEmpty:
      refuse("the input ends within a header block; end it with an empty line", &events)
    case .body(let left):
      refuse(
        "the input ends after \(pending.count) of the \(pending.count + left) bytes that "
          + "Content-Length announced; send the whole message", &events)
    default: break
    }
    state = .closed
    return events
  }

  private mutating func take(_ bytes: ArraySlice<UInt8>, _ events: inout [Event]) {
    var rest = bytes
    while !rest.isEmpty { step(&rest, &events) }
  }

  /// Takes what belongs together: a line, a header, a body, or as much of it as there is.
  private mutating func step(_ rest: inout ArraySlice<UInt8>, _ events: inout [Event]) {
    switch state {
    case .opening: takeOpening(&rest, &events)
    case .line: takeLine(&rest, &events)
    case .restOfLine: skipLine(&rest)
    case .headers: takeHeader(&rest, &events)
    case .body(let left): takeBody(&rest, left, &events)
    case .restOfBody(let left): skipBody(&rest, left)
    case .closed: rest = []
    }
  }

  private mutating func takeOpening(_ rest: inout ArraySlice<UInt8>, _ events: inout [Event]) {
    while let byte = rest.popFirst() {
      if let language = opening.take(byte) { return choose(language, &events) }
    }
  }

  private mutating func choose(_ language: Opening.Language, _ events: inout [Event]) {
    switch language {
    case .lines: (style, state) = (.lines, .line)
    case .headers: (style, state) = (.headers, .headers)
    case .http:
      close("a web request came where JSON-RPC is spoken; nothing of it was done", &events)
    case .tls:
      close(
        "an encrypted connection was tried where plain JSON-RPC is spoken; put a TLS proxy "
          + "in front", &events)
    case .utf16:
      style = .lines
      refuse("the message is UTF-16; send UTF-8", &events)
    }
    let held = opening.bytes
    opening = Opening()
    take(held[...], &events)
  }

  private mutating func takeLine(_ rest: inout ArraySlice<UInt8>, _ events: inout [Event]) {
    guard let end = endOfLine(rest) else {
      // A carriage return may belong to the end of the line that is still to come.
      let spare = rest.last == UInt8(ascii: "\r") ? 1 : 0
      if pending.count + rest.count > messageLimit + spare {
        events.append(.refusal(.messageTooLarge(limit: messageLimit)))
        pending = []
        state = .restOfLine
      } else {
        if pending.isEmpty, lastLength > rest.count {
          pending.reserveCapacity(min(lastLength, Framing.mostReserved) + 2)
        }
        pending.append(contentsOf: rest)
      }
      rest = []
      return
    }
    if pending.isEmpty {
      endLine(rest[..<end], &events)
    } else {
      pending.append(contentsOf: rest[..<end])
      endLine(&events)
    }
    rest = rest[(end + 1)...]
  }

  /// The line that came in pieces is the message itself: a copy of 6 MB was 2 % of its `assign`.
  private mutating func endLine(_ events: inout [Event]) {
    var line = pending
    pending = []
    lastLength = line.count
    if line.last == UInt8(ascii: "\r") { line.removeLast() }
    if let problem = refusal(ofLine: line[...]) {
      events.append(problem)
    } else if !isBlank(line[...]) {
      events.append(.message(line))
    }
  }

  private func endLine(_ line: ArraySlice<UInt8>, _ events: inout [Event]) {
    let text = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
    if let problem = refusal(ofLine: text) {
      events.append(problem)
    } else if !isBlank(text) {
      events.append(.message(Array(text)))
    }
  }

  private func refusal(ofLine text: ArraySlice<UInt8>) -> Event? {
    text.count > messageLimit ? .refusal(.messageTooLarge(limit: messageLimit)) : nil
  }

  private func isBlank(_ text: ArraySlice<UInt8>) -> Bool {
    text.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
  }

  /// Where the first line end stands, if there is one.
  private func endOfLine(_ bytes: ArraySlice<UInt8>) -> Int? {
    let found = offset(of: UInt8(ascii: "\n"), in: bytes.span)
    return found < bytes.count ? bytes.startIndex + found : nil
  }

  private mutating func skipLine(_ rest: inout ArraySlice<UInt8>) {
    guard let end = endOfLine(rest) else {
      rest = []
      return
    }
    rest = rest[(end + 1)...]
    state = .line
  }

  private mutating func takeHeader(_ rest: inout ArraySlice<UInt8>, _ events: inout [Event]) {
    let end = rest.firstIndex(of: UInt8(ascii: "\n"))
    // No more than a line that is surely too long is ever kept.
    pending.append(contentsOf: rest[..<(end ?? rest.endIndex)].prefix(Opening.lineLimit + 2))
    rest = end.map { rest[($0 + 1)...] } ?? []
    let line = pending.last == UInt8(ascii: "\r") ? pending.dropLast() : pending[...]
    guard line.count <= Opening.lineLimit else {
      return refuse(
        "a header line is longer than \(Opening.lineLimit) bytes; send Content-Length alone",
        &events)
    }
    guard end != nil else { return }
    pending = []
    if !line.isEmpty {
      if let problem = block.take(line) { refuse(problem, &events) }
    } else if block.hasLines {
      // Blank lines between messages are passed over: some senders end a body with one.
      endHeaders(&events)
    }
  }

  private mutating func endHeaders(_ events: inout [Event]) {
    guard block.problem == nil, let length = block.length else {
      return refuse(block.problem ?? "", &events)
    }
    block = HeaderBlock()
    if length > messageLimit {
      events.append(.refusal(.messageTooLarge(limit: messageLimit)))
      state = .restOfBody(left: length)
    } else if length == 0 {
      events.append(.message([]))
    } else {
      // What is only announced takes no memory yet.
      pending.reserveCapacity(min(length, 1 << 20))
      state = .body(left: length)
    }
  }

  private mutating func takeBody(
    _ rest: inout ArraySlice<UInt8>, _ left: Int, _ events: inout [Event]
  ) {
    let part = rest.prefix(left)
    pending.append(contentsOf: part)
    rest = rest.dropFirst(part.count)
    guard part.count == left else {
      state = .body(left: left - part.count)
      return
    }
    events.append(.message(pending))
    pending = []
    state = .headers
  }

  private mutating func skipBody(_ rest: inout ArraySlice<UInt8>, _ left: Int) {
    let count = min(left, rest.count)
    rest = rest.dropFirst(count)
    state = count == left ? .headers : .restOfBody(left: left - count)
  }

  private mutating func refuse(_ problem: String, _ events: inout [Event]) {
    events.append(.refusal(.parseError(offset: nil, hint: nil, message: problem)))
    close(problem, &events)
  }

  private mutating func close(_ reason: String, _ events: inout [Event]) {
    events.append(.close(reason: reason))
    pending = []
    state = .closed
  }
}
