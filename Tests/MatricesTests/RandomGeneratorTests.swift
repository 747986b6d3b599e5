import Testing

// The published test values start from a state, which only the module itself can set.
@testable import Matrices

@Suite("Random numbers")
struct RandomGeneratorTests {
  /// The first outputs of the authors' C code.
  @Test func `are those of xoshiro256 and SplitMix64`() {
    var generator = RandomGenerator(state: (1, 2, 3, 4))
    var mixer = SplitMix64(state: 1_234_567)

    #expect((0..<3).map { _ in generator.next() } == [11520, 0, 1_509_978_240])
    #expect(mixer.next() == 6_457_827_717_110_365_317)
    #expect(mixer.next() == 3_203_168_211_198_807_973)
  }

  @Test func `are the same for the same seed and stream, and others for another`() {
    func first(_ seed: UInt64, _ stream: UInt64) -> [UInt64] {
      var generator = RandomGenerator(seed: seed, stream: stream)
      return (0..<4).map { _ in generator.next() }
    }

    #expect(first(7, 3) == first(7, 3))
    #expect(first(7, 3) != first(7, 4))
    #expect(first(7, 3) != first(8, 3))
    #expect(first(3, 7) != first(7, 3))
    #expect(first(0, 0) != first(0, 1))
  }

  @Test func `lie within their bounds and reach them`() {
    var generator = RandomGenerator(seed: 1)
    var counts = [Int](repeating: 0, count: 6)
    for _ in 0..<6000 { counts[generator.next(below: 6)] += 1 }
    let fractions = (0..<1000).map { _ in generator.nextDouble() }

    // 1,000 expected in each, with a standard deviation of 29.
    #expect(counts.allSatisfy { 850 < $0 && $0 < 1150 })
    #expect(fractions.allSatisfy { 0 <= $0 && $0 < 1 })
    #expect(abs(fractions.reduce(0, +) / 1000 - 0.5) < 0.05)
  }

  @Test func `drawn without replacement are all different`() {
    var generator = RandomGenerator(seed: 2)

    #expect(Set(generator.distinct(50, below: 50)) == Set(0..<50))
    #expect(Set(generator.distinct(20, below: 1_000_000)).count == 20)
    #expect(generator.distinct(0, below: 5).isEmpty)
  }
}
