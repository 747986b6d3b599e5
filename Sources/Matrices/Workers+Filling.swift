#if canImport(Glibc)
  import Glibc
#endif

extension Workers {
  /// Makes a table of rows, several blocks at a time, each block by exactly one thread.
  ///
  /// Memory is touched for the first time by the thread that writes the block, and asked for in
  /// large pages. (Measured at 1,000,000 × 8: zeroing the table before was a ninth of a fit, nearly
  /// all of it the system's work on 16,000 small pages, by one thread.)
  ///
  /// - Parameters:
  ///   - rowCount: Number of rows.
  ///   - width: Values of a row.
  ///   - blockRowCount: Rows of a block, at least 1.
  ///   - monitor: Asked before every block.
  ///   - body: Gets the rows of a block and the room for their values, which are 0.
  /// - Returns: `rowCount × width` values, row-major, 0 where the loop was stopped before; what the
  ///   body returned of each block that was written, in order; and why the loop ended.
  public func table<Part: Sendable>(
    rowCount: Int, width: Int, blockRowCount: Int, monitor: WorkMonitor,
    body: @Sendable (Range<Int>, inout MutableSpan<Double>) -> Part
  ) -> (values: [Double], parts: [Part], verdict: WorkMonitor.Verdict) {
    precondition(rowCount >= 0 && width >= 0 && blockRowCount >= 1)
    let blockCount = (rowCount + blockRowCount - 1) / blockRowCount
    var parts: [Part?] = []
    var verdict = WorkMonitor.Verdict.proceed
    // As in `update`: blocks do not overlap, and each is handed to one thread. All memory is
    // initialised, whether its block was reached or not.
    let values = unsafe [Double](unsafeUninitializedCapacity: rowCount * width) { buffer, count in
      unsafe adviseLargePages(buffer)
      nonisolated(unsafe) let buffer = unsafe buffer
      @Sendable func part(_ block: Int) -> (Range<Int>, UnsafeMutableBufferPointer<Double>) {
        let rows = block * blockRowCount..<min((block + 1) * blockRowCount, rowCount)
        let part = unsafe UnsafeMutableBufferPointer(
          rebasing: buffer[rows.lowerBound * width..<rows.upperBound * width])
        unsafe part.initialize(repeating: 0)
        return unsafe (rows, part)
      }
      (parts, verdict) = map(count: blockCount, monitor: monitor) { block, _ in
        let (rows, part) = unsafe part(block)
        var span = unsafe part.mutableSpan
        return body(rows, &span)
      }
      for block in parts.indices where parts[block] == nil { _ = unsafe part(block) }
      count = rowCount * width
    }
    return (values, parts.compactMap { $0 }, verdict)
  }
}

/// Asks the system for large pages, where it can give them: a wish, whose failing harms nothing.
private func adviseLargePages(_ buffer: UnsafeMutableBufferPointer<Double>) {
  #if canImport(Glibc)
    let byteCount = buffer.count * MemoryLayout<Double>.stride
    guard byteCount >= 1 << 23, let start = buffer.baseAddress else { return }
    // Whole pages within the buffer.
    let page = 4_096
    let address = Int(bitPattern: start)
    let first = (address + page - 1) & ~(page - 1)
    let end = (address + byteCount) & ~(page - 1)
    // `MADV_HUGEPAGE`, from Linux's mman.h.
    _ = unsafe madvise(UnsafeMutableRawPointer(bitPattern: first), end - first, 14)
  #endif
}
