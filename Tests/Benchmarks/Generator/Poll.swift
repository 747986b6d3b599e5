import Epoll
import Glibc

/// Waits for many descriptors at once; all that is unsafe about epoll stands here.
@safe final class Poll {
  private let descriptor: Int32
  private var events: [epoll_event]

  /// - Parameter count: how many descriptors there will be.
  init(count: Int) throws(LoadFault) {
    descriptor = epoll_create1(0)
    unsafe events = [epoll_event](repeating: epoll_event(), count: count)
    guard descriptor >= 0 else { throw LoadFault(call: "epoll_create1") }
  }

  deinit { _ = close(descriptor) }

  /// Begins to watch for what comes, under an index.
  func add(_ watched: Int32, index: Int) throws(LoadFault) {
    try control(EPOLL_CTL_ADD, watched, index, EPOLLIN.rawValue)
  }

  /// Says whether room to send is waited for, too.
  func watch(_ watched: Int32, index: Int, forRoom: Bool) throws(LoadFault) {
    let what = EPOLLIN.rawValue | (forRoom ? EPOLLOUT.rawValue : 0)
    try control(EPOLL_CTL_MOD, watched, index, what)
  }

  /// Waits, then gives each index that is ready and whether there is room to send.
  func wait(_ body: (Int, Bool) throws(LoadFault) -> Void) throws(LoadFault) {
    let ready = unsafe epoll_wait(descriptor, &events, Int32(events.count), 60_000)
    if ready < 0, errno == EINTR { return }
    guard ready > 0 else { throw LoadFault("no answer within 60 seconds") }
    for place in 0..<Int(ready) {
      let event = unsafe events[place]
      try unsafe body(Int(event.data.u64), event.events & EPOLLOUT.rawValue != 0)
    }
  }

  private func control(
    _ operation: Int32, _ watched: Int32, _ index: Int, _ what: UInt32
  ) throws(LoadFault) {
    var event = unsafe epoll_event()
    unsafe event.events = what
    unsafe event.data.u64 = UInt64(index)
    guard unsafe epoll_ctl(descriptor, operation, watched, &event) == 0 else {
      throw LoadFault(call: "epoll_ctl")
    }
  }
}
