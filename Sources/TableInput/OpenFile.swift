import Glibc
public import Tables

/// A regular file that is open for reading; closed when the last one lets go of it.
///
/// It is read by position, so that the same file can be read a second time or from several places.
public final class OpenFile: Sendable {
  /// The path as the caller spelled it.
  public let path: String

  /// Size in bytes when it was opened.
  public let size: Int64

  private let descriptor: Int32

  /// Opens any file, for the command line, where the person who asks may read what they can read.
  ///
  /// - Throws: ``TableError/unreadableFile(path:reason:)``.
  public static func open(unrestricted path: String) throws(TableError) -> OpenFile {
    let descriptor = path.utf8.contains(0) ? -ENOENT : openForReading(path)
    guard descriptor >= 0 else {
      throw .unreadableFile(path: path, reason: reasonNotOpened(-descriptor))
    }
    return try OpenFile(descriptor: descriptor, path: path)
  }

  /// Takes over a descriptor; what cannot be read as rows is refused here.
  init(descriptor: Int32, path: String) throws(TableError) {
    self.descriptor = descriptor
    self.path = path
    guard let status = status(of: descriptor) else {
      close(descriptor)
      throw .unreadableFile(
        path: path, reason: "vanished while it was opened; check it and try again")
    }
    if let reason = reasonNotRead(status) {
      close(descriptor)
      throw .unreadableFile(path: path, reason: reason)
    }
    size = status.size
  }

  deinit { close(descriptor) }

  /// Fills part of a buffer from a place in the file, as far as the file goes.
  ///
  /// - Returns: The number of bytes; less than asked for only at the end.
  /// - Throws: ``TableError/unreadableFile(path:reason:)`` where the file ends before the size it
  ///   had, or the system fails.
  func read(into buffer: inout [UInt8], _ range: Range<Int>, at offset: Int64) throws(TableError)
    -> Int
  {
    let wanted = Int(min(Int64(range.count), max(0, size - offset)))
    var count = 0
    while count < wanted {
      let part = range.lowerBound + count..<range.lowerBound + wanted
      let got = readBytes(descriptor, at: offset + Int64(count), into: &buffer, part)
      if got == 0 { throw shrunk(to: offset + Int64(count)) }
      guard got > 0 else {
        throw .unreadableFile(
          path: path,
          reason: "cannot be read: \(describe(Int32(-got))); check the disk and try again")
      }
      count += got
    }
    return count
  }

  /// Refuses what was read if the file is not the one it was when it was opened.
  ///
  /// - Throws: ``TableError/unreadableFile(path:reason:)``.
  func checkUnchanged() throws(TableError) {
    guard let now = status(of: descriptor) else { return }
    if now.linkCount == 0 {
      throw .unreadableFile(
        path: path,
        reason: "was removed or replaced while it was read; try again when it is complete")
    }
    if now.size < size { throw shrunk(to: now.size) }
    if now.size > size {
      throw .unreadableFile(
        path: path,
        reason:
          "grew from \(size) to \(now.size) bytes while it was read; try again when it is complete")
    }
  }

  private func shrunk(to newSize: Int64) -> TableError {
    .unreadableFile(
      path: path,
      reason:
        "shrank from \(size) to \(newSize) bytes while it was read; try again when it is complete")
  }
}

/// Why a file of that status holds no rows, or `nil` for a regular file with content.
func reasonNotRead(_ status: FileStatus) -> String? {
  switch status.type {
  case S_IFREG:
    if status.linkCount == 0 { return "vanished while it was opened; check it and try again" }
    return status.size == 0
      ? "is empty; it needs a header line with the names of the columns and a line per row" : nil
  case S_IFDIR: return "is a directory; name a file in it"
  case S_IFIFO: return "is a FIFO (a named pipe); save what comes out of it to a file first"
  case S_IFCHR, S_IFBLK: return "is a device; name a file"
  case S_IFSOCK: return "is a socket; name a file"
  default: return "is no regular file; name a file"
  }
}

/// Why a file inside of the allowed folders could not be opened.
func reasonNotOpened(_ code: Int32) -> String {
  switch code {
  case ENOENT: "is missing; check the name and the folder"
  case ENOTDIR: "is missing: a part of its path is a file; check the name and the folder"
  case EACCES, EPERM: "may not be read by the user the program runs as; change its permissions"
  case ELOOP: "is a symbolic link that leads in a circle; name the file itself"
  case ENXIO, ENODEV: "is a socket or a device; name a file"
  case ENAMETOOLONG: "is missing: its name is too long; check the name"
  case EMFILE, ENFILE: "cannot be opened now: too many files are open; try again later"
  default: "cannot be opened: \(describe(code)); check it and try again"
  }
}

/// The system's words for an error number.
private func describe(_ code: Int32) -> String {
  switch code {
  case EIO: "input/output error"
  case ENOMEM: "out of memory"
  case EISDIR: "it is a directory"
  case ESTALE: "its server no longer has it"
  default: "system error \(code)"
  }
}
