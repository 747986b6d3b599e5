import JSON

/// One message, taken apart into what has to be answered.
public enum Envelope: Equatable, Sendable {
  /// A request or notification, or what stood in its place.
  case single(Incoming)
  /// The members of a batch in order, at least one.
  case batch([Incoming])

  /// Reads a message: JSON first, then the envelope's rules; never fails, because what is wrong
  /// becomes an ``Incoming/refused(id:error:)`` that says so.
  public init(_ message: [UInt8], limits: WireLimits = WireLimits()) {
    let text: JSONText
    do {
      text = try JSONText(message, depthLimit: limits.depth)
    } catch {
      self = .single(.refused(id: nil, error: .parseError(error)))
      return
    }
    let envelope = Self.read(text.root, limits)
    if let outOfRange = text.outOfRange.first(where: { !envelope.hasId(at: $0) }) {
      self = .single(.refused(id: nil, error: Self.beyondRange(outOfRange, in: text)))
    } else {
      self = envelope
    }
  }

  private static func read(_ root: JSONSlice, _ limits: WireLimits) -> Envelope {
    guard root.kind == .array else { return .single(Incoming(root)) }
    var reader = JSONReader(root)
    reader.enterArray()
    var members: [Incoming] = []
    while reader.nextElement() {
      guard members.count < limits.batchMembers else {
        return .single(
          .refused(
            id: nil,
            error: .invalidRequest(
              "the batch has more than \(limits.batchMembers) members; send several batches")))
      }
      var member = Incoming(reader.readSlice())
      if case .request(var request) = member {
        request.isInBatch = true
        member = .request(request)
      }
      members.append(member)
    }
    guard !members.isEmpty else {
      return .single(
        .refused(
          id: nil, error: .invalidRequest("the batch is empty; send at least one request")))
    }
    return .batch(members)
  }

  /// Whether an id stands there: the one place where a number is never read as one.
  private func hasId(at range: Range<Int>) -> Bool {
    switch self {
    case .single(let incoming): incoming.id?.range == range
    case .batch(let members): members.contains { $0.id?.range == range }
    }
  }

  private static func beyondRange(_ range: Range<Int>, in text: JSONText) -> RPCError {
    let number = String(decoding: text.root.bytes[range].prefix(40), as: UTF8.self)
    let hint = "send null or a number within ±1.8e308"
    return .parseError(
      offset: range.lowerBound, hint: hint,
      message: "the number \(number) at byte \(range.lowerBound) is beyond what a double holds; "
        + hint)
  }
}
