import Glibc

extension ModelDirectory {
  /// Keeps a version under the next number.
  ///
  /// The order is what the promise rests on: every file is written and on the disk before the
  /// document gets its name, the name is on the disk before this returns.
  ///
  /// - Parameter tip: What was the newest thing under the name when the draft was made.
  /// - Returns: What was saved; `nil` where another process or thread came first: look again.
  /// - Throws: ``StorageError``; then nothing of the version can be seen.
  public func save(
    _ draft: Draft, as name: String, after tip: Tip?
  ) throws(StorageError) -> Version? {
    let models = try makeModels()
    guard let folder = try lockedFolder(of: name, in: models, isShared: true, isMade: true) else {
      return nil
    }
    guard try content(of: folder)?.tip == tip else { return nil }
    let number = (tip?.number ?? 0) + 1
    let identity = ModelDirectory.newIdentity()
    var made: [String] = []
    do throws(StorageError) {
      try keepName(name, in: folder)
      var parts: [FileForm.Part] = []
      for (part, content) in draft.parts {
        precondition(!part.isEmpty && part.utf8.count <= 16 && part != "new")
        let form = FileForm(.part, identity: identity, mark: 0, content: content)
        let file = ModelFolder.partName(identity, part)
        made.append(file)
        try folder.write(form, content, as: file)
        parts.append(.init(name: part, byteCount: form.byteCount, checksum: form.checksum))
      }
      let form = FileForm(
        .version, identity: identity, mark: draft.mark, parts: parts, content: draft.document)
      let file = ModelFolder.draftName(identity)
      made.append(file)
      try folder.write(form, draft.document, as: file)
      do throws(StorageError) {
        try disk.link(file, ModelFolder.fileName(number), in: folder.descriptor)
      } catch {
        guard case .failed(_, _, EEXIST) = error else { throw error }
        folder.remove(made)
        return nil
      }
      made.append(ModelFolder.fileName(number))
      try disk.sync(folder.descriptor)
      try disk.sync(models)
      attempt { () throws(StorageError) in try disk.remove(file, in: folder.descriptor) }
      return Version(
        number: number, state: .whole, mark: draft.mark, byteCount: form.byteCount,
        identity: identity, parts: parts)
    } catch {
      folder.remove(made.reversed())
      // A rename to this name puts a folder in the place of one that is still empty.
      guard try isPlace(of: name, folder, in: models) else { return nil }
      throw error
    }
  }

  private func isPlace(
    of name: String, _ folder: ModelFolder, in models: OpenDescriptor
  ) throws(StorageError) -> Bool {
    try disk.status(of: FolderName.of(name), in: models)?.inode
      == disk.status(of: folder.descriptor).inode
  }

  /// Changes what belongs to a name.
  ///
  /// No other change comes in between: `change` gets what is there, and what it gives is there when
  /// this returns.
  ///
  /// - Returns: The notes as they are now, in an optional of its own; `nil` for a name that is not
  ///   there.
  public func changeNotes(
    of name: String, _ change: ([UInt8]?) -> [UInt8]?
  ) throws(StorageError) -> [UInt8]?? {
    guard let models = try models(),
      let folder = try lockedFolder(of: name, in: models, isShared: false),
      try !folder.list().isVacant
    else { return nil }
    var known: [UInt8]?
    do throws(StorageError) {
      known = try folder.read(ModelFolder.notesName)?.content
    } catch {
      guard error.isDamage else { throw error }
      try setAside(ModelFolder.notesName, in: folder)
    }
    let changed = change(known)
    guard changed != known else { return .some(known) }
    if let changed {
      try replace(ModelFolder.notesName, by: changed, .notes, mark: 0, in: folder)
    } else {
      try withdraw(ModelFolder.notesName, in: folder)
    }
    return .some(changed)
  }

  /// Puts a file in the place of another, or where none was, down to the disk.
  ///
  /// - Throws: ``StorageError``; then the file that was there is there again.
  func replace(
    _ file: String, by content: [UInt8], _ kind: FileForm.Kind, mark: UInt64,
    in folder: ModelFolder
  ) throws(StorageError) {
    let identity = ModelDirectory.newIdentity()
    let draft = ModelFolder.draftName(identity)
    let before = ModelFolder.draftName(ModelDirectory.newIdentity())
    let isThere = try disk.status(of: file, in: folder.descriptor) != nil
    var isReplaced = false
    do throws(StorageError) {
      try folder.write(
        FileForm(kind, identity: identity, mark: mark, content: content), content, as: draft)
      if isThere { try disk.link(file, before, in: folder.descriptor) }
      try disk.rename(draft, file, in: folder.descriptor)
      isReplaced = true
      try disk.sync(folder.descriptor)
    } catch {
      attempt { () throws(StorageError) in
        if isReplaced && isThere {
          try disk.rename(before, file, in: folder.descriptor)
        } else if isReplaced {
          try disk.remove(file, in: folder.descriptor)
        }
      }
      folder.remove([before, draft])
      throw error
    }
    if isThere { folder.remove([before]) }
  }

  /// Takes a file away, down to the disk.
  ///
  /// - Throws: ``StorageError``; then it is there again.
  func withdraw(_ file: String, in folder: ModelFolder) throws(StorageError) {
    let before = ModelFolder.draftName(ModelDirectory.newIdentity())
    try disk.rename(file, before, in: folder.descriptor)
    do throws(StorageError) {
      try disk.sync(folder.descriptor)
    } catch {
      attempt { () throws(StorageError) in
        try disk.rename(before, file, in: folder.descriptor)
      }
      throw error
    }
    folder.remove([before])
  }

  /// Writes the name into a folder whose own name does not tell it.
  func keepName(
    _ name: String, in folder: ModelFolder
  ) throws(StorageError) {
    let folderName = FolderName.of(name)
    guard FolderName.isHashed(folderName) else { return }
    let file = "name" + folderName
    if try disk.status(of: file, in: folder.descriptor) != nil { return }
    try replace(file, by: Array(name.utf8), .notes, mark: 0, in: folder)
  }
}
