import Matrices
import Testing

@Suite("counts of labels")
struct LabelCountsTests {
  @Test func `are those of counting one after the other, for any number of labels`() {
    var generator = RandomGenerator(seed: 3)
    var comparedCount = 0
    for groupCount in 0..<7 {
      for count in 0..<40 {
        let labels = (0..<count).map { _ in
          Int32(truncatingIfNeeded: generator.next(below: groupCount + 1)) - 1
        }
        let expected = (0..<groupCount).map { group in labels.count { Int($0) == group } }

        #expect(labelCounts(labels.span, groupCount: groupCount) == expected)
        comparedCount += 1
      }
    }
    #expect(comparedCount == 280)
  }
}
