import Foundation
import Transport

/// 256 connections of which ten pipeline large requests and never read: what the others notice.
///
/// Every phase is measured in turns, with and without the ten, on one daemon. A short run checks
/// what does not depend on the machine: that everybody is answered, memory, threads.
struct LoadTest {
  let program: String
  let seconds: Int
  let rounds: Int
  /// Whether times are judged.
  let isTimed: Bool

  private static let connections = 256
  private static let pipeliners = 10
  private static let pipelined = 64
  private static let askers = 64

  /// Rows of a large assign: 3 MB of request, 8 MB of answer.
  private static let largeRows = 100_000

  /// What one round found.
  private struct Round {
    var alone = Times()
    var aloneUnderPressure = Times()
    var many = Times()
    var manyUnderPressure = Times()
  }

  func run() throws -> Bool {
    let daemon = try Daemon(program)
    defer { daemon.stop() }
    let admin = try Asker(daemon.address)
    guard try admin.ask(Requests.fit("m", rows: 2_000)).starts(with: Requests.goodStart) else {
      throw LoadFault("the model cannot be fitted")
    }
    let one = Requests.assign("m", rows: 1)
    let large = Requests.assign("m", rows: Self.largeRows, detail: true)
    _ = try admin.ask(large)
    _ = try Times.ask(one, clients: Self.askers, seconds: 1, at: daemon.address)
    admin.close()
    let before = settled(daemon, atMost: nil)
    print("a large request has \(large.count) bytes; before: \(words(before))")

    var results: [Round] = []
    for round in 1...rounds {
      var result = Round()
      result.alone = try Times.ask(one, clients: 1, seconds: seconds, at: daemon.address)
      result.aloneUnderPressure = try underPressure(
        large, daemon, idle: 245, idleThreads: before.threads
      ) {
        try Times.ask(one, clients: 1, seconds: seconds, at: daemon.address)
      }
      result.many = try Times.ask(one, clients: Self.askers, seconds: seconds, at: daemon.address)
      result.manyUnderPressure = try underPressure(
        large, daemon, idle: 182, idleThreads: before.threads
      ) {
        try Times.ask(one, clients: Self.askers, seconds: seconds, at: daemon.address)
      }
      results.append(result)
      print("round \(round): \(words(result)); \(words(daemon.footprint))")
    }
    let after = settled(daemon, atMost: before)
    print("after: \(words(after))")
    return judge(results, before, after, limit: try memoryLimit(daemon.address))
  }

  /// Runs the body while the ten have sent what is taken of them, nothing more is done for them, and
  /// others are idle.
  ///
  /// A daemon without connections has `idleThreads`.
  private func underPressure(
    _ large: [UInt8], _ daemon: Daemon, idle: Int, idleThreads: Int, _ body: () throws -> Times
  ) throws -> Times {
    // Those of the phase before are still leaving, and 256 connections leave no room for one of them.
    for _ in 0..<300 where daemon.footprint.threads > idleThreads { usleep(100_000) }
    let silent = try (0..<idle).map { _ in try SocketChannel.connect(to: daemon.address) }
    let ten = try (0..<Self.pipeliners).map { _ in
      try Pipeliner(large, count: Self.pipelined, at: daemon.address)
    }
    defer {
      for each in ten { each.leave() }
      for each in silent { each.close() }
    }
    if !daemon.waitUntilIdle(seconds: 120) { print("the daemon still works for the ten") }
    return try body()
  }

  /// What the daemon takes once nothing changes any more; at most half a minute later.
  private func settled(_ daemon: Daemon, atMost goal: Daemon.Footprint?) -> Daemon.Footprint {
    var last = daemon.footprint
    for _ in 0..<60 {
      usleep(500_000)
      let now = daemon.footprint
      let isDone =
        goal.map { isBack(now, $0) }
        ?? (now.threads == last.threads && now.residentKilobytes == last.residentKilobytes
          && now.threads <= 4)
      last = now
      if isDone { break }
    }
    return last
  }

  /// Whether threads and memory are what they were, but for a few megabytes of heap.
  private func isBack(_ now: Daemon.Footprint, _ before: Daemon.Footprint) -> Bool {
    now.threads <= before.threads
      && now.residentKilobytes <= before.residentKilobytes * 5 / 4 + 16_384
  }

  /// Bytes that requests, replies, tables and models may take by `server.info`, in kilobytes.
  private func memoryLimit(_ address: Address) throws -> Int {
    let answer = String(
      decoding: try Asker(address).ask(Requests.line("server.info", "{}")), as: UTF8.self)
    func limit(_ name: String) -> Int {
      answer.components(separatedBy: "\"\(name)\":").dropFirst().first
        .flatMap { Int($0.prefix { $0.isNumber }) } ?? 0
    }
    return (limit("max_held_bytes_in_all") + limit("memory_bytes")) / 1_024
  }

  private func judge(
    _ rounds: [Round], _ before: Daemon.Footprint, _ after: Daemon.Footprint, limit: Int
  ) -> Bool {
    func median(_ value: (Round) -> Double) -> Double {
      let sorted = rounds.map(value).sorted()
      return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    }
    let slowdown = median {
      $0.aloneUnderPressure.percentile(99) / $0.alone.percentile(99)
    }
    let share = median { $0.manyUnderPressure.throughput / $0.many.throughput }
    let tail = median { $0.manyUnderPressure.percentile(99) / $0.many.percentile(99) }
    var findings = [
      ("memory at its peak is under \(limit / 1_024) MiB", after.peakKilobytes <= limit),
      ("threads and memory are what they were", isBack(after, before)),
      (
        "everybody is answered",
        rounds.allSatisfy { $0.aloneUnderPressure.throughput * $0.manyUnderPressure.throughput > 0 }
      ),
    ]
    let times = [
      ("one asker's p99 is \(text(slowdown)) times, at most 5", slowdown <= 5),
      ("throughput of 64 is \(text(share)) times, at least 0.9", share >= 0.9),
      ("their p99 is \(text(tail)) times, at most 1.5", tail <= 1.5),
    ]
    if isTimed {
      findings += times
    } else {
      for (words, _) in times { print("not judged: \(words)") }
    }
    for (words, holds) in findings { print("\(holds ? "holds" : "FAILS"): \(words)") }
    return findings.allSatisfy(\.1)
  }

  private func words(_ footprint: Daemon.Footprint) -> String {
    "\(footprint.residentKilobytes / 1_024) MiB (peak \(footprint.peakKilobytes / 1_024)), "
      + "\(footprint.threads) threads"
  }

  private func words(_ round: Round) -> String {
    func words(_ times: Times) -> String {
      "\(Int(times.throughput))/s p50 \(text(times.percentile(50))) "
        + "p99 \(text(times.percentile(99))) µs"
    }
    return "one alone \(words(round.alone)), with the ten \(words(round.aloneUnderPressure)); "
      + "64 \(words(round.many)), with the ten \(words(round.manyUnderPressure))"
  }

  private func text(_ number: Double) -> String {
    String(format: number < 100 ? "%.2f" : "%.0f", number)
  }
}
