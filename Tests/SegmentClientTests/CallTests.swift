import Foundation
import SegmentClient
import Testing

@Suite("Calls", .timeLimit(.minutes(5)))
struct CallTests {
  /// A fit that takes minutes.
  private static func longFit(_ client: Client) async throws -> Model {
    try await client.fit("long", Samples.spread(20_000), k: 16, restarts: 1_000)
  }

  @Test func `progress is told while a fit lasts, ever more of it, and ends with it`() async throws
  {
    let client = try await Client.spawn(Daemon.program)
    let updates = ProgressUpdates()
    async let model = client.options(progress: updates)
      .fit("m", Samples.spread(20_000), k: 16, restarts: 40)

    var seen: [ProgressUpdate] = []
    for await update in updates { seen.append(update) }

    #expect(try await model.k == 16)
    #expect(!seen.isEmpty)
    #expect(zip(seen, seen.dropFirst()).allSatisfy { $0.done < $1.done })
    #expect(seen.allSatisfy { (0...1).contains($0.fraction ?? 0) && !$0.message.isEmpty })
    await client.close()
  }

  @Test func `a task that is cancelled ends its fit, and the daemon is well`() async throws {
    let client = try await Client.spawn(Daemon.program)
    let updates = ProgressUpdates()
    let fit = Task { try await Self.longFit(client.options(progress: updates)) }
    // It is under way.
    for await _ in updates { break }

    fit.cancel()

    await #expect(throws: CancellationError.self) { try await fit.value }
    #expect(try await client.metrics().errors == ["cancelled": 1])
    // What is refused as cancelled may take a moment to stop.
    while try await client.metrics().requests["running"] != 0 {}
    #expect(try await client.models().isEmpty)
    await client.close()
  }

  @Test func `a task that was cancelled before asks nothing`() async throws {
    let fake = try FakeDaemon { _, line in FakeDaemon.result(line, "{}") }
    let client = Client(fake.address)
    let ping = Task {
      while !Task.isCancelled { await Task.yield() }
      try await client.ping()
    }

    ping.cancel()

    await #expect(throws: CancellationError.self) { try await ping.value }
    #expect(fake.heard.isEmpty)
  }

  @Test func `a daemon that does not say that it stopped is not waited for`() async throws {
    let fake = try FakeDaemon { _, _ in .silence }
    let ping = Task { try await Client(fake.address).ping() }
    #expect(try await fake.hears(1))

    ping.cancel()

    await #expect(throws: CancellationError.self) { try await ping.value }
    #expect(fake.heard.contains { $0.contains("$/cancelRequest") })
  }

  @Test func `what was done in spite of a cancel is told`() async throws {
    let fake = try FakeDaemon { number, line in
      line.contains("cancelRequest")
        ? .say(#"{"jsonrpc":"2.0","id":1,"result":{"done":true}}"#) : .silence
    }
    let call = Task { try await Client(fake.address).call("fit") }
    #expect(try await fake.hears(1))

    call.cancel()

    #expect(try await call.value["done"]?.bool == true)
  }

  @Test func `a fit whose time is up gives the best it has`() async throws {
    let client = try await Client.spawn(Daemon.program)

    let model = try await Self.longFit(client.options(timeout: .seconds(2)))

    #expect(!model.isComplete && model.k == 16)
    await client.close()
  }

  @Test func `what has no result in time is an error`() async throws {
    let client = try await Client.spawn(Daemon.program)
    _ = try await client.fit("m", Samples.spread(20_000), k: 8, restarts: 1)

    let error = await #expect(throws: SegmentdError.self) {
      try await client.options(timeout: .milliseconds(20)).stability("m", repeats: 10_000)
    }

    #expect(error?.kind == .timeout && error?.code == 1012 && error?.isRetryable == true)
    await client.close()
  }

  @Test func `a daemon that does not keep a deadline is given up`() async throws {
    let fake = try FakeDaemon { _, _ in .silence }

    let error = await #expect(throws: SegmentdError.self) {
      try await Client(fake.address, timeout: .milliseconds(1)).ping()
    }

    #expect(error?.kind == .timeout)
    #expect(try await fake.hears(2))
    #expect(fake.heard[0].contains(#""_meta":{"deadline_ms":1}"#))
    #expect(fake.heard[1].contains("notifications/cancelled"))
  }

  @Test func `many calls at once each get their own answer`() async throws {
    let client = try await Client.spawn(Daemon.program)
    _ = try await client.fit("m", Samples.customers, k: 2)

    let right = try await withThrowingTaskGroup(of: Bool.self) { group in
      for number in 0..<300 {
        group.addTask {
          let rows: [[Cell]] = [number.isMultiple(of: 2) ? [4, 900] : [200, 50]]
          let given = try await client.assign(
            "m", .rows(["recency", "spend"], rows, ids: [.integer(number)]))
          return given.ids == [.integer(number)]
            && given.segments == [number.isMultiple(of: 2) ? 1 : 2]
        }
      }
      return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }

    #expect(right == 300)
    await client.close()
  }

  @Test func `a busy daemon is asked again, as it says`() async throws {
    let busy = #"{"code":1011,"message":"busy","data":{"kind":"overloaded","retry_after_ms":1}}"#
    let fake = try FakeDaemon { number, line in
      number < 3 ? FakeDaemon.error(line, busy) : FakeDaemon.result(line, "{}")
    }

    try await Client(fake.address).ping()

    #expect(fake.heard.count == 4)
  }

  @Test func `and no more often than wanted`() async throws {
    let busy = #"{"code":1011,"message":"busy","data":{"kind":"overloaded","retry_after_ms":1}}"#
    let fake = try FakeDaemon { _, line in FakeDaemon.error(line, busy) }

    let error = await #expect(throws: SegmentdError.self) {
      try await Client(fake.address, retries: 2).ping()
    }

    #expect(error?.kind == .overloaded && error?.retryAfter == .milliseconds(1))
    #expect(fake.heard.count == 3)
  }

  @Test func `any method can be asked by its name`() async throws {
    let client = try await Client.spawn(Daemon.program)

    let model = try await client.call(
      "fit", ["model": "m", "k": 2, "data": ["columns": ["x": [1, 2, 50, 60]]]])

    #expect(model["segments"]?.array?.count == 2)
    let error = await #expect(throws: SegmentdError.self) { try await client.call("fitt") }
    #expect(error?.kind == .methodNotFound && error?.didYouMean == "fit")
    await client.close()
  }
}
