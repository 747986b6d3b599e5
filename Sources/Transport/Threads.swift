import Glibc

/// Runs the body on a new thread of its own that nobody joins.
///
/// - Returns: Whether the system had a thread to give.
public func startThread(_ body: @escaping @Sendable () -> Void) -> Bool {
  // Unsafe: a pthread takes one raw pointer; the box is retained here and released there.
  let box = unsafe Unmanaged.passRetained(ThreadBody(body))
  var thread = pthread_t()
  let status = unsafe pthread_create(
    &thread, nil,
    { argument in
      if let argument = unsafe argument {
        unsafe Unmanaged<ThreadBody>.fromOpaque(argument).takeRetainedValue().run()
      }
      return nil
    }, box.toOpaque())
  guard status == 0 else {
    unsafe box.release()
    return false
  }
  pthread_detach(thread)
  return true
}

/// What a new thread runs, in an object so that a pointer can carry it.
private final class ThreadBody: Sendable {
  let run: @Sendable () -> Void

  init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

/// Number of processors this process may use, at least 1.
public func processorCount() -> Int {
  max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
}
