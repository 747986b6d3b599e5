import Glibc

/// What the program asks of the C library's heap, all on platforms that have it.
public enum Heap {
  /// Gives freed memory back to the system; takes milliseconds per gigabyte.
  ///
  /// The library keeps freed memory for the next allocation of the thread that made it: after a
  /// burst of large requests that can be hundreds of megabytes that nothing uses.
  public static func trim() {
    // Glibc's header is not in the module; the symbol is asked for by name, as other C libraries
    // have none.
    guard let symbol = unsafe dlsym(nil, "malloc_trim") else { return }
    typealias Trim = @convention(c) (Int) -> Int32
    _ = unsafe unsafeBitCast(symbol, to: Trim.self)(0)
  }
}
