#if THREAD_SANITIZER
  import Glibc
#else
  import Synchronization
#endif

/// A value that threads share: every look at it holds its lock.
///
/// The lock is `Synchronization.Mutex`. The thread sanitizer does not see that one and reports
/// races that are none, so a build with `-D THREAD_SANITIZER` uses a pthread mutex. The compiler
/// cannot see that the lock guards the value, hence `@unchecked`: nothing reaches it but ``with(_:)``.
@safe
public final class Guarded<Value: Sendable>: @unchecked Sendable {
  #if THREAD_SANITIZER
    private var value: Value
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)

    /// Guards a first value.
    public init(_ value: Value) {
      self.value = value
      unsafe pthread_mutex_init(mutex, nil)
    }

    deinit {
      unsafe pthread_mutex_destroy(mutex)
      unsafe mutex.deallocate()
    }

    /// Runs the body while no other thread sees the value; never wait in it.
    public func with<Result: Sendable, Failure: Error>(
      _ body: (inout Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
      unsafe pthread_mutex_lock(mutex)
      defer { unsafe pthread_mutex_unlock(mutex) }
      return try body(&value)
    }
  #else
    private let mutex: Mutex<Value>

    /// Guards a first value.
    public init(_ value: Value) { mutex = Mutex(value) }

    /// Runs the body while no other thread sees the value; never wait in it.
    public func with<Result: Sendable, Failure: Error>(
      _ body: (inout Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
      try mutex.withLock { value throws(Failure) in try body(&value) }
    }
  #endif
}
