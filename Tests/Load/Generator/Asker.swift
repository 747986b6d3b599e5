import Transport

/// A client that sends a line and waits for the line that comes back.
final class Asker {
  private let channel: SocketChannel
  private var buffer = [UInt8](repeating: 0, count: 1 << 16)
  private var rest: [UInt8] = []

  init(_ address: Address) throws { channel = try SocketChannel.connect(to: address) }

  /// Sends all of the bytes.
  func send(_ bytes: [UInt8]) throws {
    var offset = 0
    while offset < bytes.count {
      switch channel.trySend(bytes, from: offset) {
      case .sent(0): channel.waitToSend(milliseconds: 1_000)
      case .sent(let count): offset += count
      case .broken(let reason): throw LoadFault("nothing more can be sent: \(reason)")
      }
    }
  }

  /// The next line, without its end.
  func receive() throws -> [UInt8] {
    var searched = 0
    while true {
      if let end = rest[searched...].firstIndex(of: 10) {
        let line = Array(rest[..<end])
        rest.removeFirst(end + 1)
        return line
      }
      searched = rest.count
      guard case .bytes(let count) = channel.read(into: &buffer) else {
        throw LoadFault("the daemon closed the connection")
      }
      rest.append(contentsOf: buffer[..<count])
    }
  }

  /// Sends a line and gives the line that comes back.
  @discardableResult
  func ask(_ line: [UInt8]) throws -> [UInt8] {
    try send(line)
    return try receive()
  }

  func close() { channel.close() }
}

/// How long answers took, and how many there were.
struct Times {
  private(set) var nanoseconds: [Int] = []
  private(set) var seconds = 0.0

  /// Answers a second.
  var throughput: Double { seconds > 0 ? Double(nanoseconds.count) / seconds : 0 }

  /// The answer that so many of a hundred were faster than, in microseconds.
  func percentile(_ percent: Double) -> Double {
    guard !nanoseconds.isEmpty else { return .nan }
    let sorted = nanoseconds.sorted()
    let index = min(sorted.count - 1, Int(Double(sorted.count) * percent / 100))
    return Double(sorted[index]) / 1_000
  }

  /// Asks over and over with so many clients, each when it has its answer.
  static func ask(
    _ request: [UInt8], clients: Int, seconds: Int, at address: Address
  ) throws -> Times {
    let askers = try (0..<clients).map { _ in try Asker(address) }
    let results = Monitor<[[Int]]>([])
    let failures = Monitor<[String]>([])
    let start = ContinuousClock.now
    let end = start + .seconds(seconds)
    for asker in askers {
      nonisolated(unsafe) let asker = asker
      _ = startThread {
        var times: [Int] = []
        do {
          var now = ContinuousClock.now
          while now < end {
            let line = unsafe try asker.ask(request)
            let answered = ContinuousClock.now
            times.append(Int((answered - now) / .nanoseconds(1)))
            now = answered
            guard line.starts(with: Requests.goodStart) else {
              throw LoadFault("came: " + String(decoding: line.prefix(300), as: UTF8.self))
            }
          }
        } catch {
          failures.with { $0.append("\(error)") }
        }
        results.with { $0.append(times) }
      }
    }
    _ = results.wait { $0.count == clients ? true : nil }
    for asker in askers { asker.close() }
    if let failure = failures.with({ $0.first }) { throw LoadFault(failure) }
    return Times(
      nanoseconds: results.with { $0.flatMap { $0 } },
      seconds: (ContinuousClock.now - start) / .seconds(1))
  }
}
