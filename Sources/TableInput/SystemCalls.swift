import Glibc

// Every call into the C library that takes a pointer, and nothing else: there is no safe way to
// give the kernel a place to write to.

/// What the system says about an open file.
struct FileStatus: Equatable {
  /// The sort of file, the bits of `S_IFMT`.
  let type: UInt32
  let size: Int64
  let linkCount: Int
}

/// Opens a file for reading without waiting, as a pipe or a device would make it.
///
/// - Returns: The descriptor, or the error's number below zero.
func openForReading(_ path: String) -> Int32 {
  while true {
    let descriptor = unsafe open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
    if descriptor >= 0 { return descriptor }
    guard errno == EINTR else { return -errno }
  }
}

/// Takes hold of whatever is at a path, without opening it: nothing happens to it, and it need not
/// be readable.
///
/// - Returns: The descriptor, or the error's number below zero.
func takeHold(of path: String) -> Int32 {
  // O_PATH, which the C library's headers show on request only.
  let onlyHold: Int32 = 0o10_000_000
  while true {
    let descriptor = unsafe open(path, onlyHold | O_CLOEXEC)
    if descriptor >= 0 { return descriptor }
    guard errno == EINTR else { return -errno }
  }
}

/// Whether the user the program runs as may read a file.
func mayRead(_ path: String) -> Bool { unsafe access(path, R_OK) == 0 }

/// The status of an open file, or `nil` where the system refuses.
func status(of descriptor: Int32) -> FileStatus? {
  var record = stat()
  guard unsafe fstat(descriptor, &record) == 0 else { return nil }
  return FileStatus(
    type: record.st_mode & S_IFMT, size: Int64(record.st_size), linkCount: Int(record.st_nlink))
}

/// Reads from a place in a file into part of a buffer.
///
/// - Returns: How many bytes, 0 at the end, or the error's number below zero.
func readBytes(
  _ descriptor: Int32, at offset: Int64, into buffer: inout [UInt8], _ range: Range<Int>
) -> Int {
  precondition(range.lowerBound >= 0 && range.upperBound <= buffer.count)
  return unsafe buffer.withUnsafeMutableBytes { bytes in
    while true {
      let part = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[range])
      let count = unsafe pread(descriptor, part.baseAddress, part.count, off_t(offset))
      if count >= 0 { return count }
      if errno != EINTR { return -Int(errno) }
    }
  }
}

/// Where a symbolic link points, or `nil` where the path is none (or cannot be looked at).
func target(ofLink path: String) -> String? {
  var buffer: [UInt8] = Array(repeating: 0, count: 4096)
  let count = unsafe buffer.withUnsafeMutableBytes { bytes in
    guard let place = bytes.baseAddress else { return 0 }
    return unsafe readlink(path, place, bytes.count)
  }
  guard count > 0, count < buffer.count else { return nil }
  return String(validating: buffer[..<count], as: UTF8.self)
}

/// The folder the process works in.
func workingDirectory() -> String? {
  var buffer: [CChar] = Array(repeating: 0, count: 4096)
  let found = unsafe buffer.withUnsafeMutableBufferPointer { bytes in
    unsafe getcwd(bytes.baseAddress, bytes.count) != nil
  }
  guard found else { return nil }
  let bytes = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
  return String(validating: bytes, as: UTF8.self)
}
