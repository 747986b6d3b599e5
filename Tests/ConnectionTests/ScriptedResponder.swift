import JSON
import JSONRPC
import Transport

/// A responder whose methods do what a test needs: named resources with versions, work that waits
/// for the test, large replies.
final class ScriptedResponder: Responder {
  /// What has happened, in order, and what the test has let go.
  struct Script: Sendable {
    var events: [String] = []
    var opened: Set<String> = []
    var versions: [String: Int] = [:]
  }

  let script = Monitor(Script())

  func plan(_ request: RPCRequest) -> Plan {
    let values = Self.values(request.params)
    let name = values.first?.string ?? ""
    switch request.method {
    case "subtract": return .immediate(Self.subtract(request.params))
    case "sum": return Self.number(values.compactMap(\.integer).reduce(0, +))
    case "get_data": return .immediate(.result(Array(#"["hello",5]"#.utf8)))
    case "update", "notify_hello", "notify_sum", "server.ping":
      note("\(request.method)")
      return .immediate(.result(Array("{}".utf8)))
    case "echo": return .immediate(.result(Array((request.params?.text ?? "null").utf8)))
    case "leave":
      var plan = Plan.immediate(.result(Array("{}".utf8)))
      plan.endsConnection = true
      return plan
    case "empty": return .immediate(.result([]))
    case "two lines": return .immediate(.result(Array("1\n2".utf8)))
    case "big": return big(values.first?.integer ?? 0, values.dropFirst().first?.integer ?? 0)
    case "write": return write(name, reads: [])
    case "write reading":
      return write(name, reads: Set(values.dropFirst().compactMap(\.string)))
    case "read": return read(Set(values.compactMap(\.string)), isShort: true)
    case "read slowly": return read(Set(values.compactMap(\.string)), isShort: false)
    case "list": return read([], isShort: true, everything: true)
    case "look": return look(name)
    case "wait": return wait(name)
    case "stubborn": return wait(name, heedsCancel: false)
    case "progress": return progress(values.compactMap(\.double))
    case "deadline":
      return Plan(prepare: {
        { context in Self.text(context.deadline == nil ? "none" : "some") }
      })
    default: return .immediate(.failure(.methodNotFound(request.method)))
    }
  }

  /// Lets the work of that name go on.
  func open(_ name: String) { script.with { _ = $0.opened.insert(name) } }

  func note(_ event: String) { script.with { $0.events.append(event) } }

  var events: [String] { script.with { $0.events } }

  /// Waits until an event was noted so often; false where that takes too long.
  func waits(for event: String, count: Int = 1) -> Bool {
    script.wait(atMost: 20_000) { script in
      script.events.count { $0 == event } >= count ? true : nil
    } ?? false
  }

  /// Long work that changes a resource: begins, waits for the test, makes the next version.
  private func write(_ name: String, reads: Set<String>) -> Plan {
    Plan(reads: reads, writes: [name]) {
      self.note("prepared write \(name)")
      let seen = self.versions(reads)
      return { context in
        self.note("began write \(name)")
        guard self.pause(name, context, heedsCancel: true) else { return .failure(.cancelled) }
        let version = self.script.with { script in
          script.versions[name, default: 0] += 1
          script.events.append("ended write \(name)")
          return script.versions[name] ?? 0
        }
        return Self.text(reads.isEmpty ? "\(name)@\(version)" : "\(name)@\(version) from \(seen)")
      }
    }
  }

  /// Work that answers with the versions it was prepared with.
  private func read(_ names: Set<String>, isShort: Bool, everything: Bool = false) -> Plan {
    Plan(reads: names, readsEverything: everything, isShort: isShort) {
      let seen = everything ? self.versions(nil) : self.versions(names)
      return { _ in Self.text(seen) }
    }
  }

  /// Work that waits for the test, and then answers with the versions there are.
  private func look(_ name: String) -> Plan {
    var plan = Plan(readsEverything: true) {
      { context in
        self.note("began look \(name)")
        guard self.pause(name, context, heedsCancel: true) else { return .failure(.cancelled) }
        return Self.text(self.versions(nil))
      }
    }
    plan.readsWhileWorking = true
    return plan
  }

  private func versions(_ names: Set<String>?) -> String {
    script.with { script in
      (names ?? Set(script.versions.keys)).sorted()
        .map { "\($0)@\(script.versions[$0] ?? 0)" }.joined(separator: " ")
    }
  }

  private func wait(_ name: String, heedsCancel: Bool = true) -> Plan {
    Plan {
      { context in
        self.note("began \(name)")
        guard self.pause(name, context, heedsCancel: heedsCancel) else {
          self.note("cancelled \(name)")
          return .failure(.cancelled)
        }
        self.note("ended \(name)")
        return Self.text(name)
      }
    }
  }

  /// Waits until the test opens the name; false where the call is cancelled first.
  private func pause(_ name: String, _ context: CallContext, heedsCancel: Bool) -> Bool {
    while true {
      let isOpen = script.wait(atMost: 2) { $0.opened.contains(name) ? true : nil } ?? false
      if isOpen { return true }
      if heedsCancel, context.isCancelled { return false }
    }
  }

  /// A reply of so many bytes, all of one digit, on the pool.
  private func big(_ size: Int, _ digit: Int) -> Plan {
    Plan {
      { _ in
        self.note("made big")
        return .result([UInt8](repeating: UInt8(ascii: "1") + UInt8(digit % 9), count: size))
      }
    }
  }

  /// Reports these values, then waits until the test opens `progress`.
  private func progress(_ values: [Double]) -> Plan {
    Plan {
      { context in
        for value in values {
          context.report(done: value, total: 10, message: "step")
          // More than the tenth of a second between two that are sent.
          _ = self.script.wait(atMost: 120) { _ -> Bool? in nil }
        }
        return Self.text("done")
      }
    }
  }

  private static func text(_ text: String) -> Outcome {
    var writer = JSONWriter()
    writer.write(text)
    return .result(writer.bytes)
  }

  private static func number(_ number: Int) -> Plan {
    .immediate(.result(Array(String(number).utf8)))
  }

  private static func values(_ params: JSONSlice?) -> [JSONValue] {
    guard let params else { return [] }
    let value = JSONValue(params)
    return value.array ?? value["a"]?.array ?? []
  }

  /// The method of the specification's examples: by position and by name.
  private static func subtract(_ params: JSONSlice?) -> Outcome {
    guard let params else { return .failure(.invalidParams("there are no numbers to subtract")) }
    let value = JSONValue(params)
    let first = value.array?.first?.integer ?? value["minuend"]?.integer ?? 0
    let second = value.array?.dropFirst().first?.integer ?? value["subtrahend"]?.integer ?? 0
    return .result(Array(String(first - second).utf8))
  }
}
