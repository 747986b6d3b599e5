import Testing

@testable import Connection  // `Order` is the pure heart of the module and internal to it.

@Suite("Order")
struct OrderTests {
  static func needs(
    _ reads: Set<String> = [], writes: Set<String> = [], everything: Bool = false
  ) -> Needs {
    Needs(reads: reads, writes: writes, readsEverything: everything)
  }

  @Test func `reads do not wait for one another`() {
    let order = Queue()

    #expect(order.register(1, Self.needs(["a"])))
    #expect(order.register(2, Self.needs(["a"])))
    #expect(order.register(3, Self.needs(everything: true)))
    #expect(order.count == 3)
  }

  @Test func `a read waits for the write before it and for no other`() {
    let order = Queue()

    #expect(order.register(1, Self.needs(writes: ["a"])))
    _ = order.prepared(1)
    #expect(!order.register(2, Self.needs(["a"])))
    #expect(order.register(3, Self.needs(["b"])))
    #expect(!order.register(4, Self.needs(everything: true)))
    #expect(order.ended(1) == [2, 4])
    #expect(order.ended(2) == [])
  }

  @Test func `writes of one resource follow one another`() {
    let order = Queue()

    #expect(order.register(1, Self.needs(writes: ["a"])))
    #expect(!order.register(2, Self.needs(writes: ["a"])))
    #expect(!order.register(3, Self.needs(writes: ["a"])))
    #expect(order.ended(1) == [2])
    #expect(order.prepared(2) == [])
    #expect(order.ended(2) == [3])
  }

  @Test func `a write does not wait for an earlier read that has its version`() {
    let order = Queue()

    #expect(order.register(1, Self.needs(["a"])))
    #expect(order.prepared(1) == [])
    #expect(order.register(2, Self.needs(writes: ["a"])))
  }

  /// 3 reads a and b and waits for the write of b; 4 writes a, which 3 has not taken yet.
  @Test func `a write waits for an earlier read that has not taken its version`() {
    let order = Queue()

    #expect(order.register(1, Self.needs(writes: ["a"])))
    #expect(order.register(2, Self.needs(writes: ["b"])))
    #expect(!order.register(3, Self.needs(["a", "b"])))
    #expect(!order.register(4, Self.needs(writes: ["a"])))
    #expect(order.ended(1) == [])
    #expect(order.ended(2) == [3])
    #expect(order.prepared(3) == [4])
    #expect(order.ended(3) == [])
  }

  @Test func `what is given up holds nobody`() {
    let order = Queue()

    #expect(order.register(1, Self.needs(writes: ["a"])))
    #expect(!order.register(2, Self.needs(["a"], writes: ["b"])))
    #expect(!order.register(3, Self.needs(["b"])))
    #expect(order.ended(2) == [3])
    #expect(order.ended(1) == [])
  }

  /// Against a plain model: whoever may go on is exactly whoever has no conflict left before it.
  @Test func `random orders release everybody, and nobody too early`() {
    var random = SeededRandom(state: 5)
    var compared = 0

    for _ in 0..<2_000 {
      let order = Queue()
      var waiting: [Int: Needs] = [:]
      var ready: Set<Int> = []
      var live: [Int: Needs] = [:]
      for number in 1...12 {
        let needs = random.needs()
        live[number] = needs
        if order.register(number, needs) { ready.insert(number) } else { waiting[number] = needs }
      }
      while let number = ready.randomElement(using: &random) {
        // Nothing before it that is still there may write what it reads or writes.
        for (other, needs) in live where other < number {
          #expect(!(live[number] ?? Needs()).conflicts(withWritesOf: needs))
        }
        ready.remove(number)
        for next in order.prepared(number) + order.ended(number) {
          #expect(waiting.removeValue(forKey: next) != nil)
          ready.insert(next)
        }
        live[number] = nil
        compared += 1
      }
      #expect(waiting.isEmpty)
      #expect(order.count == 0)
    }

    #expect(compared == 24_000)
    print("order: \(compared) messages released in their turn")
  }
}

/// The order as a reference, so that an expectation can change it.
final class Queue {
  private var order = Order()

  var count: Int { order.count }

  func register(_ number: Int, _ needs: Needs) -> Bool { order.register(number, needs) }

  func prepared(_ number: Int) -> [Int] { order.prepared(number) }

  func ended(_ number: Int) -> [Int] { order.ended(number) }
}

/// Random numbers from a seed.
struct SeededRandom: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return (state >> 33) ^ state
  }

  mutating func needs() -> Needs {
    let names = ["a", "b", "c"]
    return Needs(
      reads: Set(names.filter { _ in Bool.random(using: &self) }),
      writes: Set(names.filter { _ in Int.random(in: 0..<4, using: &self) == 0 }),
      readsEverything: Int.random(in: 0..<8, using: &self) == 0)
  }
}
