import Glibc
import Transport

/// Turns SIGTERM and SIGINT into calls: the first asks for the end, the second is the end.
enum SignalWatch {
  /// Blocks both for this thread and all it makes from now on, and waits for them on a new one.
  static func start(_ first: @escaping @Sendable (String) -> Void) {
    // Unsafe: a signal set is filled through its address.
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    for number in [SIGTERM, SIGINT] where !isIgnored(number) {
      unsafe sigaddset(&signals, number)
    }
    unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
    let watched = signals
    _ = startThread {
      var signals = watched
      var count = 0
      while true {
        var number: Int32 = 0
        guard unsafe sigwait(&signals, &number) == 0 else { continue }
        count += 1
        // As a shell reports it: killed by that signal.
        if count > 1 { _exit(128 + number) }
        first(number == SIGTERM ? "SIGTERM" : "SIGINT")
      }
    }
  }

  /// Whether whoever started the program wants it left alone, as a shell does for background jobs.
  private static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    guard unsafe sigaction(number, nil, &action) == 0 else { return false }
    // The handler is a C pointer; "ignore" is the address 1.
    return unsafe unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
  }
}
