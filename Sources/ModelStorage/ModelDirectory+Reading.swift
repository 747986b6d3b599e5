import Glibc

extension ModelDirectory {
  /// What a look at a name came to.
  public enum Look: Sendable {
    /// Nothing is kept under it.
    case absent
    /// It is as it was at that stamp.
    case unchanged
    /// What there is, and the stamp to look with next time; `nil` where it may change without another
    /// stamp.
    case found(Content, Stamp?)
  }

  /// Every name that has a folder, in no order; a name without a version may be among them.
  public func names() throws(StorageError) -> [String] {
    guard let models = try models() else { return [] }
    var names: [String] = []
    for folder in try disk.names(in: models) where !folder.hasPrefix(".") {
      if FolderName.isHashed(folder) {
        if let name = try hashedName(folder, in: models) { names.append(name) }
      } else if let name = FolderName.name(of: folder) {
        names.append(name)
      }
    }
    return names
  }

  /// Looks at a name; one call to the system where nothing has changed.
  ///
  /// A version that another process, or another thread, has just named may not be on the disk yet:
  /// where the newest thing is not the one that is known, the names are synced before they are
  /// told, so that nobody is shown what a failing machine would take back.
  ///
  /// - Parameter stamp: What an earlier look gave.
  /// - Parameter tip: The newest thing that is known.
  /// - Parameter isThorough: Whether documents are read whole, so that every damage is found; for
  ///   the start, at which names are old and not synced.
  public func look(
    at name: String, since stamp: Stamp? = nil, knowing tip: Tip? = nil, isThorough: Bool = false
  ) throws(StorageError) -> Look {
    guard let models = try models() else { return .absent }
    let folderName = FolderName.of(name)
    guard let status = try disk.status(of: folderName, in: models), status.isFolder else {
      return .absent
    }
    let now = Stamp(device: status.device, inode: status.inode, changed: status.changed)
    if now == stamp { return .unchanged }
    guard let descriptor = try disk.openFolder(folderName, in: models) else { return .absent }
    let folder = ModelFolder(descriptor: descriptor, disk: disk)
    guard let content = try content(of: folder, isThorough: isThorough) else { return .absent }
    if !isThorough, content.tip != tip {
      try disk.sync(descriptor)
      try disk.sync(models)
    }
    return .found(content, isSettled(now) ? now : nil)
  }

  /// The document of a version, checked; `nil` where the version is not there any more.
  public func document(of version: Version, under name: String) throws(StorageError) -> [UInt8]? {
    guard let folder = try folder(of: name),
      let (form, content) = try folder.read(ModelFolder.fileName(version.number)),
      form.identity == version.identity, form.kind == .version
    else { return nil }
    return content
  }

  /// A part of a version, open; it can be read also when the version is gone.
  ///
  /// - Returns: `nil` where the version has no such part, or it is gone.
  public func part(
    _ part: String, of version: Version, under name: String
  ) throws(StorageError) -> OpenPart? {
    guard let known = version.parts.first(where: { $0.name == part }),
      let folder = try folder(of: name),
      let (file, form) = try folder.open(ModelFolder.partName(version.identity, part))
    else { return nil }
    guard form.identity == version.identity, form.checksum == known.checksum,
      form.byteCount == known.byteCount
    else { throw .damaged(path: file.path, reason: "it is not what its version was saved with") }
    return OpenPart(file: file, form: form, disk: disk)
  }

  /// A part of a version in an open file.
  public struct OpenPart: Sendable {
    let file: OpenDescriptor
    let form: FileForm
    let disk: Disk

    /// The bytes, checked.
    public func read() throws(StorageError) -> [UInt8] {
      try ModelFolder.content(of: file, form, disk)
    }
  }

  /// The open folder of a name, without its lock.
  private func folder(of name: String) throws(StorageError) -> ModelFolder? {
    guard let models = try models(),
      let descriptor = try disk.openFolder(FolderName.of(name), in: models)
    else { return nil }
    return ModelFolder(descriptor: descriptor, disk: disk)
  }

  /// What stands in a folder; `nil` where no version does.
  func content(
    of folder: ModelFolder, isThorough: Bool = false
  ) throws(StorageError) -> Content? {
    let listing = try folder.list()
    guard !listing.isVacant else { return nil }
    var versions: [Int: Version] = [:]
    for (number, file) in listing.damaged {
      guard let found = try version(number, in: folder, file: file, isThorough: true) else {
        continue
      }
      versions[number] = found.isDamaged ? found : found.setAside(folder.descriptor.path(of: file))
    }
    for number in listing.versions {
      // One that is gone meanwhile was pruned or deleted.
      guard
        let found = try version(
          number, in: folder, file: ModelFolder.fileName(number), isThorough: isThorough)
      else { continue }
      // Whatever stands beside a file that was set aside came after it.
      versions[number] = found
    }
    guard !versions.isEmpty else { return nil }
    var notes: [UInt8]?
    var notesDamage: StorageError?
    do throws(StorageError) {
      notes = try folder.read(ModelFolder.notesName)?.content
    } catch {
      guard error.isDamage else { throw error }
      notesDamage = error
    }
    return Content(
      versions: versions.values.sorted { $0.number < $1.number }, notes: notes,
      notesDamage: notesDamage)
  }

  private func version(
    _ number: Int, in folder: ModelFolder, file: String, isThorough: Bool
  ) throws(StorageError) -> Version? {
    var head: FileForm?
    do throws(StorageError) {
      head = try isThorough ? folder.read(file)?.form : folder.head(of: file)
      guard let head else { return nil }
      guard head.kind == .version || head.kind == .tombstone else {
        throw .damaged(path: folder.descriptor.path(of: file), reason: "it is no version's file")
      }
      return Version(
        number: number, state: head.kind == .tombstone ? .deleted : .whole, mark: head.mark,
        byteCount: head.byteCount, identity: head.identity, parts: try present(head, in: folder))
    } catch {
      guard error.isDamage else { throw error }
      // The head may be whole where the content is not.
      var rest: FileForm?
      attempt { () throws(StorageError) in rest = try folder.head(of: file) }
      return Version(
        number: number, state: .damaged(error), mark: rest?.mark ?? 0,
        byteCount: rest?.byteCount ?? 0, identity: rest?.identity ?? 0, parts: rest?.parts ?? [])
    }
  }

  /// The parts of a version that are still there.
  private func present(
    _ head: FileForm, in folder: ModelFolder
  ) throws(StorageError) -> [FileForm.Part] {
    var present: [FileForm.Part] = []
    for part in head.parts {
      let name = ModelFolder.partName(head.identity, part.name)
      if try disk.status(of: name, in: folder.descriptor) != nil { present.append(part) }
    }
    return present
  }

  /// Whether a change that comes now would give another stamp: clocks tick in milliseconds.
  private func isSettled(_ stamp: Stamp) -> Bool {
    var time = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &time)
    let now = Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    return stamp.changed < now - 2_000_000_000
  }

  /// The name of a folder that is named by a hash.
  private func hashedName(
    _ folderName: String, in models: OpenDescriptor
  ) throws(StorageError) -> String? {
    guard let descriptor = try disk.openFolder(folderName, in: models) else { return nil }
    let folder = ModelFolder(descriptor: descriptor, disk: disk)
    do throws(StorageError) {
      guard let content = try folder.read("name" + folderName)?.content,
        let name = String(validating: content, as: UTF8.self), FolderName.of(name) == folderName
      else { return nil }
      return name
    } catch {
      guard error.isDamage else { throw error }
      return nil
    }
  }
}

extension ModelDirectory.Version {
  fileprivate var isDamaged: Bool {
    if case .damaged = state { true } else { false }
  }

  /// A file that was set aside is read no more, whatever it holds now.
  fileprivate func setAside(_ path: String) -> ModelDirectory.Version {
    ModelDirectory.Version(
      number: number, state: .damaged(.damaged(path: path, reason: "it was set aside")), mark: mark,
      byteCount: byteCount, identity: identity, parts: parts)
  }
}
