import JSON
import JSONRPC

/// One message on its way, a single request or a batch: one place in the order, one frame back.
final class Exchange: Sendable {
  /// One member of a message.
  enum Member: Sendable {
    /// Work to be done.
    case call(Call)
    /// What is answered without any.
    case refusal(id: JSONSlice?, RPCError)
  }

  let number: Int
  let style: FrameStyle
  let isBatch: Bool
  let members: [Member]

  /// Bytes of the message that it came as, which its members share.
  let byteCount: Int

  let arrival = ContinuousClock.now

  /// The requests among the members.
  let calls: [Call]

  /// What all members together read and write.
  let needs: Needs

  /// Whether the thread that reads may do all of it.
  let isShort: Bool

  init(
    number: Int, style: FrameStyle, isBatch: Bool, members: [Member], byteCount: Int = 0
  ) {
    self.number = number
    self.byteCount = byteCount
    self.style = style
    self.isBatch = isBatch
    self.members = members
    calls = members.compactMap { member in
      if case .call(let call) = member { call } else { nil }
    }
    // The usual message has one member, whose sets need not be made anew.
    needs =
      calls.count == 1 ? calls[0].needs : calls.reduce(into: Needs()) { $0.formUnion($1.needs) }
    isShort = calls.allSatisfy(\.plan.isShort)
  }

  /// When a request that still waits is given up; the members of a batch look themselves.
  var deadline: ContinuousClock.Instant? { isBatch ? nil : calls.first?.plan.deadline }

  /// Takes the versions of every member but those that must see an earlier member's writes.
  ///
  /// - Returns: Whether all were taken; the others are when their turn comes within the batch, or
  ///   while the work is done.
  func prepare() -> Bool {
    if calls.count == 1 {
      calls[0].prepare()
      return !calls[0].plan.readsWhileWorking
    }
    var before = Needs()
    var isWhole = true
    for call in calls {
      if call.needs.conflicts(withWritesOf: before) { isWhole = false } else { call.prepare() }
      if call.plan.readsWhileWorking { isWhole = false }
      before.formUnion(call.needs)
    }
    return isWhole
  }

  /// Does the work of every member, in order, and gives the frame to be sent; nil for none.
  func run(_ limit: Int, incident: (Call) -> RPCError) -> [UInt8]? {
    var replies = ReplyAssembly(self, limit: limit)
    for member in members {
      switch member {
      case .refusal(let id, let error):
        replies.add(to: id, .failure(error))
      case .call(let call):
        guard let outcome = call.run() else { continue }
        replies.add(
          to: call.request.id, outcome.isSendable ? outcome : .failure(incident(call)))
      }
    }
    return replies.frame
  }

  /// The frame that answers every request with the same error, without any work; nil for none.
  func refusal(_ error: RPCError) -> [UInt8]? {
    var replies = ReplyAssembly(self, limit: .max)
    for member in members {
      switch member {
      case .refusal(let id, let error):
        replies.add(to: id, .failure(error))
      case .call(let call):
        call.progress?.end()
        guard let outcome = call.answered(.failure(error)) else { continue }
        replies.add(to: call.request.id, outcome)
      }
    }
    return replies.frame
  }
}

/// The replies to one message as they are made, held under the limit of a message.
private struct ReplyAssembly {
  private let style: FrameStyle
  private let isBatch: Bool
  private let limit: Int
  private var pieces: [ArraySlice<UInt8>] = []
  private var size: Int

  init(_ exchange: Exchange, limit: Int) {
    style = exchange.style
    isBatch = exchange.isBatch
    self.limit = limit
    // The two brackets of an array.
    size = isBatch ? 2 : 0
  }

  mutating func add(to id: JSONSlice?, _ outcome: Outcome) {
    var reply = Reply.pieces(to: id, outcome)
    // The comma before all members but the first is counted for that one too.
    let comma = isBatch ? 1 : 0
    var added = reply.reduce(comma) { $0 + $1.count }
    if case .result = outcome, size + added > limit {
      reply = Reply.pieces(to: id, .failure(.replyTooLarge(size: size + added, limit: limit)))
      added = reply.reduce(comma) { $0 + $1.count }
    }
    if isBatch { pieces.append(pieces.isEmpty ? [UInt8(ascii: "[")] : [UInt8(ascii: ",")]) }
    pieces += reply
    size += added
  }

  var frame: [UInt8]? {
    guard !pieces.isEmpty else { return nil }
    return style.frame(isBatch ? pieces + [[UInt8(ascii: "]")]] : pieces)
  }
}
