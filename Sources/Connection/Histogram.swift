import JSON
import Synchronization

/// How long things took: counts in fixed buckets, a few atomic additions each.
final class Histogram: Sendable {
  /// Upper bounds of the buckets in seconds, three a decade; above the last there is one more.
  static let bounds: [Double] = [
    0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20,
    50, 100, 200, 500,
  ]

  private let counts = Counters(bounds.count + 1)
  private let microseconds = Atomic<Int>(0)

  /// Counts one duration; any thread.
  func add(_ duration: Duration) {
    let micro = Int(duration / .microseconds(1))
    let seconds = Double(micro) / 1e6
    counts.add(1, at: Histogram.bounds.firstIndex { seconds <= $0 } ?? Histogram.bounds.count)
    microseconds.add(micro, ordering: .relaxed)
  }

  /// Writes counts that include those of the buckets before, as Prometheus has them, and the sums.
  func write(_ name: String, to writer: inout JSONWriter) {
    var total = 0
    var cumulative: [Int32] = []
    for index in 0...Histogram.bounds.count {
      total += counts[index]
      cumulative.append(Int32(clamping: total))
    }
    let count = total
    writer.object(name) { writer in
      writer.member("buckets", integers: cumulative)
      writer.member("sum", Double(microseconds.load(ordering: .relaxed)) / 1e6)
      writer.member("count", count)
    }
  }
}

/// A row of counters that threads add to without a lock.
final class Counters: Sendable {
  private final class Counter: Sendable {
    let value = Atomic<Int>(0)
  }

  private let counters: [Counter]

  init(_ count: Int) { counters = (0..<count).map { _ in Counter() } }

  subscript(index: Int) -> Int { counters[index].value.load(ordering: .relaxed) }

  func add(_ amount: Int, at index: Int) {
    counters[index].value.add(amount, ordering: .relaxed)
  }
}
