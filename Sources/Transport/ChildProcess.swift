import Epoll
import Glibc

/// A program of our own, with a socket as its standard input and output.
///
/// A socket and no pipes: what is sent after the program has ended is then an error, and not the
/// signal SIGPIPE, which ends a process that has said nothing about it. Standard error is ours. It
/// is in a group of its own, so that Ctrl-C at our terminal is for us alone, and has no other
/// descriptor of ours.
public final class ChildProcess: Sendable {
  /// Our end of the socket.
  public let channel: SocketChannel

  private let id: pid_t
  private let hasEnded = Monitor(false)

  /// Starts a program.
  ///
  /// - Parameters:
  ///   - program: A path, or a name that is looked for on the `PATH`.
  ///   - arguments: Those behind its name.
  /// - Throws: ``TransportError/unavailable(address:action:errno:)``.
  public init(_ program: String, _ arguments: [String]) throws(TransportError) {
    var ends: [Int32] = [-1, -1]
    let flags = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    guard unsafe socketpair(AF_UNIX, flags, 0, &ends) == 0 else {
      throw .unavailable(address: program, action: "start", errno: errno)
    }
    channel = SocketChannel(descriptor: ends[0], peer: program)
    // Its number may be one that the program's standard streams are to have.
    let its = Descriptor.copy(ends[1])
    _ = close(ends[1])
    defer { _ = close(its) }
    let (id, failure) = Self.spawn(program, arguments, its)
    guard failure == 0 else {
      throw .unavailable(address: program, action: "start", errno: failure)
    }
    self.id = id
    guard startThread({ [hasEnded] in Self.watch(id, hasEnded) }) else {
      Glibc.kill(id, SIGKILL)
      Self.watch(id, hasEnded)
      throw .unavailable(address: program, action: "start", errno: EAGAIN)
    }
  }

  /// Waits until the program has ended; whether it has.
  public func waitUntilEnded(atMost milliseconds: Int) -> Bool {
    hasEnded.wait(atMost: milliseconds) { $0 ? true : nil } ?? false
  }

  /// Ends it at once.
  public func kill() {
    // Under the lock: once it is known to have ended, its number may be another program's.
    hasEnded.with { hasEnded in if !hasEnded { Glibc.kill(id, SIGKILL) } }
  }

  /// Waits for the end on a thread of its own, so that no dead process is left in the system.
  private static func watch(_ id: pid_t, _ hasEnded: Monitor<Bool>) {
    var info = unsafe siginfo_t()
    while unsafe waitid(P_PID, id_t(id), &info, WEXITED | WNOWAIT) != 0 && errno == EINTR {}
    hasEnded.with { hasEnded in
      var status: Int32 = 0
      _ = unsafe waitpid(id, &status, WNOHANG)
      hasEnded = true
    }
  }

  /// The new process's number, or the system's error number.
  ///
  /// Unsafe: the C library takes its texts and its two lists of wishes by pointer, for the length
  /// of the call.
  private static func spawn(
    _ program: String, _ arguments: [String], _ stream: Int32
  ) -> (id: pid_t, failure: Int32) {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_adddup2(&actions, stream, 0)
    unsafe posix_spawn_file_actions_adddup2(&actions, stream, 1)
    unsafe posix_spawn_file_actions_addclosefrom_np(&actions, 3)
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    // What our threads hold back is the program's to hear.
    var none = sigset_t()
    unsafe sigemptyset(&none)
    unsafe posix_spawnattr_setsigmask(&attributes, &none)
    let wishes = Int32(POSIX_SPAWN_SETPGROUP) | Int32(POSIX_SPAWN_SETSIGMASK)
    unsafe posix_spawnattr_setflags(&attributes, Int16(wishes))
    var texts = unsafe ([program] + arguments).map { unsafe strdup($0) } + [nil]
    defer { unsafe texts.forEach { unsafe free($0) } }
    var id: pid_t = 0
    let failure = unsafe posix_spawnp(&id, program, &actions, &attributes, &texts, environ)
    return (id, failure)
  }
}
