import JSONRPC
import Transport

/// What asks for the end of the daemon, by a request or a signal, and who waits for that.
final class ShutdownRequest: Sendable {
  private let isAsked = Monitor(false)

  func raise() { isAsked.with { $0 = true } }

  /// Waits until somebody asks; false where the time went by first.
  func wait(atMost milliseconds: Int? = nil) -> Bool {
    isAsked.wait(atMost: milliseconds) { $0 ? true : nil } ?? false
  }
}

/// Hands everything on, and notes where `server.shutdown` has succeeded.
final class ShutdownResponder: Responder {
  private let inner: any Responder
  private let request: ShutdownRequest

  init(_ inner: any Responder, _ request: ShutdownRequest) {
    self.inner = inner
    self.request = request
  }

  func plan(_ request: RPCRequest) -> Plan {
    var plan = inner.plan(request)
    guard request.method == "server.shutdown" else { return plan }
    let prepare = plan.prepare
    plan.prepare = {
      let work = prepare()
      return { context in
        let outcome = work(context)
        if case .result = outcome { self.request.raise() }
        return outcome
      }
    }
    return plan
  }
}
