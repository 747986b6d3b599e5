/// How many threads a parallel loop may use; results never depend on it.
public struct Workers: Equatable, Sendable {
  /// Number of threads, at least 1.
  public let threadCount: Int

  /// Keeps the count; at least 1.
  public init(threadCount: Int) {
    precondition(threadCount >= 1)
    self.threadCount = threadCount
  }

  /// The threads that pay for passes over so many numbers.
  ///
  /// Handing a part to another thread takes 10 to 20 µs, in which one thread passes over some ten
  /// thousand numbers.
  public func paying(forValues count: Int) -> Workers { count < 32_768 ? .single : self }

  /// One thread.
  public static let single = Workers(threadCount: 1)
}
