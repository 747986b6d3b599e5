import JSON
import JSONRPC
import Synchronization
import Transport

/// What a message becomes, on the thread that reads.
extension Conversation {
  /// Takes one message: answers it, or puts it in the order.
  ///
  /// - Returns: Whether the connection goes on.
  func take(_ message: [UInt8], _ style: FrameStyle) -> Bool {
    switch Envelope(message, limits: services.limits) {
    case .single(let incoming):
      guard let member = member(for: incoming, style) else { return true }
      return start(exchange(style, isBatch: false, [member], message.count))
    case .batch(let incoming):
      // The batch is in the order only when it is whole, so a cancel among its members looks for
      // the members before it here.
      var members: [Exchange.Member] = []
      for each in incoming {
        if let (key, reason) = cancellation(each) {
          for case .call(let call) in members where call.key == key { call.cancel(reason) }
        }
        if let member = member(for: each, style) { members.append(member) }
      }
      guard !members.isEmpty else { return true }
      return start(exchange(style, isBatch: true, members, message.count))
    }
  }

  private func exchange(
    _ style: FrameStyle, isBatch: Bool, _ members: [Exchange.Member], _ byteCount: Int
  ) -> Exchange {
    let number = numbers.add(1, ordering: .relaxed).newValue
    return Exchange(
      number: number, style: style, isBatch: isBatch, members: members, byteCount: byteCount)
  }

  /// What one member needs; nil where there is nothing to do and nothing to answer.
  private func member(for incoming: Incoming, _ style: FrameStyle) -> Exchange.Member? {
    switch incoming {
    case .refused(let id, let error):
      return refusal(id, error)
    case .response:
      services.log(.debug, "\(name): a response came, which nobody asked for; ignored")
      return nil
    case .request(let request):
      if let (key, reason) = cancellation(incoming) {
        cancel(key, reason)
        return nil
      }
      guard request.method.hasPrefix("$/") else { return planned(request, style) }
      guard let id = request.id else { return nil }
      return refusal(id, .methodNotFound(request.method))
    }
  }

  private func refusal(_ id: JSONSlice?, _ error: RPCError) -> Exchange.Member {
    services.metrics.failed(error)
    return .refusal(id: id, error)
  }

  /// Asks the responder what a request needs.
  private func planned(_ request: RPCRequest, _ style: FrameStyle) -> Exchange.Member? {
    var meta: RequestMeta
    do {
      meta = try RequestMeta(request.params)
      meta.limit(toSeconds: services.serverLimits.requestSeconds)
    } catch {
      return request.id.map { refusal($0, error) }
    }
    var plan = responder.plan(request)
    plan.deadline = meta.deadline(from: .now)
    plan.progressToken = meta.progressToken
    let progress = meta.progressToken.map {
      ProgressReporter(token: $0, style: style, writer: writer)
    }
    return .call(
      Call(
        request, plan: plan, deadlineMilliseconds: meta.deadlineMilliseconds, progress: progress,
        metrics: services.metrics))
  }

  /// Which request a notification takes back, and how; nil for anything else.
  ///
  /// Both dialects: `$/cancelRequest {id}` and `notifications/cancelled {requestId}`. One without a
  /// usable id takes nothing back.
  private func cancellation(_ incoming: Incoming) -> (RequestKey, Call.Cancellation)? {
    guard case .request(let request) = incoming, request.id == nil, let params = request.params
    else { return nil }
    let (name, reason): (String, Call.Cancellation)
    switch request.method {
    case "$/cancelRequest": (name, reason) = ("id", .answered)
    case "notifications/cancelled": (name, reason) = ("requestId", .silent)
    default: return nil
    }
    var reader = JSONReader(params)
    guard params.kind == .object else {
      reader.enterArray()
      return reader.nextElement()
        ? RequestKey(reader.readSlice()).map { ($0, reason) } : nil
    }
    reader.enterObject()
    while let key = reader.nextKey() {
      let value = reader.readSlice()
      if key == name { return RequestKey(value).map { ($0, reason) } }
    }
    return nil
  }
}
