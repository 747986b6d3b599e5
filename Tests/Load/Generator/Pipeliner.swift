import Transport

/// A client that sends many large requests, one behind the other, and never reads an answer.
final class Pipeliner: Sendable {
  private let channel: SocketChannel
  private let isOver = Monitor(false)

  /// Sends `count` copies of a request on a thread of its own, as fast as they are taken.
  init(_ request: [UInt8], count: Int, at address: Address) throws {
    channel = try SocketChannel.connect(to: address)
    let channel = channel
    let ended = isOver
    _ = startThread {
      sending: for _ in 0..<count {
        var offset = 0
        while offset < request.count {
          switch channel.trySend(request, from: offset) {
          case .sent(0): channel.waitToSend(milliseconds: 200)
          case .sent(let count): offset += count
          case .broken: break sending
          }
        }
      }
      ended.with { $0 = true }
    }
  }

  /// Leaves without having read anything.
  func leave() {
    channel.close()
    _ = isOver.wait(atMost: 10_000) { $0 ? true : nil }
  }
}
