import Glibc
import Testing

@testable import Transport  // Making a channel from other descriptors than 0 and 1 is internal.

@Suite("Standard streams")
struct StdioTests {
  /// A channel between two pipes, and the far ends of both.
  static func channel() throws -> (channel: StdioChannel, send: Int32, receive: Int32) {
    ignoreBrokenPipes()
    let input = try #require(Descriptor.makePipe())
    let output = try #require(Descriptor.makePipe())
    let channel = try #require(StdioChannel(input: input.reading, output: output.writing))
    return (channel, input.writing, output.reading)
  }

  @Test func `bytes go there and back, and the end is seen`() throws {
    let (channel, send, receive) = try Self.channel()
    var buffer = [UInt8](repeating: 0, count: 10)

    _ = Descriptor.write(send, [1, 2, 3], from: 0, atMost: 3)
    #expect(channel.read(into: &buffer) == .bytes(3))
    #expect(channel.trySend([4, 5], from: 1) == .sent(1))
    #expect(Descriptor.read(receive, into: &buffer) == 1)
    #expect(buffer[0] == 5)
    close(send)
    #expect(channel.read(into: &buffer) == .end)
    #expect(channel.breakage == nil)
    close(receive)
  }

  @Test func `a full pipe takes nothing and keeps nobody waiting`() throws {
    let (channel, send, receive) = try Self.channel()
    let bytes = [UInt8](repeating: 1, count: 1 << 20)
    var sent = 0

    while case .sent(let count) = channel.trySend(bytes, from: sent), count > 0 { sent += count }

    #expect(sent > 0 && sent < bytes.count)
    #expect(fcntl(receive, F_GETFL) & O_NONBLOCK == 0)
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let read = Descriptor.read(receive, into: &buffer)
    #expect(read > 0)
    #expect(channel.trySend(bytes, from: sent) != .sent(0))
    close(send)
    close(receive)
  }

  @Test func `a reader that has gone is seen without writing, even while reading`() throws {
    let (channel, send, receive) = try Self.channel()
    let outcome = Monitor<ReadOutcome?>(nil)
    _ = startThread {
      var buffer: [UInt8] = [0]
      let read = channel.read(into: &buffer)
      outcome.with { $0 = read }
    }

    close(receive)

    #expect(outcome.wait(atMost: 20_000) { $0 } == .broken("nobody reads the output"))
    #expect(channel.breakage == "nobody reads the output")
    #expect(channel.trySend([1], from: 0) == .broken("Broken pipe"))
    close(send)
  }

  @Test func `closing wakes whoever reads`() throws {
    let (channel, send, receive) = try Self.channel()
    let outcome = Monitor<ReadOutcome?>(nil)
    _ = startThread {
      var buffer: [UInt8] = [0]
      let read = channel.read(into: &buffer)
      outcome.with { $0 = read }
    }

    channel.close()

    #expect(outcome.wait(atMost: 20_000) { $0 } == .end)
    close(send)
    close(receive)
  }
}
