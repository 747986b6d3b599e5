import Testing
import Transport

@Suite("Whole frames")
struct FrameWriterTests {
  /// Reads until the end, in pieces; frames are runs of one byte, each closed by a 0.
  static func frames(_ channel: any Channel) -> [[UInt8]] {
    var buffer = [UInt8](repeating: 0, count: 1000)
    var frames: [[UInt8]] = []
    var frame: [UInt8] = []
    while case .bytes(let count) = channel.read(into: &buffer) {
      for byte in buffer[..<count] {
        if byte == 0 {
          frames.append(frame)
          frame = []
        } else {
          frame.append(byte)
        }
      }
    }
    return frame.isEmpty ? frames : frames + [frame]
  }

  @Test(arguments: [64, 1 << 14])
  func `frames of many threads stay whole`(capacity: Int) {
    let (reading, writing) = MemoryChannel.pair(capacity: capacity)
    let writer = FrameWriter(writing)
    let left = Monitor(16)

    for thread in 1...16 {
      _ = startThread {
        for size in 1...40 {
          writer.send([UInt8](repeating: UInt8(thread), count: size * 20) + [0])
        }
        left.with { $0 -= 1 }
      }
    }
    let closer = startThread {
      _ = left.wait { $0 == 0 ? true : nil }
      while writer.waitUntilSent(atMost: 100) == .timedOut {}
      writing.finishSending()
    }
    let frames = Self.frames(reading)

    #expect(closer)
    #expect(frames.count == 640)
    #expect(frames.allSatisfy { Set($0).count == 1 && $0.count % 20 == 0 })
    for thread in 1...16 {
      #expect(
        frames.filter { $0.first == UInt8(thread) }.map(\.count) == (1...40).map { $0 * 20 })
    }
  }

  @Test func `what does not go is counted, and room is told`() {
    let (reading, writing) = MemoryChannel.pair(capacity: 100)
    let writer = FrameWriter(writing, capacity: 150)

    writer.send([UInt8](repeating: 1, count: 200))
    #expect(writer.waitForRoom(atMost: 0) == .done)
    writer.send([UInt8](repeating: 1, count: 99) + [0])
    #expect(writer.waitForRoom(atMost: 0) == .timedOut)
    #expect(writer.pendingBytes == 200)
    _ = startThread { _ = Self.frames(reading) }
    #expect(writer.waitUntilSent(atMost: 20_000) == .done)
    #expect(writer.pendingBytes == 0)
  }

  @Test func `where nobody reads any more, sending is harmless`() {
    let (reading, writing) = MemoryChannel.pair(capacity: 10)
    let writer = FrameWriter(writing)

    writer.send([UInt8](repeating: 1, count: 100))
    reading.breakOff()
    writer.send([UInt8](repeating: 1, count: 100))

    #expect(writer.waitUntilSent(atMost: 20_000) == .broken("the other end broke off"))
    writer.send([1])
    #expect(writer.pendingBytes == 0)
    #expect(writer.breakage == "the other end broke off")
  }

  @Test func `what is abandoned is not sent`() {
    let (reading, writing) = MemoryChannel.pair(capacity: 10)
    let writer = FrameWriter(writing)

    writer.send([UInt8](repeating: 1, count: 100))
    writer.abandon("closed")
    writer.send([2])

    #expect(writer.waitForRoom(atMost: 0) == .broken("closed"))
    writing.finishSending()
    #expect(!Self.frames(reading).joined().contains(2))
  }
}
