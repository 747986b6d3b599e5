import JSON
import JSONRPC

/// What `params._meta` asks of the connection itself.
struct RequestMeta: Sendable {
  /// The raw token that progress is told under.
  private(set) var progressToken: JSONSlice?

  /// How long the caller waits, in milliseconds, 0 or more.
  private(set) var deadlineMilliseconds: Double?

  /// Looks into the parameters; those by position carry no `_meta`.
  ///
  /// - Throws: -32602 where `_meta` is no object, or one of the two is of the wrong kind.
  init(_ params: JSONSlice?) throws(RPCError) {
    guard let params, params.kind == .object else { return }
    var reader = JSONReader(params)
    reader.enterObject()
    while let name = reader.nextKey() {
      if name == "_meta" { try readMeta(reader.readSlice()) } else { reader.skip() }
    }
  }

  /// Lets no request take longer than so many seconds, whatever its caller would wait.
  mutating func limit(toSeconds seconds: Int?) {
    guard let seconds else { return }
    deadlineMilliseconds = min(deadlineMilliseconds ?? .infinity, Double(seconds) * 1000)
  }

  /// The moment the deadline means for a request that arrives now.
  func deadline(from now: @autoclosure () -> ContinuousClock.Instant) -> ContinuousClock.Instant? {
    // A year is as good as never, and fits every clock.
    deadlineMilliseconds.map { now() + .milliseconds(Int64(min($0, 31_536_000_000))) }
  }

  private mutating func readMeta(_ meta: JSONSlice) throws(RPCError) {
    if meta.kind == .null { return }
    guard meta.kind == .object else {
      throw Self.refusal("_meta", meta, expected: "an object")
    }
    var reader = JSONReader(meta)
    reader.enterObject()
    while let name = reader.nextKey() {
      let value = reader.readSlice()
      switch (name, value.kind) {
      case ("progressToken", .null), ("deadline_ms", .null):
        break
      case ("progressToken", .string), ("progressToken", .number):
        progressToken = value
      case ("progressToken", _):
        throw Self.refusal("_meta.progressToken", value, expected: "a text or a number")
      case ("deadline_ms", _):
        var number = JSONReader(value)
        let milliseconds = value.kind == .number ? number.readNumber() : .nan
        guard milliseconds >= 0 else {
          throw Self.refusal(
            "_meta.deadline_ms", value, expected: "a number of milliseconds, 0 or more")
        }
        deadlineMilliseconds = milliseconds
      default:
        break
      }
    }
  }

  private static func refusal(
    _ name: String, _ value: JSONSlice, expected: String
  ) -> RPCError {
    let got = value.range.count <= 40 ? value.text : "a long \(value.kind.name)"
    return .invalidParams(
      "\(name) is \(got) but must be \(expected)", param: name, expected: expected, got: got)
  }
}
