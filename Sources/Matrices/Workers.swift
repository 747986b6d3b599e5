/// How many threads a parallel loop may use; results never depend on it.
public struct Workers: Equatable, Sendable {
  /// Number of threads, at least 1.
  public let threadCount: Int

  /// Keeps the count; at least 1.
  public init(threadCount: Int) {
    precondition(threadCount >= 1)
    self.threadCount = threadCount
  }

  /// One thread.
  public static let single = Workers(threadCount: 1)
}
