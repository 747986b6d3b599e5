import Glibc

/// What the program asks of the C library's heap, all on platforms that have it.
public enum Heap {
  /// Bytes of freed memory that the library may keep at the end of each of its heaps.
  private static let keptBytes = 64 << 20

  /// Its heaps, which threads share: as many as there are processors.
  private static let arenaCount = max(2, processorCount())

  /// Lets the library keep no more heaps than there are processors; once, before threads are made.
  ///
  /// It makes up to eight for each, one for every thread that meets another in its own. Each keeps
  /// what the largest requests left in it: after 256 connections 70 MiB instead of 16.
  public static func limitArenas() { setOption(arenaMaximum, arenaCount) }

  /// Lets the library keep what it was given back until ``trim()``; once, before threads are made.
  ///
  /// Else every large message takes its pages from the system anew, which clears them: 60 % of the
  /// time of an `assign` of 8 MB in base64, 20 % of one in rows.
  public static func keepFreed() {
    setOption(mapThreshold, 32 << 20)  // the most there is
    setOption(trimThreshold, keptBytes)
  }

  /// Gives freed memory back to the system; takes milliseconds per gigabyte.
  ///
  /// The library keeps freed memory for the next allocation of the thread that made it: after a
  /// burst of large requests that can be hundreds of megabytes that nothing uses.
  public static func trim() {
    // `malloc_trim` leaves the end of every heap but the first as it is; that is given back where
    // something large is freed.
    setOption(trimThreshold, 128 << 10)
    for block in blockOfEachArena() { unsafe free(UnsafeMutableRawPointer(bitPattern: block)) }
    setOption(trimThreshold, keptBytes)
    // Glibc's header is not in the module; the symbol is asked for by name, as other C libraries
    // have none.
    guard let symbol = unsafe dlsym(nil, "malloc_trim") else { return }
    typealias Trim = @convention(c) (Int) -> Int32
    _ = unsafe unsafeBitCast(symbol, to: Trim.self)(0)
  }

  /// Addresses of large blocks, one or more in every heap.
  ///
  /// A thread is given a heap that no other has, else the next in turn: so twice as many threads
  /// as there are heaps, alive at once, have met them all.
  private static func blockOfEachArena() -> [UInt] {
    let blocks = Monitor<[UInt]>([])
    let wanted = 2 * arenaCount
    var threadCount = 0
    for _ in 0..<wanted {
      let isStarted = startThread {
        let block = UInt(bitPattern: unsafe malloc(128 << 10))
        blocks.with { $0.append(block) }
        // Where the system has no thread to give there are fewer.
        _ = blocks.wait(atMost: 1_000) { $0.count >= wanted ? true : nil }
      }
      if isStarted { threadCount += 1 }
    }
    return blocks.wait { $0.count >= threadCount ? $0 : nil } ?? []
  }

  // Names of options in glibc's malloc.h.
  private static let arenaMaximum: Int32 = -8
  private static let mapThreshold: Int32 = -3
  private static let trimThreshold: Int32 = -1

  private static func setOption(_ name: Int32, _ value: Int) {
    guard let symbol = unsafe dlsym(nil, "mallopt") else { return }
    typealias Option = @convention(c) (Int32, Int32) -> Int32
    _ = unsafe unsafeBitCast(symbol, to: Option.self)(name, Int32(clamping: value))
  }
}
