import Matrices
import Synchronization
import Testing

@Suite("Parallel loops")
struct LoopsTests {
  @Test(arguments: [1, 2, 8])
  func `change every element exactly once, and join in order`(threadCount: Int) {
    let workers = Workers(threadCount: threadCount)
    var elements = [Int](0..<1000)
    var scratch = [Int](repeating: 0, count: threadCount)

    let verdict = workers.update(&elements, scratch: &scratch, monitor: .none) {
      index, element, sum, _ in
      sum += element
      element += index
    }
    let (values, _) = workers.map(count: 100, monitor: .none) { index, _ in index * index }

    #expect(verdict == .proceed)
    #expect(elements == (0..<1000).map { 2 * $0 })
    #expect(scratch.reduce(0, +) == 499_500)
    #expect(values == (0..<100).map { $0 * $0 })
  }

  @Test(arguments: [1, 2, 8], [WorkMonitor.Verdict.wrapUp, .cancel])
  func `stop when they are told to`(threadCount: Int, reason: WorkMonitor.Verdict) {
    let asked = Atomic<Int>(0)
    let monitor = WorkMonitor(
      verdict: {
        asked.wrappingAdd(1, ordering: .relaxed).newValue > 10 ? reason : .proceed
      }, report: { _, _, _ in })

    let (values, verdict) = Workers(threadCount: threadCount).map(count: 1000, monitor: monitor) {
      index, _ in index
    }

    #expect(verdict == reason)
    #expect(values.compactMap { $0 }.count <= 10)
  }

  @Test func `past the deadline only a cancellation stops`() {
    let late = WorkMonitor(verdict: { .wrapUp }, report: { _, _, _ in })
    let unwanted = WorkMonitor(verdict: { .cancel }, report: { _, _, _ in })

    #expect(late.pastDeadline.verdict == .proceed)
    #expect(unwanted.pastDeadline.verdict == .cancel)
  }

  @Test func `nothing to do is done at once`() {
    let (values, verdict) = Workers(threadCount: 2).map(count: 0, monitor: .none) { index, _ in
      index
    }

    #expect(values.isEmpty && verdict == .proceed)
  }
}
