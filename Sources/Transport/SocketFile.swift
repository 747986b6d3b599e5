import Glibc

/// The file that a Unix socket listens at: made for its owner alone, gone with its daemon.
///
/// Unsafe: paths and records are lent to the C library for the length of one call.
final class SocketFile: Sendable {
  private let path: String
  private let identity: Identity

  /// Which file it is, whatever its name.
  private struct Identity: Equatable, Sendable {
    let device: dev_t
    let number: ino_t
    let kind: mode_t

    /// What stands at a path; a link is not followed.
    init?(_ path: String) {
      var record = stat()
      guard unsafe lstat(path, &record) == 0 else { return nil }
      (device, number, kind) = (record.st_dev, record.st_ino, record.st_mode & S_IFMT)
    }
  }

  /// Binds a socket and listens; a file left by a daemon that is dead is replaced.
  ///
  /// - Throws: ``TransportError/unavailable(address:action:errno:)``, with `EADDRINUSE` where a
  ///   daemon listens there, and with `EEXIST` for a file that is no socket.
  init(_ path: String, _ address: SocketAddress, _ descriptor: Int32) throws(TransportError) {
    self.path = path
    func refusal(_ code: Int32) -> TransportError {
      .unavailable(address: path, action: "listen on", errno: code)
    }
    // Held while it is looked whether anybody listens there: of two daemons that start at once,
    // the second must not remove the socket of the first.
    guard let folder = FolderLock(above: path) else { throw refusal(errno) }
    defer { folder.release() }
    if let there = Identity(path) {
      guard there.kind == S_IFSOCK else { throw refusal(EEXIST) }
      guard Self.isDead(address) else { throw refusal(EADDRINUSE) }
      guard unsafe unlink(path) == 0 || errno == ENOENT else { throw refusal(errno) }
    }
    // The file is made with these permissions: no moment is open. Other threads that make a file
    // just now make it for their owner, too.
    let mask = umask(0o177)
    let failure = unsafe address.apply(bind, descriptor)
    _ = umask(mask)
    guard failure == 0 else { throw refusal(failure) }
    guard listen(descriptor, 1024) == 0, let identity = Identity(path) else {
      let code = errno
      _ = unsafe unlink(path)
      throw refusal(code)
    }
    self.identity = identity
  }

  /// Removes the file, if it is still this one.
  func remove() {
    guard let folder = FolderLock(above: path) else { return }
    defer { folder.release() }
    if Identity(path) == identity { _ = unsafe unlink(path) }
  }

  /// Whether the file is all that is left of a daemon.
  private static func isDead(_ address: SocketAddress) -> Bool {
    let descriptor = address.makeSocket()
    guard descriptor >= 0 else { return false }
    defer { _ = Glibc.close(descriptor) }
    // One whose queue is full lives, and must not keep us waiting.
    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    return unsafe address.apply(connect, descriptor) == ECONNREFUSED
  }
}

/// A lock on a folder, held by one process at a time and gone with it.
private struct FolderLock {
  private let descriptor: Int32

  /// Takes the lock on the folder that a path lies in; nil, with `errno`, where it has none, or
  /// somebody holds it for seconds.
  init?(above path: String) {
    let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) }
    descriptor = unsafe open(folder ?? ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    for _ in 0..<200 {
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return }
      guard errno == EWOULDBLOCK || errno == EINTR else { break }
      usleep(10_000)
    }
    // Some file systems know no locks; there the last one to start would win, as everywhere else.
    if errno == ENOTSUP || errno == ENOLCK || errno == ENOSYS { return }
    let code = errno
    _ = Glibc.close(descriptor)
    errno = code
    return nil
  }

  func release() { _ = Glibc.close(descriptor) }
}
