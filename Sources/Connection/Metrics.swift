public import JSON
import JSONRPC
import Locks
import Synchronization

/// What a daemon counts of its connections: requests, errors, times, bytes.
///
/// A request costs some atomic additions; only an error takes a lock. Counters only grow, gauges
/// say what is so now.
public final class Metrics: Sendable {
  /// What is counted for one method.
  fileprivate final class MethodCounters: Sendable {
    let requests = Atomic<Int>(0)
    let errors = Atomic<Int>(0)
    let durations = Histogram()
  }

  /// What is asked of the one who knows when the numbers are read.
  struct Gauges: Sendable {
    var queued: @Sendable () -> Int = { 0 }
    var running: @Sendable () -> Int = { 0 }
    var heldBytes: @Sendable () -> Int = { 0 }
  }

  /// Requests of no known method are counted under this name.
  private static let otherName = "other"

  private let names: [String]
  private let methods: [String: MethodCounters]
  private let other = MethodCounters()
  private let errors = Guarded<[String: Int]>([:])
  private let gauges = Guarded(Gauges())
  private let start = ContinuousClock.now

  let receivedBytes = Atomic<Int>(0)
  let sentBytes = Atomic<Int>(0)
  let inFlight = Atomic<Int>(0)
  private let open = Atomic<Int>(0)
  private let opened = Atomic<Int>(0)
  private let refused = Atomic<Int>(0)

  /// Counts nothing so far.
  ///
  /// - Parameter methods: The methods that are counted one by one, in the order they are shown.
  public init(methods names: [String] = []) {
    self.names = names
    methods = Dictionary(
      names.map { ($0, MethodCounters()) }, uniquingKeysWith: { first, _ in first })
  }

  /// A connection has been opened.
  func connectionOpened() {
    open.add(1, ordering: .relaxed)
    opened.add(1, ordering: .relaxed)
  }

  /// A connection is over.
  func connectionClosed() { open.subtract(1, ordering: .relaxed) }

  /// A connection was turned away, because there were as many as allowed.
  public func connectionRefused() { refused.add(1, ordering: .relaxed) }

  /// A request has its outcome.
  func answered(_ method: String, _ error: RPCError?, after duration: Duration) {
    let counters = methods[method] ?? other
    counters.requests.add(1, ordering: .relaxed)
    counters.durations.add(duration)
    guard let error else { return }
    counters.errors.add(1, ordering: .relaxed)
    failed(error)
  }

  /// Something was answered with an error, a request or what was none.
  func failed(_ error: RPCError) {
    errors.with { $0[error.kind, default: 0] += 1 }
  }

  /// Says whom to ask for what is so now.
  func watch(_ gauges: Gauges) { self.gauges.with { $0 = gauges } }

  /// Jobs that the threads for long work do now.
  public var runningCount: Int { gauges.with { $0 }.running() }

  /// Messages that are not answered yet.
  var inFlightCount: Int { inFlight.load(ordering: .relaxed) }

  /// Writes the members of `server.metrics` that connections know of.
  public func write(to writer: inout JSONWriter) {
    let now = gauges.with { $0 }
    writer.member("uptime_seconds", Double(Int((.now - start) / .milliseconds(1))) / 1e3)
    writer.object("connections") { writer in
      writer.member("open", open.load(ordering: .relaxed))
      writer.member("opened_total", opened.load(ordering: .relaxed))
      writer.member("refused_total", refused.load(ordering: .relaxed))
      writer.member("received_bytes_total", receivedBytes.load(ordering: .relaxed))
      writer.member("sent_bytes_total", sentBytes.load(ordering: .relaxed))
      writer.member("held_bytes", now.heldBytes())
    }
    writer.object("requests") { writer in
      writer.member("in_flight", inFlightCount)
      writer.member("queued", now.queued())
      writer.member("running", now.running())
    }
    writer.object("errors_total") { writer in
      for (kind, count) in errors.with({ $0 }).sorted(by: { $0.key < $1.key }) {
        writer.member(kind, count)
      }
    }
    writer.member("duration_bounds_seconds", numbers: Histogram.bounds)
    writer.object("methods") { writer in
      for name in names { methods[name]?.write(name, to: &writer) }
      other.write(Self.otherName, to: &writer)
    }
  }
}

extension Metrics.MethodCounters {
  /// Writes nothing for a method that nobody asked for.
  fileprivate func write(_ name: String, to writer: inout JSONWriter) {
    guard requests.load(ordering: .relaxed) > 0 else { return }
    writer.object(name) { writer in
      writer.member("requests_total", requests.load(ordering: .relaxed))
      writer.member("errors_total", errors.load(ordering: .relaxed))
      durations.write("duration_seconds", to: &writer)
    }
  }
}
