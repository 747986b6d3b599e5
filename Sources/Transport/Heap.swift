import Glibc

/// What the program asks of the C library's heap, all on platforms that have it.
public enum Heap {
  /// Lets the library keep no more heaps than there are processors; once, before threads are made.
  ///
  /// It makes up to eight for each, one for every thread that meets another in its own. Each keeps
  /// what the largest requests left in it: after 256 connections 70 MiB instead of 16.
  public static func limitArenas() {
    // `M_ARENA_MAX`, from glibc's malloc.h.
    setOption(-8, max(2, processorCount()))
  }

  /// Lets the library keep what it was given back until ``trim()``; once, before threads are made.
  ///
  /// Else every large message takes its pages from the system anew, which clears them: 60 % of the
  /// time of an `assign` of 8 MB in base64, 20 % of one in rows.
  public static func keepFreed() {
    // `M_MMAP_THRESHOLD`, the most there is, and `M_TRIM_THRESHOLD`.
    setOption(-3, 32 << 20)
    setOption(-1, 64 << 20)
  }

  private static func setOption(_ name: Int32, _ value: Int) {
    guard let symbol = unsafe dlsym(nil, "mallopt") else { return }
    typealias Option = @convention(c) (Int32, Int32) -> Int32
    _ = unsafe unsafeBitCast(symbol, to: Option.self)(name, Int32(clamping: value))
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
