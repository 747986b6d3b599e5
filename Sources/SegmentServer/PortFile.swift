import Glibc

/// The file that tells which port was chosen.
///
/// Unsafe: paths and bytes are lent to the C library for the length of one call.
struct PortFile {
  let path: String
  let port: UInt16

  private var text: [UInt8] { Array("\(port)\n".utf8) }

  /// Writes the port and a line end; whoever reads the file sees all of it or none.
  ///
  /// - Returns: nil, or the error number.
  func write() -> Int32? {
    let temporary = "\(path).\(getpid())"
    let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { return errno }
    let written = unsafe text.withUnsafeBytes {
      unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
    }
    var failure = written == text.count ? nil : errno
    _ = close(descriptor)
    if failure == nil, unsafe rename(temporary, path) != 0 { failure = errno }
    if failure != nil { _ = unsafe unlink(temporary) }
    return failure
  }

  /// Removes the file, if it still tells this port: another daemon may have written its own.
  func remove() {
    let descriptor = unsafe open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    defer { _ = close(descriptor) }
    var found = [UInt8](repeating: 0, count: text.count + 1)
    let count = unsafe found.withUnsafeMutableBytes {
      unsafe read(descriptor, $0.baseAddress, $0.count)
    }
    if count == text.count, Array(found.prefix(count)) == text { _ = unsafe unlink(path) }
  }
}
