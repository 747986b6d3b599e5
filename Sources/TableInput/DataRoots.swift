import Glibc
public import Tables

/// The folders below which files may be read.
///
/// A file is taken hold of first, without opening it for reading, and its real place looked up from
/// that hold; then that very file is opened, so that nothing can be swapped in between. Outside is
/// always "not allowed", whether something is there or not, and what lies there is never opened: to
/// open a device or a FIFO does something already.
public struct DataRoots: Sendable {
  /// The folders as they were given.
  public let roots: [String]

  /// Bytes of a path that the system takes, with the NUL behind it.
  private static let pathLimit = 4_096

  /// No folder, or these; relative ones are below the folder the process works in.
  public init(_ roots: [String]) { self.roots = roots }

  /// Opens a file; a relative path is looked for below each folder in turn.
  ///
  /// - Throws: ``TableError/pathNotAllowed(path:roots:)``, or
  ///   ``TableError/unreadableFile(path:reason:)`` for what lies inside and cannot be read.
  public func open(_ path: String) throws(TableError) -> OpenFile {
    // The system would read the part before a NUL only, and no file has a longer path.
    guard !path.utf8.contains(0), path.utf8.count < Self.pathLimit else {
      throw notAllowed(path.utf8.count < Self.pathLimit ? path : String(path.prefix(64)) + "…")
    }
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
    // The same steps whether something is there or not, before anything is touched. What is taken
    // hold of is what was judged: a link that is changed meanwhile must not tell, by an error, what
    // is outside.
    let real = realPlace(of: full)
    guard isInside(real, places) else { throw notAllowed(path) }
    let hold = takeHold(of: real)
    guard hold >= 0 else {
      throw .unreadableFile(path: path, reason: reasonNotOpened(-hold))
    }
    defer { close(hold) }
    let door = "/proc/self/fd/\(hold)"
    guard let place = target(ofLink: door) else {
      // A program that has changed its user is not told where its files are; nothing is opened then.
      throw mayRead(real)
        ? notAllowed(path) : .unreadableFile(path: path, reason: reasonNotOpened(EACCES))
    }
    // A folder may have become a link since.
    guard isInside(withoutDeletedMark(place, hold), places) else { throw notAllowed(path) }
    if let status = status(of: hold), let reason = reasonNotRead(status) {
      throw .unreadableFile(path: path, reason: reason)
    }
    let descriptor = openForReading(door)
    guard descriptor >= 0 else {
      throw .unreadableFile(path: path, reason: reasonNotOpened(-descriptor))
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
