import Glibc

/// The system calls on descriptors that take pointers, each tried again where a signal cut in.
///
/// Unsafe code stays here: a buffer's address is handed to the kernel for one call.
enum Descriptor {
  /// Reads at most as many bytes as the buffer holds; the count, or minus the error number.
  static func read(_ descriptor: Int32, into buffer: inout [UInt8]) -> Int {
    unsafe buffer.withUnsafeMutableBytes { bytes in
      while true {
        let count = unsafe Glibc.read(descriptor, bytes.baseAddress, bytes.count)
        if count >= 0 { return count }
        if errno != EINTR { return -Int(errno) }
      }
    }
  }

  /// Takes what a socket has now; the count, or minus the error number.
  static func receive(_ descriptor: Int32, into buffer: inout [UInt8]) -> Int {
    unsafe buffer.withUnsafeMutableBytes { bytes in
      while true {
        let count = unsafe recv(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_DONTWAIT))
        if count >= 0 { return count }
        if errno != EINTR { return -Int(errno) }
      }
    }
  }

  /// Writes at most `limit` bytes from `offset` on; the count, or minus the error number.
  static func write(
    _ descriptor: Int32, _ bytes: [UInt8], from offset: Int, atMost limit: Int
  ) -> Int {
    let count = min(bytes.count - offset, limit)
    guard count > 0 else { return 0 }
    return unsafe bytes.withUnsafeBytes { all in
      let part = unsafe UnsafeRawBufferPointer(rebasing: all[offset..<offset + count])
      while true {
        let written = unsafe Glibc.write(descriptor, part.baseAddress, count)
        if written >= 0 { return written }
        if errno != EINTR { return -Int(errno) }
      }
    }
  }

  /// Sends on a socket what goes without waiting; the count, or minus the error number.
  static func send(_ descriptor: Int32, _ bytes: [UInt8], from offset: Int) -> Int {
    let count = bytes.count - offset
    guard count > 0 else { return 0 }
    return unsafe bytes.withUnsafeBytes { all in
      let part = unsafe UnsafeRawBufferPointer(rebasing: all[offset...])
      let flags = Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL)
      while true {
        let sent = unsafe Glibc.send(descriptor, part.baseAddress, count, flags)
        if sent >= 0 { return sent }
        if errno != EINTR { return -Int(errno) }
      }
    }
  }

  /// Waits for events on several descriptors; what each got, all 0 where the time went by.
  static func poll(
    _ wanted: [(descriptor: Int32, events: Int32)], milliseconds: Int
  ) -> [Int32] {
    var entries = wanted.map { pollfd(fd: $0.descriptor, events: Int16($0.events), revents: 0) }
    let count = unsafe Glibc.poll(
      &entries, nfds_t(entries.count), Int32(clamping: milliseconds))
    // A signal that cut in counts as time gone by: every caller asks again.
    guard count > 0 else { return wanted.map { _ in 0 } }
    return entries.map { Int32($0.revents) }
  }

  /// What happened on one descriptor, asked without waiting unless told to.
  static func poll(_ descriptor: Int32, for events: Int32, milliseconds: Int = 0) -> Int32 {
    var entry = pollfd(fd: descriptor, events: Int16(events), revents: 0)
    let count = unsafe Glibc.poll(&entry, 1, Int32(clamping: milliseconds))
    return count > 0 ? Int32(entry.revents) : 0
  }

  /// A copy of a descriptor that programs started later do not inherit, or -1.
  static func copy(_ descriptor: Int32) -> Int32 {
    fcntl(descriptor, F_DUPFD_CLOEXEC, 3)
  }

  /// A pipe that programs started later do not inherit.
  static func makePipe() -> (reading: Int32, writing: Int32)? {
    var ends: [Int32] = [-1, -1]
    guard unsafe pipe(&ends) == 0 else { return nil }
    for end in ends { closeOnExec(end) }
    return (ends[0], ends[1])
  }

  /// Keeps a descriptor from programs started later.
  static func closeOnExec(_ descriptor: Int32) {
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
  }

  /// The kind of file behind a descriptor: `S_IFREG`, `S_IFIFO`, `S_IFSOCK`, ..; nil if closed.
  static func kind(of descriptor: Int32) -> mode_t? {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { return nil }
    return status.st_mode & S_IFMT
  }
}

/// Makes a write to a reader that is gone an error (EPIPE) instead of the end of the process.
public func ignoreBrokenPipes() {
  _ = signal(SIGPIPE, SIG_IGN)
}

/// Writes a line of the log in one call, so that the lines of several threads do not mix.
///
/// What cannot be written is lost: a log must not stop the work.
public func writeToStandardError(_ line: String) {
  let bytes = Array(line.utf8)
  _ = Descriptor.write(2, bytes, from: 0, atMost: bytes.count)
}
