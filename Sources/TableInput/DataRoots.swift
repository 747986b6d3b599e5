import Glibc
public import Tables

/// The folders below which files may be read.
///
/// A file is opened first and its real place looked up from the descriptor afterwards, so that
/// nothing can be swapped in between. Outside is always "not allowed", whether something is there
/// or not.
public struct DataRoots: Sendable {
  /// The folders as they were given.
  public let roots: [String]

  /// No folder, or these; relative ones are below the folder the process works in.
  public init(_ roots: [String]) { self.roots = roots }

  /// Opens a file; a relative path is looked for below each folder in turn.
  ///
  /// - Throws: ``TableError/pathNotAllowed(path:roots:)``, or
  ///   ``TableError/unreadableFile(path:reason:)`` for what lies inside and cannot be read.
  public func open(_ path: String) throws(TableError) -> OpenFile {
    // The system would read the part before a NUL only.
    guard !path.utf8.contains(0) else { throw notAllowed(path) }
    let places = roots.map { realPlace(of: absolute($0)) }
    if path.hasPrefix("/") { return try open(path, as: path, below: places) }
    var missing: TableError?
    for place in places {
      do throws(TableError) {
        return try open(place + "/" + path, as: path, below: places)
      } catch .unreadableFile(let path, let reason) where reason == reasonNotOpened(ENOENT) {
        missing = .unreadableFile(path: path, reason: reason)
      } catch { throw error }
    }
    throw missing ?? notAllowed(path)
  }

  private func open(
    _ full: String, as path: String, below places: [String]
  ) throws(TableError) -> OpenFile {
    let descriptor = openForReading(full)
    guard descriptor >= 0 else {
      guard isInside(realPlace(of: full), places) else { throw notAllowed(path) }
      throw .unreadableFile(path: path, reason: reasonNotOpened(-descriptor))
    }
    guard let place = target(ofLink: "/proc/self/fd/\(descriptor)"),
      isInside(withoutDeletedMark(place, descriptor), places)
    else {
      close(descriptor)
      throw notAllowed(path)
    }
    return try OpenFile(descriptor: descriptor, path: path)
  }

  /// The system writes ` (deleted)` behind the name of a file that vanished meanwhile.
  private func withoutDeletedMark(_ place: String, _ descriptor: Int32) -> String {
    let mark = " (deleted)"
    guard place.hasSuffix(mark), status(of: descriptor)?.linkCount == 0 else { return place }
    return String(place.dropLast(mark.count))
  }

  private func isInside(_ place: String, _ places: [String]) -> Bool {
    places.contains { $0 == "/" || place == $0 || place.hasPrefix($0 + "/") }
  }

  private func notAllowed(_ path: String) -> TableError {
    .pathNotAllowed(path: path, roots: roots)
  }
}

/// A path from the root of the file system.
private func absolute(_ path: String) -> String {
  path.hasPrefix("/") ? path : (workingDirectory() ?? "") + "/" + path
}

/// Where a path leads after its links and `..`, whether something is there or not.
///
/// What is missing, or may not be looked at, stays as it is spelled: then nothing is opened there
/// either, and only inside or outside is asked.
func realPlace(of path: String) -> String {
  var done: [Substring] = []
  var rest = Array(path.split(separator: "/").reversed())
  var linkCount = 0
  while let part = rest.popLast() {
    if part == "." { continue }
    if part == ".." {
      _ = done.popLast()
      continue
    }
    let here = "/" + (done + [part]).joined(separator: "/")
    // The kernel gives up after forty links as well.
    guard linkCount < 40, let target = target(ofLink: here) else {
      done.append(part)
      continue
    }
    linkCount += 1
    if target.hasPrefix("/") { done = [] }
    rest.append(contentsOf: target.split(separator: "/").reversed())
  }
  return "/" + done.joined(separator: "/")
}
