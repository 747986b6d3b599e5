import HardCases
import Testing

/// What is done without a loop over digits or bytes gives what the loops give.
@Suite("Fast ways of numbers and bytes")
struct FastWayTests {
  @Test func `short numbers are those that the long way reads`() {
    let (comparison, shortCount) = compareShortNumbers(count: 500_000, seed: 7)
    print("short numbers: compared \(comparison.count), \(shortCount) were short")

    #expect(comparison.differing == [])
    #expect(comparison.count >= 500_000 && shortCount >= 150_000)
  }

  @Test func `a search 64 bytes at a time finds what one by one finds`() {
    let comparison = compareSearches(count: 200_000, seed: 8)
    print("searches: compared \(comparison.count)")

    #expect(comparison.differing == [])
    #expect(comparison.count >= 200_000)
  }
}
