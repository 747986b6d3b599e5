/// Whose job is next: the lanes of all connections and their turns; a pure value.
///
/// A message that is *admitted* counts as queued until it *leaves*, because somebody works on it or
/// nobody wants it any more. Its job comes in between, when it need not wait for other messages of
/// its connection. What a *paused* lane holds is not counted: its client does not read what it is
/// sent, and must not take the others' room.
struct LaneTable: Sendable {
  /// One connection's part.
  private struct Lane: Sendable {
    var jobs: [(message: Int, job: WorkPool.Job)] = []
    /// Messages that were admitted and have not left.
    var admitted: Set<Int> = []
    var isPaused = false
    /// Whether it stands among the turns.
    var hasTurn = false
  }

  /// Messages that wait, those of paused lanes left out.
  private(set) var queuedCount = 0

  /// Jobs that a thread may take now.
  private(set) var readyCount = 0

  private let limit: Int
  private let threadCount: Int
  private var lanes: [Int: Lane] = [:]
  private var lastNumber = 0

  /// Lanes that have jobs, in the order of their turns; from ``firstTurn`` on.
  private var turns: [Int] = []
  private var firstTurn = 0

  /// What a job took lately, in seconds; the last ones count most.
  private var jobSeconds = 0.05

  /// - Parameters:
  ///   - limit: Messages that may be queued.
  ///   - threadCount: Jobs that are done at a time, for the estimate of a wait.
  init(limit: Int, threadCount: Int) {
    self.limit = limit
    self.threadCount = threadCount
  }

  /// Makes a lane.
  mutating func open() -> Int {
    lastNumber += 1
    lanes[lastNumber] = Lane()
    return lastNumber
  }

  /// Drops a lane and all it holds; later calls for it do nothing.
  mutating func close(_ number: Int) {
    guard let lane = lanes.removeValue(forKey: number), !lane.isPaused else { return }
    queuedCount -= lane.admitted.count
    readyCount -= lane.jobs.count
  }

  /// Counts a message as queued; where there are too many, after how many milliseconds to ask
  /// again.
  mutating func admit(_ message: Int, to number: Int) -> Int? {
    guard queuedCount < limit else { return retryMilliseconds }
    guard lanes[number]?.admitted.insert(message).inserted == true else { return nil }
    if lanes[number]?.isPaused == false { queuedCount += 1 }
    return nil
  }

  /// Counts a message no longer; a job of it that nobody has taken is dropped.
  mutating func leave(_ message: Int, from number: Int) {
    guard var lane = lanes.removeValue(forKey: number) else { return }
    defer { lanes[number] = lane }
    let counts = lane.isPaused ? 0 : 1
    if lane.admitted.remove(message) != nil { queuedCount -= counts }
    guard let index = lane.jobs.firstIndex(where: { $0.message == message }) else { return }
    lane.jobs.remove(at: index)
    readyCount -= counts
  }

  /// Puts a message's job at the end of its lane.
  mutating func add(_ job: @escaping WorkPool.Job, of message: Int, to number: Int) {
    guard lanes[number] != nil else { return }
    lanes[number]?.jobs.append((message, job))
    if lanes[number]?.isPaused == false { readyCount += 1 }
    giveTurn(to: number)
  }

  /// No job of the lane is taken until it is resumed.
  mutating func pause(_ number: Int) {
    guard let lane = lanes[number], !lane.isPaused else { return }
    lanes[number]?.isPaused = true
    queuedCount -= lane.admitted.count
    readyCount -= lane.jobs.count
  }

  /// Jobs of the lane are taken again.
  mutating func resume(_ number: Int) {
    guard let lane = lanes[number], lane.isPaused else { return }
    lanes[number]?.isPaused = false
    queuedCount += lane.admitted.count
    readyCount += lane.jobs.count
    giveTurn(to: number)
  }

  /// The first job of the lane whose turn it is; nil where there is nothing to do.
  mutating func take() -> WorkPool.Job? {
    while firstTurn < turns.count {
      let number = turns[firstTurn]
      firstTurn += 1
      // Half of the array is spent: moving the rest costs less than the moves it spares.
      if firstTurn * 2 >= turns.count {
        turns.removeFirst(firstTurn)
        firstTurn = 0
      }
      lanes[number]?.hasTurn = false
      guard let lane = lanes[number], !lane.isPaused, let first = lane.jobs.first else { continue }
      lanes[number]?.jobs.removeFirst()
      readyCount -= 1
      giveTurn(to: number)
      return first.job
    }
    return nil
  }

  /// Notes how long a job took.
  mutating func note(jobSeconds seconds: Double) { jobSeconds += (seconds - jobSeconds) / 16 }

  /// About how long what is queued takes, as jobs took lately; from 50 ms to a minute.
  var retryMilliseconds: Int {
    let seconds = jobSeconds * Double(queuedCount) / Double(threadCount)
    return Int(min(max(seconds * 1_000, 50), 60_000))
  }

  private mutating func giveTurn(to number: Int) {
    guard let lane = lanes[number], !lane.hasTurn, !lane.isPaused, !lane.jobs.isEmpty else {
      return
    }
    lanes[number]?.hasTurn = true
    turns.append(number)
  }
}
