/// The folder of a name, open, and what stood in it when it was listed.
///
///     7.model              the seventh version, or a tombstone in its place
///     5.model.damaged-3f.. the fifth, set aside
///     3f...rows            a part of the version with that identity
///     notes                what belongs to the name
///     3f...new             being written
struct ModelFolder {
  let descriptor: OpenDescriptor
  let disk: Disk

  /// What stands in the folder.
  struct Listing {
    /// Numbers of `N.model`, ascending.
    var versions: [Int] = []
    /// Files that were set aside, by number.
    var damaged: [Int: String] = [:]
    /// Files being written, and what a process that ended left of them.
    var drafts: [String] = []
    /// Parts, by identity.
    var parts: [UInt64: [String]] = [:]

    /// The highest number that is taken; 0 where none is.
    var lastNumber: Int { max(versions.last ?? 0, damaged.keys.max() ?? 0) }

    /// Whether no version was ever put here.
    var isVacant: Bool { lastNumber == 0 }
  }

  static let notesName = "notes"

  static func fileName(_ version: Int) -> String { "\(version).model" }

  static func draftName(_ identity: UInt64) -> String { hexadecimal(identity) + ".new" }

  static func partName(_ identity: UInt64, _ part: String) -> String {
    hexadecimal(identity) + "." + part
  }

  func list() throws(StorageError) -> Listing {
    var listing = Listing()
    for name in try disk.names(in: descriptor) {
      let pieces = name.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
      guard pieces.count >= 2 else { continue }
      if pieces[1] == "model", let version = Int(pieces[0]),
        (1...1 << 53).contains(version), String(version) == pieces[0]
      {
        if pieces.count == 2 {
          listing.versions.append(version)
        } else if pieces[2].hasPrefix("damaged-") {
          listing.damaged[version] = name
        }
      } else if pieces.count == 2, pieces[0].utf8.count == 16,
        let identity = UInt64(pieces[0], radix: 16)
      {
        if pieces[1] == "new" {
          listing.drafts.append(name)
        } else {
          listing.parts[identity, default: []].append(name)
        }
      }
    }
    listing.versions.sort()
    return listing
  }

  /// Writes a file under a name that nobody looks at, down to the disk.
  func write(
    _ form: FileForm, _ content: [UInt8], as name: String
  ) throws(StorageError) {
    let file = try disk.createFile(name, in: descriptor)
    try disk.write(form.head, to: file)
    try disk.write(content, to: file)
    try disk.sync(file)
  }

  /// Reads the head of a file; `nil` where there is no such file.
  func head(of name: String) throws(StorageError) -> FileForm? {
    try open(name)?.form
  }

  /// Reads a whole file and checks it; `nil` where there is no such file.
  func read(_ name: String) throws(StorageError) -> (form: FileForm, content: [UInt8])? {
    guard let (file, form) = try open(name) else { return nil }
    return (form, try ModelFolder.content(of: file, form, disk))
  }

  /// The content behind a head, checked.
  static func content(
    of file: OpenDescriptor, _ form: FileForm, _ disk: Disk
  ) throws(StorageError) -> [UInt8] {
    let content = try disk.read(file, at: form.headByteCount, count: form.byteCount)
    try form.check(content, path: file.path)
    return content
  }

  /// Opens a file and reads its head; `nil` where there is no such file.
  func open(_ name: String) throws(StorageError) -> (file: OpenDescriptor, form: FileForm)? {
    guard let file = try disk.openFile(name, in: descriptor) else { return nil }
    let status = try disk.status(of: file)
    guard status.isRegular else {
      throw .damaged(path: file.path, reason: "it is no regular file")
    }
    let bytes = try disk.read(file, at: 0, count: min(FileForm.headLimit, status.byteCount))
    return (file, try FileForm(bytes, fileByteCount: status.byteCount, path: file.path))
  }

  /// Takes back what a save has made, up to the first that cannot be removed.
  ///
  /// The version's own name comes first, or what is left of it could be seen.
  func remove(_ files: [String]) {
    attempt { () throws(StorageError) in
      for file in files { try disk.remove(file, in: descriptor) }
    }
  }

  /// Removes the parts of a version that is no longer there, as far as that goes.
  func removeParts(of identity: UInt64, _ listing: Listing) {
    for name in listing.parts[identity] ?? [] {
      attempt { () throws(StorageError) in
        try disk.remove(name, in: descriptor)
      }
    }
  }
}

/// Does what may fail without harm: what it leaves is cleared away another time.
func attempt(_ body: () throws(StorageError) -> Void) {
  do throws(StorageError) {
    try body()
  } catch {}
}
