import Locks
import Testing

// The turns are a pure value that no neighbour sees; through the threads of a pool no order of
// turns could be told apart from luck.
@testable import Connection

@Suite("Whose job is next")
struct LaneTableTests {
  /// Takes every job there is and gives what they are called.
  private static func order(_ table: inout LaneTable, _ done: Guarded<[String]>) -> [String] {
    while let job = table.take() { job() }
    return done.with { $0 }
  }

  @Test func `lanes take turns, and each keeps its order`() {
    let done = Guarded<[String]>([])
    var table = LaneTable(limit: 100, threadCount: 1)
    let first = table.open()
    let second = table.open()

    for message in 1...4 {
      table.add({ done.with { $0.append("a\(message)") } }, of: message, to: first)
    }
    for message in 1...2 {
      table.add({ done.with { $0.append("b\(message)") } }, of: message, to: second)
    }

    #expect(table.readyCount == 6)
    #expect(Self.order(&table, done) == ["a1", "b1", "a2", "b2", "a3", "a4"])
    #expect(table.readyCount == 0)
  }

  @Test func `a paused lane keeps its jobs and does not count`() {
    let done = Guarded<[String]>([])
    var table = LaneTable(limit: 2, threadCount: 1)
    let slow = table.open()
    let quick = table.open()

    for message in 1...2 {
      #expect(table.admit(message, to: slow) == nil)
      table.add({ done.with { $0.append("slow \(message)") } }, of: message, to: slow)
    }
    #expect(table.admit(9, to: quick) == 100)
    table.pause(slow)
    #expect((table.queuedCount, table.readyCount) == (0, 0))
    #expect(table.admit(9, to: quick) == nil)
    table.add({ done.with { $0.append("quick") } }, of: 9, to: quick)
    #expect(Self.order(&table, done) == ["quick"])
    table.resume(slow)

    #expect(table.queuedCount == 3)
    #expect(Self.order(&table, done) == ["quick", "slow 1", "slow 2"])
  }

  @Test func `what leaves is counted no longer and its job is dropped`() {
    let done = Guarded<[String]>([])
    var table = LaneTable(limit: 10, threadCount: 1)
    let lane = table.open()
    for message in 1...3 {
      _ = table.admit(message, to: lane)
      table.add({ done.with { $0.append("\(message)") } }, of: message, to: lane)
    }

    table.leave(2, from: lane)
    table.leave(2, from: lane)

    #expect((table.queuedCount, table.readyCount) == (2, 2))
    #expect(Self.order(&table, done) == ["1", "3"])
    table.close(lane)
    #expect((table.queuedCount, table.readyCount) == (0, 0))
    table.add({ done.with { $0.append("late") } }, of: 4, to: lane)
    #expect(table.take() == nil)
  }

  @Test func `the time to ask again follows what jobs took and what waits`() {
    var table = LaneTable(limit: 1_000, threadCount: 2)
    let lane = table.open()
    for message in 0..<1_000 { _ = table.admit(message, to: lane) }

    for _ in 0..<500 { table.note(jobSeconds: 0.01) }
    #expect((4_900...5_200).contains(table.retryMilliseconds))
    for _ in 0..<500 { table.note(jobSeconds: 10) }
    #expect(table.retryMilliseconds == 60_000)
    table.close(lane)
    #expect(table.retryMilliseconds == 50)
  }

  /// Every table of random changes against the sums that its description promises.
  @Test func `counts agree with what is there, whatever happens`() {
    var generator = SystemRandomNumberGenerator()
    var checks = 0
    for _ in 0..<200 {
      var table = LaneTable(limit: 20, threadCount: 2)
      var lanes: [Int] = []
      var admitted: [Int: Set<Int>] = [:]
      var jobs: [Int: [Int]] = [:]
      var paused: Set<Int> = []
      var message = 0
      for _ in 0..<60 {
        let lane = lanes.randomElement(using: &generator) ?? 0
        switch Int.random(in: 0..<8, using: &generator) {
        case 0:
          let lane = table.open()
          lanes.append(lane)
          (admitted[lane], jobs[lane]) = ([], [])
        case 1, 2, 3:
          message += 1
          if table.admit(message, to: lane) == nil, admitted[lane] != nil {
            admitted[lane]?.insert(message)
            table.add({}, of: message, to: lane)
            jobs[lane]?.append(message)
          }
        case 4:
          if let some = admitted[lane]?.randomElement(using: &generator) {
            table.leave(some, from: lane)
            admitted[lane]?.remove(some)
            jobs[lane]?.removeAll { $0 == some }
          }
        case 5:
          table.pause(lane)
          paused.insert(lane)
        case 6:
          table.resume(lane)
          paused.remove(lane)
        default:
          table.close(lane)
          lanes.removeAll { $0 == lane }
          (admitted[lane], jobs[lane]) = (nil, nil)
        }
        let counting = lanes.filter { !paused.contains($0) }
        #expect(table.queuedCount == counting.reduce(0) { $0 + (admitted[$1]?.count ?? 0) })
        #expect(table.readyCount == counting.reduce(0) { $0 + (jobs[$1]?.count ?? 0) })
        checks += 1
      }
      let ready = table.readyCount
      var taken = 0
      while table.take() != nil { taken += 1 }
      #expect(taken == ready)
    }
    print("compared the counts of lanes \(checks) times")
    #expect(checks >= 10_000)
  }
}
