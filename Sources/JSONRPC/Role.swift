/// What a caller may do; each may do what those before it may.
public enum Role: String, CaseIterable, Comparable, Sendable {
  /// Asks, and changes nothing that others see.
  case read
  /// Also fits, stores, deletes and ends the daemon.
  case admin

  /// Whether the first may do less.
  public static func < (first: Role, second: Role) -> Bool {
    first == .read && second == .admin
  }
}
