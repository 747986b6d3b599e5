import Glibc

/// Every call into the system, each of which a test can make fail.
struct Disk: Sendable {
  /// A call that is about to be made.
  struct Step: Equatable, Sendable {
    /// What is done, in a word that an error can show: `write`, `link`.
    let call: String
    let path: String
  }

  /// Asked before every call: a number of an error makes the call fail with it, unmade.
  var interference: (@Sendable (Step) -> Int32?)?

  /// Makes a call that gives -1 and sets `errno` where it fails; again where a signal broke it off.
  @discardableResult
  func run(
    _ call: String, _ path: String, _ body: () -> Int32
  ) throws(StorageError) -> Int32 {
    if let errno = interference?(Step(call: call, path: path)) {
      throw .failed(call: call, path: path, errno: errno)
    }
    while true {
      let result = body()
      if result >= 0 { return result }
      guard errno == EINTR else { throw .failed(call: call, path: path, errno: errno) }
    }
  }

  /// Opens a folder by its path.
  func openFolder(_ path: String) throws(StorageError) -> OpenDescriptor {
    let number = try run("open", path) {
      unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    }
    return OpenDescriptor(number, path: path)
  }

  /// Opens a folder in a folder; `nil` where there is none.
  func openFolder(
    _ name: String, in folder: OpenDescriptor
  ) throws(StorageError) -> OpenDescriptor? {
    let path = folder.path(of: name)
    do throws(StorageError) {
      let number = try run("open", path) {
        unsafe openat(folder.number, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
      }
      return OpenDescriptor(number, path: path)
    } catch {
      if error.isAbsence { return nil }
      throw error
    }
  }

  /// Opens a regular file for reading, without waiting; `nil` where there is none.
  func openFile(
    _ name: String, in folder: OpenDescriptor
  ) throws(StorageError) -> OpenDescriptor? {
    let path = folder.path(of: name)
    do throws(StorageError) {
      let number = try run("open", path) {
        unsafe openat(folder.number, name, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC)
      }
      return OpenDescriptor(number, path: path)
    } catch {
      // It holds the name all the same.
      if case .failed(_, _, ELOOP) = error {
        throw .damaged(path: path, reason: "it is a symbolic link")
      }
      if error.isAbsence { return nil }
      throw error
    }
  }

  /// Makes a file that is not there yet and gives it to its owner alone.
  func createFile(
    _ name: String, in folder: OpenDescriptor
  ) throws(StorageError) -> OpenDescriptor {
    let path = folder.path(of: name)
    let number = try run("create", path) {
      unsafe openat(
        folder.number, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    }
    return OpenDescriptor(number, path: path)
  }

  /// Makes a folder for its owner alone; says whether it was not there before.
  @discardableResult
  func makeFolder(_ name: String, in folder: OpenDescriptor) throws(StorageError) -> Bool {
    do throws(StorageError) {
      try run("make", folder.path(of: name)) { unsafe mkdirat(folder.number, name, 0o700) }
      return true
    } catch {
      if case .failed(_, _, EEXIST) = error { return false }
      throw error
    }
  }

  /// Writes all bytes.
  func write(_ bytes: [UInt8], to file: OpenDescriptor) throws(StorageError) {
    var offset = 0
    while offset < bytes.count {
      offset += Int(
        try run("write", file.path) {
          unsafe bytes.withUnsafeBytes { buffer in
            let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[offset...].prefix(1 << 30))
            return Int32(unsafe Glibc.write(file.number, rest.baseAddress, rest.count))
          }
        })
    }
  }

  /// Reads from a place in a file, as many bytes as wanted and there.
  func read(
    _ file: OpenDescriptor, at place: Int, count: Int
  ) throws(StorageError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var have = 0
    while have < count {
      let got = try run("read", file.path) {
        unsafe bytes.withUnsafeMutableBytes { buffer in
          let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[have...].prefix(1 << 30))
          return Int32(
            unsafe pread(file.number, rest.baseAddress, rest.count, off_t(place + have)))
        }
      }
      if got == 0 { break }
      have += Int(got)
    }
    bytes.removeLast(count - have)
    return bytes
  }

  /// Waits until everything that was written to a file, or every name in a folder, is on the disk.
  func sync(_ file: OpenDescriptor) throws(StorageError) {
    try run("sync", file.path) { fsync(file.number) }
  }

  /// Gives a file a second name; fails with `EEXIST` where that name is taken.
  func link(
    _ name: String, _ second: String, in folder: OpenDescriptor
  ) throws(StorageError) {
    try run("link", folder.path(of: second)) {
      unsafe linkat(folder.number, name, folder.number, second, 0)
    }
  }

  /// Gives a file or folder another name, in place of what has it.
  func rename(
    _ name: String, _ other: String, in folder: OpenDescriptor
  ) throws(StorageError) {
    try run("rename", folder.path(of: other)) {
      unsafe renameat(folder.number, name, folder.number, other)
    }
  }

  /// Takes a file's name away; it may be gone already.
  func remove(
    _ name: String, in folder: OpenDescriptor, isFolder: Bool = false
  ) throws(StorageError) {
    do throws(StorageError) {
      try run("remove", folder.path(of: name)) {
        unsafe unlinkat(folder.number, name, isFolder ? AT_REMOVEDIR : 0)
      }
    } catch {
      guard error.isAbsence else { throw error }
    }
  }

  /// What the system knows of an open file.
  func status(of file: OpenDescriptor) throws(StorageError) -> FileStatus {
    var record = stat()
    try run("look at", file.path) { unsafe fstat(file.number, &record) }
    return FileStatus(record)
  }

  /// What the system knows of a name in a folder; `nil` where there is none.
  func status(
    of name: String, in folder: OpenDescriptor
  ) throws(StorageError) -> FileStatus? {
    var record = stat()
    do throws(StorageError) {
      try run("look at", folder.path(of: name)) {
        unsafe fstatat(folder.number, name, &record, AT_SYMLINK_NOFOLLOW)
      }
      return FileStatus(record)
    } catch {
      if error.isAbsence { return nil }
      throw error
    }
  }

  /// The names in a folder, without `.` and `..`, in no order.
  func names(in folder: OpenDescriptor) throws(StorageError) -> [String] {
    // A descriptor of its own: reading a folder moves the place in it.
    let copy = try run("list", folder.path) {
      unsafe openat(folder.number, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    }
    guard let stream = unsafe fdopendir(copy) else {
      let number = errno
      close(copy)
      throw .failed(call: "list", path: folder.path, errno: number)
    }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while true {
      errno = 0
      guard let entry = unsafe readdir(stream) else {
        guard errno == 0 else { throw .failed(call: "list", path: folder.path, errno: errno) }
        return names
      }
      let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        unsafe String(validating: Array(bytes.prefix { $0 != 0 }), as: UTF8.self)
      }
      // What is no UTF-8 was not named here.
      if let name, name != ".", name != ".." { names.append(name) }
    }
  }

  /// Waits for a lock on a folder, or with `waits: false` asks for it.
  ///
  /// Locks go with the open folder: they end when it is closed, however that comes about.
  ///
  /// - Returns: Whether the lock is held; a file system without locks gives none.
  func lock(
    _ folder: OpenDescriptor, isShared: Bool, waits: Bool = true
  ) throws(StorageError) -> Bool {
    do throws(StorageError) {
      try run("lock", folder.path) {
        flock(folder.number, (isShared ? LOCK_SH : LOCK_EX) | (waits ? 0 : LOCK_NB))
      }
      return true
    } catch {
      guard case .failed(_, _, let number) = error,
        [EWOULDBLOCK, ENOLCK, ENOTSUP, EINVAL, ENOSYS].contains(number)
      else { throw error }
      return false
    }
  }
}

/// What the system knows of a file.
struct FileStatus: Equatable {
  let device: UInt64
  let inode: UInt64
  let isFolder: Bool
  let isRegular: Bool
  let byteCount: Int
  /// When it, or the names in it, last changed, in nanoseconds since 1970.
  let changed: Int64

  init(_ record: stat) {
    device = UInt64(record.st_dev)
    inode = UInt64(record.st_ino)
    isFolder = record.st_mode & S_IFMT == S_IFDIR
    isRegular = record.st_mode & S_IFMT == S_IFREG
    byteCount = Int(record.st_size)
    changed = Int64(record.st_ctim.tv_sec) * 1_000_000_000 + Int64(record.st_ctim.tv_nsec)
  }
}

extension StorageError {
  /// Whether what was asked for is not there.
  var isAbsence: Bool {
    guard case .failed(_, _, let number) = self else { return false }
    return number == ENOENT || number == ENOTDIR || number == ELOOP
  }
}
