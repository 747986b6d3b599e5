import Dispatch
import Synchronization

extension Workers {
  /// Changes every element in place, several at a time, each by exactly one thread.
  ///
  /// Elements are chunks of the data whose size never depends on the number of threads, and what
  /// comes out of an element depends on nothing but the element; so do the results of the loop.
  /// Each thread has one element of `scratch` for itself: memory to work in, or sums whose order
  /// does not matter because they are whole numbers.
  ///
  /// - Parameters:
  ///   - elements: Changed in place; untouched or half changed where the loop was stopped.
  ///   - scratch: At least one; as many threads run, and never more than ``threadCount``.
  ///   - monitor: Asked before every element; the body may ask more often through its watch.
  ///   - body: Gets the index of the element, the element, the scratch and the watch.
  /// - Returns: `proceed` if all elements were done, else why not.
  public func update<Element: Sendable, Scratch: Sendable>(
    _ elements: inout [Element], scratch: inout [Scratch], monitor: WorkMonitor,
    body: @Sendable (Int, inout Element, inout Scratch, LoopWatch) -> Void
  ) -> WorkMonitor.Verdict {
    precondition(!scratch.isEmpty)
    let watch = LoopWatch(monitor)
    let count = elements.count
    let width = min(threadCount, count, scratch.count)
    guard width > 1 else {
      for index in elements.indices {
        guard watch.mayGoOn() else { break }
        body(index, &elements[index], &scratch[0], watch)
      }
      return watch.verdict
    }

    // No safe way lends different elements of one array to different threads. Here it holds
    // because `next` hands out every index once, and every runner has its own scratch.
    let next = Atomic<Int>(0)
    unsafe elements.withUnsafeMutableBufferPointer { elements in
      unsafe scratch.withUnsafeMutableBufferPointer { scratch in
        nonisolated(unsafe) let elements = unsafe elements
        nonisolated(unsafe) let scratch = unsafe scratch
        DispatchQueue.concurrentPerform(iterations: width) { runner in
          while watch.mayGoOn() {
            let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
            guard index < count else { break }
            unsafe body(index, &elements[index], &scratch[runner], watch)
          }
        }
      }
    }
    return watch.verdict
  }

  /// Changes every element in place, several at a time, each by exactly one thread.
  ///
  /// Like ``update(_:scratch:monitor:body:)`` for loops that need no memory of their own.
  public func update<Element: Sendable>(
    _ elements: inout [Element], monitor: WorkMonitor,
    body: @Sendable (Int, inout Element, LoopWatch) -> Void
  ) -> WorkMonitor.Verdict {
    var scratch = [Int](0..<threadCount)
    return update(&elements, scratch: &scratch, monitor: monitor) { index, element, _, watch in
      body(index, &element, watch)
    }
  }

  /// Makes a value for every index, several at a time; the values come in the order of the indices.
  ///
  /// - Parameters:
  ///   - count: How many values.
  ///   - monitor: Asked before every value.
  ///   - body: Makes the value for an index in `0 ..< count`.
  /// - Returns: The values, nil where the loop was stopped before, and why it ended.
  public func map<Value: Sendable>(
    count: Int, monitor: WorkMonitor, body: @Sendable (Int, LoopWatch) -> Value
  ) -> (values: [Value?], verdict: WorkMonitor.Verdict) {
    var values = [Value?](repeating: nil, count: count)
    let verdict = update(&values, monitor: monitor) { index, value, watch in
      value = body(index, watch)
    }
    return (values, verdict)
  }
}
