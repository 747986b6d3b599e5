import Decimals

/// One value within a checked message; it shares the message's bytes.
public struct JSONSlice: Sendable {
  /// The whole message.
  public let bytes: [UInt8]

  /// Where the value stands, without white space around it.
  public let range: Range<Int>

  /// The long containers of the message, so that they can be skipped at once.
  let extents: ContainerExtents

  /// The value as it came.
  public var text: String {
    String(decoding: bytes[range], as: UTF8.self)
  }

  /// What the value is.
  public var kind: JSONKind {
    JSONKind(first: byte(of: bytes.span, at: range.lowerBound))
  }
}

extension JSONSlice: Equatable {
  /// Whether two values are written with the same bytes, wherever they stand.
  public static func == (first: JSONSlice, second: JSONSlice) -> Bool {
    first.bytes[first.range] == second.bytes[second.range]
  }
}
