import Glibc

/// Standard input and output as a wire.
///
/// The wire is saved and descriptor 1 pointed at standard error, so that a stray `print` cannot
/// corrupt it. The descriptors may be files, pipes, terminals or sockets, and other processes may
/// hold them too: they are never made non-blocking, but asked first and written in pieces that fit.
public final class StdioChannel: Channel {
  private let input: Int32
  private let output: Int32
  private let outputKind: mode_t
  private let parent: pid_t
  private let wake: (reading: Int32, writing: Int32)

  /// How long a reader sleeps before it looks whether the parent is still there.
  private static let watchMilliseconds = 250

  /// Takes standard input and output over; once per process.
  ///
  /// - Throws: ``TransportError/noStandardStream(name:)``.
  public static func takeOver() throws(TransportError) -> StdioChannel {
    if Descriptor.kind(of: 2) == nil { redirect(2, to: unsafe open("/dev/null", O_WRONLY)) }
    let input = Descriptor.copy(0)
    guard input >= 0 else { throw .noStandardStream(name: "standard input") }
    let output = Descriptor.copy(1)
    guard output >= 0 else { throw .noStandardStream(name: "standard output") }
    _ = dup2(2, 1)
    redirect(0, to: unsafe open("/dev/null", O_RDONLY))
    guard let channel = StdioChannel(input: input, output: output) else {
      throw .noStandardStream(name: "standard output")
    }
    return channel
  }

  /// Reads one descriptor and writes another, and owns both.
  init?(input: Int32, output: Int32) {
    guard let kind = Descriptor.kind(of: output), let wake = Descriptor.makePipe() else {
      return nil
    }
    self.input = input
    self.output = output
    self.wake = wake
    outputKind = kind
    parent = getppid()
  }

  deinit {
    for each in [input, output, wake.reading, wake.writing] { _ = Glibc.close(each) }
  }

  /// Waits for bytes and takes what has come.
  public func read(into buffer: inout [UInt8]) -> ReadOutcome {
    // The output is watched too: while nothing comes in, that is how a reader's end is seen.
    let wanted = [(input, Int32(POLLIN)), (output, Int32(0)), (wake.reading, Int32(POLLIN))]
    while true {
      let events = Descriptor.poll(wanted, milliseconds: Self.watchMilliseconds)
      if events[2] != 0 { return .end }
      if let breakage { return .broken(breakage) }
      guard events[0] != 0 else { continue }
      switch Descriptor.read(input, into: &buffer) {
      case 0: return .end
      case let count where count > 0: return .bytes(count)
      // Whoever shares the descriptor may have made it non-blocking and taken what was there.
      case -Int(EAGAIN): continue
      case let failure: return .broken(systemReason(Int32(-failure)))
      }
    }
  }

  /// Sends what goes without waiting.
  public func trySend(_ bytes: [UInt8], from offset: Int) -> SendOutcome {
    let written: Int
    switch outputKind {
    case S_IFSOCK:
      written = Descriptor.send(output, bytes, from: offset)
    case S_IFREG:
      written = Descriptor.write(output, bytes, from: offset, atMost: .max)
    default:
      // A pipe that can be written takes this much without waiting (a page, PIPE_BUF).
      let events = Descriptor.poll(output, for: Int32(POLLOUT))
      guard events != 0 else { return .sent(0) }
      written = Descriptor.write(output, bytes, from: offset, atMost: 4096)
    }
    switch written {
    case 0...: return .sent(written)
    case -Int(EAGAIN), -Int(ENOBUFS): return .sent(0)
    default: return .broken(systemReason(Int32(-written)))
    }
  }

  /// Waits until more might go, at most so long.
  public func waitToSend(milliseconds: Int) {
    _ = Descriptor.poll(output, for: Int32(POLLOUT), milliseconds: milliseconds)
  }

  /// Why nobody can read what is written: the reader is gone, or the parent has died.
  ///
  /// What goes into a file can be read when the parent has died; there it does not count.
  public var breakage: String? {
    guard outputKind != S_IFREG else { return nil }
    let events = Descriptor.poll(output, for: 0)
    if events & Int32(POLLERR | POLLHUP | POLLNVAL) != 0 { return "nobody reads the output" }
    return getppid() == parent ? nil : "the parent process has ended"
  }

  /// Tells the other side that nothing more will be sent.
  public func finishSending() {
    if outputKind == S_IFSOCK { _ = shutdown(output, Int32(SHUT_WR)) }
  }

  /// Ends both directions and wakes a thread that reads.
  public func close() { _ = Descriptor.write(wake.writing, [0], from: 0, atMost: 1) }

  private static func redirect(_ descriptor: Int32, to opened: Int32) {
    guard opened >= 0, opened != descriptor else { return }
    _ = dup2(opened, descriptor)
    _ = Glibc.close(opened)
  }
}
