import Glibc

/// The file that tells which port was chosen.
///
/// Unsafe: paths and bytes are lent to the C library for the length of one call.
enum PortFile {
  /// Writes the port and a line end; whoever reads the file sees all of it or none.
  ///
  /// - Returns: nil, or the error number.
  static func write(_ port: UInt16, to path: String) -> Int32? {
    let temporary = "\(path).\(getpid())"
    let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { return errno }
    let text = Array("\(port)\n".utf8)
    let written = unsafe text.withUnsafeBytes {
      unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
    }
    var failure = written == text.count ? nil : errno
    _ = close(descriptor)
    if failure == nil, unsafe rename(temporary, path) != 0 { failure = errno }
    if failure != nil { _ = unsafe unlink(temporary) }
    return failure
  }
}
