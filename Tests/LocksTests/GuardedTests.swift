import Locks
import Testing

@Suite("Guarded")
struct GuardedTests {
  @Test func `additions from several threads are all there`() async {
    let count = Guarded(0)

    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<8 {
        group.addTask { for _ in 0..<10_000 { count.with { $0 += 1 } } }
      }
    }

    #expect(count.with { $0 } == 80_000)
  }

  @Test func `an error thrown inside leaves the lock free and the value as it was left`() {
    struct Refusal: Error {}
    let value = Guarded([1])

    #expect(throws: Refusal.self) {
      try value.with { value throws(Refusal) in
        value.append(2)
        throw Refusal()
      }
    }

    #expect(value.with { $0 } == [1, 2])
  }
}
