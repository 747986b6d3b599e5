import Locks

/// What was found out of one column of a table that is kept, for whoever asks again.
///
/// A fact depends on the cells, the order of the rows and what its name says, and on nothing else of
/// a request: the known one is what finding it again would give, to the last bit.
public final class ColumnFacts: Sendable {
  private let known = Guarded<[String: any Sendable]>([:])

  /// Knows nothing yet.
  public init() {}

  /// About how many bytes the facts of a column take, for the counting of memory.
  public static let byteCount = 2_048

  /// The fact of that name: the known one, or else what the body finds.
  ///
  /// The body runs outside of the lock; two who ask at once may both find it.
  public func fact<Fact: Sendable, Failure: Error>(
    _ name: String, _ find: () throws(Failure) -> Fact
  ) throws(Failure) -> Fact {
    if let known = known.with({ $0[name] }) as? Known<Fact> { return known.fact }
    let fact = try find()
    known.with { $0[name] = Known(fact: fact) }
    return fact
  }

  /// A fact that may be an optional one.
  private struct Known<Fact: Sendable>: Sendable {
    let fact: Fact
  }
}
