/// Cuts bytes into pieces at places that a seed decides; every byte is in one piece.
public struct Cuts {
  private var state: UInt64
  private let longest: Int

  /// Pieces of 1 to `longest` bytes.
  public init(seed: UInt64, longest: Int) {
    state = seed
    self.longest = max(longest, 1)
  }

  /// The pieces in order.
  public mutating func pieces(of bytes: [UInt8]) -> [ArraySlice<UInt8>] {
    var pieces: [ArraySlice<UInt8>] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      let piece = rest.prefix(1 + Int(next() % UInt64(longest)))
      pieces.append(piece)
      rest = rest.dropFirst(piece.count)
    }
    return pieces
  }

  /// The next number of splitmix64.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}

/// Numbers that bytes decide, for a target that does not do everything with every input.
public func choice(from bytes: [UInt8]) -> Cuts {
  Cuts(seed: bytes.reduce(0) { $0 &* 31 &+ UInt64($1) }, longest: 1)
}
