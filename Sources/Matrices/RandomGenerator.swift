/// Random numbers that are the same for the same seed, on every machine and in every version.
///
/// The generator is xoshiro256** with its state filled by SplitMix64, so that any seed, even 0, is
/// a good one. A second number, the stream, gives independent generators under one seed: one for
/// each restart, each swap, each sample, so that none depends on how many draws another has made.
///
/// > Source: Blackman and Vigna, *Scrambled Linear Pseudorandom Number Generators*, ACM Trans.
/// > Math. Softw. 47(4), 2021; Steele, Lea and Flood, *Fast Splittable Pseudorandom Number
/// > Generators*, OOPSLA 2014.
public struct RandomGenerator: RandomNumberGenerator, Sendable {
  private var state: (UInt64, UInt64, UInt64, UInt64)

  /// Starts the generator of a seed and a stream.
  public init(seed: UInt64, stream: UInt64 = 0) {
    var mixer = SplitMix64(state: seed)
    if stream != 0 {
      var other = SplitMix64(state: stream &* 0xD1B5_4A32_D192_ED03)
      mixer.state = mixer.next() ^ other.next()
    }
    state = (mixer.next(), mixer.next(), mixer.next(), mixer.next())
  }

  /// Starts with a state, as published test values do.
  init(state: (UInt64, UInt64, UInt64, UInt64)) { self.state = state }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    let scrambled = rotated(state.1 &* 5, by: 7) &* 9
    let shifted = state.1 &<< 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = rotated(state.3, by: 45)
    return scrambled
  }

  /// A number in 0 ..< 1, one of 2⁵³ equally likely ones.
  public mutating func nextDouble() -> Double {
    Double(next() &>> 11) * 0x1p-53
  }

  /// A whole number in `0 ..< bound`, all equally likely.
  ///
  /// > Source: Lemire, *Fast Random Integer Generation in an Interval*, ACM Trans. Model. Comput.
  /// > Simul. 29(1), 2019. Written out here, so that no change of the standard library changes a
  /// > result.
  public mutating func next(below bound: Int) -> Int {
    precondition(bound >= 1)
    let range = UInt64(bound)
    var product = next().multipliedFullWidth(by: range)
    if product.low < range {
      let threshold = (0 &- range) % range
      while product.low < threshold { product = next().multipliedFullWidth(by: range) }
    }
    return Int(product.high)
  }

  /// Different whole numbers in `0 ..< bound`, in random order.
  ///
  /// - Parameters:
  ///   - count: How many, at most `bound`.
  ///   - bound: Their bound.
  /// - Complexity: O(`count`), whatever the bound.
  public mutating func distinct(_ count: Int, below bound: Int) -> [Int] {
    precondition(count <= bound)
    // The first steps of a Fisher-Yates shuffle of 0 ..< bound; only moved places are stored.
    var moved: [Int: Int] = [:]
    return (0..<count).map { place in
      let other = place + next(below: bound - place)
      let drawn = moved[other] ?? other
      moved[other] = moved[place] ?? place
      return drawn
    }
  }

  private func rotated(_ bits: UInt64, by count: UInt64) -> UInt64 {
    bits &<< count | bits &>> (64 - count)
  }
}

/// Turns any 64 bits into a sequence of well-mixed ones.
struct SplitMix64 {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ bits &>> 30) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ bits &>> 27) &* 0x94D0_49BB_1331_11EB
    return bits ^ bits &>> 31
  }
}
