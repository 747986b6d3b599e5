/// A choice that the protocol spells by a name.
public protocol WireNamed: RawRepresentable<String>, CaseIterable, Equatable, Sendable {}

extension WireNamed {
  /// The name on the wire.
  public var wireName: String { rawValue }

  /// The choice of that name, if there is one.
  public init?(wireName: String) { self.init(rawValue: wireName) }

  /// Every name, the default first.
  public static var wireNames: [String] { allCases.map(\.rawValue) }
}
