/// An input taken apart: choices from its end, and what is left in front as the text to be read.
///
/// So a file of the kind that is read is a seed as it stands.
public struct Draw {
  /// What has not been drawn.
  public private(set) var text: [UInt8]

  /// Starts with everything undrawn.
  public init(_ bytes: [UInt8]) { text = bytes }

  /// Takes the last byte; 0 where none is left.
  public mutating func byte() -> UInt8 { text.popLast() ?? 0 }

  /// Takes a choice of so many; at most 256.
  public mutating func choice(of count: Int) -> Int { Int(byte()) % count }

  /// Takes true or false.
  public mutating func flag() -> Bool { byte() & 1 == 1 }

  /// Takes one of the elements, of which there is at least one.
  public mutating func element<Element>(of elements: [Element]) -> Element {
    elements[choice(of: elements.count)]
  }
}
