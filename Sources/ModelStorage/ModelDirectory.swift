import Glibc

/// A directory in which named versions of bytes outlive the process.
///
///     let directory = try ModelDirectory("/var/lib/segmentd")
///     let draft = ModelDirectory.Draft(document: bytes)
///     let version = try directory.save(draft, as: "vip", after: nil)     // durable from here on
///
/// What a call reports as done is on the disk, whatever happens next; what it did not report is there
/// wholly or not at all. Several processes may work on one directory: a number is taken by
/// `link(2)`, which fails where another has it, and everything else that is changed in the folder of
/// a name is changed under a lock that ends with its process. Whoever reads takes no lock.
public final class ModelDirectory: Sendable {
  /// The directory as it was named.
  public let path: String

  let root: OpenDescriptor
  let disk: Disk

  /// Opens a directory, made with all that leads to it (0700) where it is not there.
  ///
  /// One that cannot be written to is opened all the same: what it holds can be read.
  ///
  /// - Throws: ``StorageError`` where it cannot be made or is no directory.
  public convenience init(_ path: String) throws(StorageError) {
    try self.init(path, disk: Disk())
  }

  /// Opens a directory on a disk that fails, for tests.
  ///
  /// - Parameter failing: Asked before every call into the system, which it gets in one word such as
  ///   `write`, `sync`, `link` or `rename`; a number of an error makes the call fail with it, unmade.
  public convenience init(
    _ path: String, failing: @escaping @Sendable (_ call: String) -> Int32?
  ) throws(StorageError) {
    try self.init(path, disk: Disk(interference: { failing($0.call) }))
  }

  init(_ path: String, disk: Disk) throws(StorageError) {
    self.path = path
    self.disk = disk
    do throws(StorageError) {
      try ModelDirectory.make(path, disk)
      root = try disk.openFolder(path)
    } catch {
      guard case .failed(_, _, let number) = error, number == ENOTDIR || number == EEXIST else {
        throw error
      }
      throw .notADirectory(path: path)
    }
  }

  /// Makes a directory and those above it, as far as they are not there.
  private static func make(_ path: String, _ disk: Disk) throws(StorageError) {
    var record = stat()
    if unsafe stat(path, &record) == 0 { return }
    var end = path.utf8.startIndex
    while end < path.utf8.endIndex {
      let next = path.utf8.index(after: end)
      end = path.utf8[next...].firstIndex(of: UInt8(ascii: "/")) ?? path.utf8.endIndex
      let ancestor = String(path[..<end])
      do throws(StorageError) {
        try disk.run("make", ancestor) { unsafe mkdir(ancestor, 0o700) }
        // Whoever starts us may have a umask that takes rights even from the owner.
        _ = unsafe chmod(ancestor, 0o700)
      } catch {
        // One that is there may stand where nothing can be made.
        guard unsafe stat(ancestor, &record) == 0 else { throw error }
        continue
      }
      let parent = ancestor.lastIndex(of: "/").map { String(ancestor[..<$0]) } ?? "."
      try disk.sync(try disk.openFolder(parent.isEmpty ? "/" : parent))
    }
  }

  /// The newest thing under a name: what a save must come right after.
  public struct Tip: Equatable, Sendable {
    /// Its number.
    public let number: Int
    let identity: UInt64
  }

  /// A version's bytes, to be saved.
  public struct Draft: Sendable {
    /// What every reader of the version needs.
    public var document: [UInt8]
    /// More of it, each under a name of at most 16 bytes and read on its own.
    public var parts: [(name: String, content: [UInt8])]
    /// A number that a later version, and whoever meets the version damaged or deleted, can go by.
    public var mark: UInt64

    /// Keeps what is given.
    public init(
      document: [UInt8], parts: [(name: String, content: [UInt8])] = [], mark: UInt64 = 0
    ) {
      self.document = document
      self.parts = parts
      self.mark = mark
    }
  }

  /// What has a number under a name.
  public struct Version: Equatable, Sendable {
    /// Its number.
    public let number: Int
    /// What there is of it.
    public let state: State
    /// The mark it was saved with; 0 where it is too damaged to tell.
    public let mark: UInt64
    /// Bytes of its document.
    public let byteCount: Int
    let identity: UInt64
    let parts: [FileForm.Part]

    /// What there is of a version.
    public enum State: Equatable, Sendable {
      /// All of it.
      case whole
      /// Its number alone, which nothing else gets.
      case deleted
      /// A file that was changed or cut.
      case damaged(StorageError)
    }

    /// The version as the newest thing under its name.
    public var tip: Tip { Tip(number: number, identity: identity) }

    /// Whether both are the same version, which may have lost parts in between.
    public func isSame(as other: Version) -> Bool {
      tip == other.tip && state == other.state
    }

    /// Bytes of a part as it was saved; `nil` where the version has none of that name any more.
    public func byteCount(ofPart name: String) -> Int? {
      parts.first { $0.name == name }?.byteCount
    }
  }

  /// All that is kept under a name.
  public struct Content: Equatable, Sendable {
    /// Every number that is taken and was not left behind, ascending.
    public let versions: [Version]
    /// What belongs to the name.
    public let notes: [UInt8]?
    /// Why the notes cannot be read, where they were damaged.
    public let notesDamage: StorageError?

    /// The newest thing; `nil` where there is none.
    public var tip: Tip? {
      versions.last?.tip
    }

    /// The highest mark of all.
    public var mark: UInt64 { versions.map(\.mark).max() ?? 0 }
  }

  /// When a folder was last seen to change: what has the same stamp has the same content.
  public struct Stamp: Equatable, Sendable {
    let device: UInt64
    let inode: UInt64
    let changed: Int64
  }

  /// The folder of folders; `nil` where nothing was ever kept.
  func models() throws(StorageError) -> OpenDescriptor? {
    try disk.openFolder("models", in: root)
  }

  /// The folder of folders, made where it is not there.
  func makeModels() throws(StorageError) -> OpenDescriptor {
    if let models = try models() { return models }
    try disk.makeFolder("models", in: root)
    try disk.sync(root)
    guard let models = try models() else {
      throw .failed(call: "open", path: root.path(of: "models"), errno: ENOENT)
    }
    return models
  }

  /// Opens the folder of a name and holds its lock; `nil` where there is none.
  ///
  /// Saves share the lock; whatever takes something away has it alone, so that no save is caught
  /// half way in a folder that is renamed or deleted.
  func lockedFolder(
    of name: String, in models: OpenDescriptor, isShared: Bool, isMade: Bool = false
  ) throws(StorageError) -> ModelFolder? {
    let folderName = FolderName.of(name)
    for _ in 0..<1_000 {
      if isMade { try disk.makeFolder(folderName, in: models) }
      guard let descriptor = try disk.openFolder(folderName, in: models) else {
        if isMade { continue }
        return nil
      }
      _ = try disk.lock(descriptor, isShared: isShared)
      // While it waited the folder may have been renamed or deleted.
      let there = try disk.status(of: folderName, in: models)
      let held = try disk.status(of: descriptor)
      if there?.inode == held.inode {
        return ModelFolder(descriptor: descriptor, disk: disk)
      }
    }
    throw .failed(call: "lock", path: models.path(of: folderName), errno: EAGAIN)
  }

  /// A number that no other version has.
  static func newIdentity() -> UInt64 { UInt64.random(in: 1...UInt64.max) }
}
