import Locks
import Testing
import Transport

@Suite("Monitor")
struct WaitingTests {
  @Test func `no change is lost between threads`() {
    let monitor = Monitor(0)
    let left = Monitor(8)

    for _ in 0..<8 {
      _ = startThread {
        for _ in 0..<5_000 {
          monitor.with { $0 += 1 }
        }
        left.with { $0 -= 1 }
      }
    }

    #expect(left.wait(atMost: 20_000) { $0 == 0 ? true : nil } == true)
    #expect(monitor.with { $0 } == 40_000)
  }

  @Test func `a wait ends with the change it waits for, or with its time`() {
    let monitor = Monitor(0)
    _ = startThread { for _ in 0..<10 { monitor.with { $0 += 1 } } }

    #expect(monitor.wait(atMost: 20_000) { $0 == 10 ? "ten" : nil } == "ten")
    #expect(monitor.wait(atMost: 1) { $0 == 11 ? "eleven" : nil } == nil)
    #expect(monitor.wait(atMost: 0) { $0 == 10 ? "ten" : nil } == "ten")
  }

  @Test func `an error leaves the value unlocked`() {
    struct Refusal: Error {}
    let monitor = Monitor(1)

    #expect(throws: Refusal.self) { try monitor.with { _ throws(Refusal) in throw Refusal() } }
    #expect(monitor.with { $0 } == 1)
  }
}
