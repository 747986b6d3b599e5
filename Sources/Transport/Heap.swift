import Glibc

/// What the program asks of the C library's heap, all on platforms that have it.
public enum Heap {
  /// Lets the library keep no more heaps than there are processors; once, before threads are made.
  ///
  /// It makes up to eight for each, one for every thread that meets another in its own. Each keeps
  /// what the largest requests left in it: after 256 connections 70 MiB instead of 16.
  public static func limitArenas() {
    guard let symbol = unsafe dlsym(nil, "mallopt") else { return }
    typealias Option = @convention(c) (Int32, Int32) -> Int32
    // `M_ARENA_MAX`, from glibc's malloc.h.
    _ = unsafe unsafeBitCast(symbol, to: Option.self)(-8, Int32(clamping: max(2, processorCount())))
  }

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
