import Foundation

/// How long answers took, and how many there were.
struct Outcome {
  private let sorted: [Int]
  private let seconds: Double

  init(nanoseconds: [Int], seconds: Double) {
    sorted = nanoseconds.sorted()
    self.seconds = seconds
  }

  /// The time that so many of a hundred answers were faster than, in microseconds.
  private func percentile(_ percent: Int) -> Double {
    guard !sorted.isEmpty else { return 0 }
    return Double(sorted[min(sorted.count - 1, sorted.count * percent / 100)]) / 1_000
  }

  /// One object with requests a second, p50, p90 and p99 in microseconds, and the count.
  var json: String {
    let rate = seconds > 0 ? Double(sorted.count) / seconds : 0
    let times = [50, 90, 99].map { "\"p\($0)_us\":\(percentile($0))" }.joined(separator: ",")
    return "{\"count\":\(sorted.count),\"seconds\":\(seconds),\"per_second\":\(rate),\(times)}"
  }
}
