import Testing
import Transport

@Suite("Memory as a wire")
struct MemoryChannelTests {
  @Test func `what one end sends the other reads, then the end`() {
    let (one, other) = MemoryChannel.pair(capacity: 4)
    var buffer = [UInt8](repeating: 0, count: 3)

    #expect(one.trySend([1, 2, 3, 4, 5], from: 0) == .sent(4))
    #expect(one.trySend([5], from: 0) == .sent(0))
    #expect(other.read(into: &buffer) == .bytes(3))
    #expect(buffer == [1, 2, 3])
    #expect(one.trySend([5], from: 0) == .sent(1))
    one.finishSending()
    #expect(other.read(into: &buffer) == .bytes(2))
    #expect(buffer.prefix(2) == [4, 5])
    #expect(other.read(into: &buffer) == .end)
    #expect(other.trySend([6], from: 0) == .sent(1))
  }

  @Test func `a break is seen from both ends`() {
    let (one, other) = MemoryChannel.pair()
    var buffer: [UInt8] = [0]

    _ = one.trySend([1], from: 0)
    one.breakOff()

    #expect(other.read(into: &buffer) == .broken("the other end broke off"))
    #expect(one.read(into: &buffer) == .broken("the other end broke off"))
    #expect(other.breakage == "the other end broke off")
    #expect(other.trySend([1], from: 0) == .broken("the other end broke off"))
  }

  @Test func `a slow wire gives one byte at a time`() {
    let (one, other) = MemoryChannel.pair(readLimit: 1)
    var buffer = [UInt8](repeating: 0, count: 3)

    _ = one.trySend([1, 2], from: 0)

    #expect(other.read(into: &buffer) == .bytes(1))
    #expect(other.read(into: &buffer) == .bytes(1))
  }
}
