import Glibc

/// A shared value that threads can wait for.
///
/// What `Guarded` lacks: a thread sleeps until another has made the value what it waits for. The
/// lock is a pthread mutex, because `Synchronization.Mutex` has no condition variable. Every
/// `with` wakes whoever waits; where nobody does, that is no system call.
@safe
public final class Monitor<Value: Sendable>: Sendable {
  // Unsafe: the three are touched only between lock and unlock below (the pointers themselves
  // never change), which is what the compiler cannot see.
  private nonisolated(unsafe) var value: Value
  private nonisolated(unsafe) let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(
    capacity: 1)
  private nonisolated(unsafe) let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(
    capacity: 1)

  /// Watches over a first value.
  public init(_ value: Value) {
    unsafe self.value = value
    unsafe pthread_mutex_init(mutex, nil)
    // Waits are measured on the clock that nobody sets.
    var attributes = pthread_condattr_t()
    unsafe pthread_condattr_init(&attributes)
    unsafe pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    unsafe pthread_cond_init(changed, &attributes)
    unsafe pthread_condattr_destroy(&attributes)
  }

  deinit {
    unsafe pthread_cond_destroy(changed)
    unsafe pthread_mutex_destroy(mutex)
    unsafe changed.deallocate()
    unsafe mutex.deallocate()
  }

  /// Runs the body while no other thread sees the value, then wakes those who wait.
  public func with<Result, Failure: Error>(
    _ body: (inout Value) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    unsafe pthread_mutex_lock(mutex)
    defer {
      unsafe pthread_cond_broadcast(changed)
      unsafe pthread_mutex_unlock(mutex)
    }
    return unsafe try body(&value)
  }

  /// Sleeps until the body gives a result; nil where it has not within the time.
  ///
  /// - Parameters:
  ///   - milliseconds: How long to wait at most; nil waits for ever.
  ///   - body: Looks at the value, now and after each change; nil waits on.
  public func wait<Result>(
    atMost milliseconds: Int? = nil, until body: (inout Value) -> Result?
  ) -> Result? {
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe pthread_mutex_unlock(mutex) }
    // Mostly there is nothing to wait for, and then nobody asks what time it is.
    if let result = unsafe body(&value) {
      unsafe pthread_cond_broadcast(changed)
      return result
    }
    var deadline = timespec()
    if let milliseconds {
      unsafe clock_gettime(CLOCK_MONOTONIC, &deadline)
      let nanoseconds = deadline.tv_nsec + (milliseconds % 1000) * 1_000_000
      deadline.tv_sec += milliseconds / 1000 + nanoseconds / 1_000_000_000
      deadline.tv_nsec = nanoseconds % 1_000_000_000
    }
    while true {
      if milliseconds == nil {
        unsafe pthread_cond_wait(changed, mutex)
      } else if unsafe pthread_cond_timedwait(changed, mutex, &deadline) == ETIMEDOUT {
        return unsafe body(&value)
      }
      if let result = unsafe body(&value) {
        // The body may have taken something that another waits to see gone.
        unsafe pthread_cond_broadcast(changed)
        return result
      }
    }
  }
}
