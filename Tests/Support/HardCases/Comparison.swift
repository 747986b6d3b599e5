/// What a loop over many cases found.
public struct Comparison: Sendable {
  /// Cases that were compared.
  public var count = 0

  /// The first cases that differ, as text.
  public var differing: [String] = []

  /// Counts a case, and keeps it where it differs.
  mutating func add(_ isSame: Bool, _ text: @autoclosure () -> String) {
    count += 1
    if !isSame && differing.count < 10 { differing.append(text()) }
  }
}
