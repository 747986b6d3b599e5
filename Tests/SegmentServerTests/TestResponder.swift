import JSON
import JSONRPC
import Transport

/// Answers `server.ping`, `server.shutdown` and `echo`; `wait` runs until it is let go.
final class TestResponder: Responder {
  let isOpen = Monitor(false)
  let waitingCount = Monitor(0)
  let cancelledCount = Monitor(0)

  func plan(_ request: RPCRequest) -> Plan {
    switch request.method {
    case "server.ping", "server.shutdown": .immediate(.result(Array("{}".utf8)))
    case "echo": .immediate(.result(Array((request.params?.text ?? "null").utf8)))
    case "wait": Plan(prepare: { { self.wait($0) } })
    default: .immediate(.failure(.methodNotFound(request.method)))
    }
  }

  func open() { isOpen.with { $0 = true } }

  private func wait(_ context: CallContext) -> Outcome {
    waitingCount.with { $0 += 1 }
    while isOpen.wait(atMost: 2, until: { $0 ? true : nil }) == nil {
      if context.isCancelled {
        cancelledCount.with { $0 += 1 }
        return .failure(.cancelled)
      }
    }
    return .result(Array("\"waited\"".utf8))
  }
}
