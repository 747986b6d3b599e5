import JSON
import Locks

/// How far work has come, told while it lasts: an asynchronous sequence.
///
///     let updates = ProgressUpdates()
///     async let model = client.options(progress: updates).fit("vip", customers, k: 4)
///     for await update in updates { print(update.message, update.fraction ?? 0) }
///     print(try await model.segments.count)
///
/// For one call and one reader: it ends when the call does, however that ends. Who reads slowly
/// sees the newest update only.
public struct ProgressUpdates: AsyncSequence, Sendable {
  private let stream: AsyncStream<ProgressUpdate>
  private let continuation: AsyncStream<ProgressUpdate>.Continuation
  private let callCount = Guarded(0)

  /// Nothing has come yet.
  public init() {
    (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  /// Gives the updates as they come.
  public func makeAsyncIterator() -> AsyncStream<ProgressUpdate>.Iterator {
    stream.makeAsyncIterator()
  }

  /// Takes what a notification tells.
  func hear(_ params: JSONValue) {
    guard let done = params["progress"]?.double else { return }
    continuation.yield(
      ProgressUpdate(
        done: done, total: params["total"]?.double, message: params["message"]?.string ?? ""))
  }

  /// A call begins, or a request of one.
  func begin() { callCount.with { $0 += 1 } }

  /// It has ended; with the last of them the sequence does.
  func end() {
    let isLast = callCount.with { count in
      count -= 1
      return count == 0
    }
    if isLast { continuation.finish() }
  }
}

/// How far work has come.
public struct ProgressUpdate: Equatable, Sendable {
  /// What is done, in a unit of the work's own; each update has more.
  public let done: Double

  /// What there is to do in all, where that is known.
  public let total: Double?

  /// What is done now, in a few words.
  public let message: String

  /// What is done of all, 0 to 1; nil where that is not known.
  public var fraction: Double? {
    total.flatMap { $0 > 0 ? Swift.min(Swift.max(done / $0, 0), 1) : nil }
  }
}
