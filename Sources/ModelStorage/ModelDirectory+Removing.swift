import Glibc

extension ModelDirectory {
  /// Deletes a name with all that is kept under it, in one step.
  ///
  /// - Returns: What was there; `nil` where there was nothing.
  public func delete(_ name: String) throws(StorageError) -> Content? {
    guard let models = try models(),
      let folder = try lockedFolder(of: name, in: models, isShared: false),
      let content = try content(of: folder)
    else { return nil }
    try discard(name, in: models)
    return content
  }

  /// Deletes a version; the number of the newest one stays taken.
  ///
  /// The last version of a name takes the name with it.
  ///
  /// - Returns: What was deleted; `nil` where there is no such version.
  public func delete(_ name: String, version number: Int) throws(StorageError) -> Version? {
    guard let models = try models(),
      let folder = try lockedFolder(of: name, in: models, isShared: false),
      let content = try content(of: folder),
      let version = content.versions.first(where: { $0.number == number && $0.state != .deleted })
    else { return nil }
    guard content.versions.contains(where: { $0.number != number && $0.state != .deleted }) else {
      try discard(name, in: models)
      return version
    }
    let listing = try folder.list()
    let file = ModelFolder.fileName(number)
    if number == content.tip?.number {
      try replace(file, by: [], .tombstone, mark: content.mark, in: folder)
    } else if listing.versions.contains(number) {
      try withdraw(file, in: folder)
    }
    if let damaged = listing.damaged[number] { try withdraw(damaged, in: folder) }
    folder.removeParts(of: version.identity, listing)
    return version
  }

  /// What a rename came to.
  public enum Renaming: Sendable {
    /// Done; this is kept under the new name.
    case done(Content)
    /// Nothing is kept under the old name.
    case absent
    /// Something is kept under the new one.
    case taken
  }

  /// Gives all that is kept under a name another name, in one step.
  public func rename(_ name: String, to other: String) throws(StorageError) -> Renaming {
    guard let models = try models(),
      let folder = try lockedFolder(of: name, in: models, isShared: false),
      let content = try content(of: folder)
    else { return .absent }
    try clear(other, in: models)
    try keepName(other, in: folder)
    if FolderName.isHashed(FolderName.of(other)) { try disk.sync(folder.descriptor) }
    do throws(StorageError) {
      // A folder is put in the place of an empty one, and of no other.
      try disk.rename(FolderName.of(name), FolderName.of(other), in: models)
    } catch {
      guard case .failed(_, _, let number) = error, number == ENOTEMPTY || number == EEXIST else {
        throw error
      }
      return .taken
    }
    try sync(models) { () throws(StorageError) in
      try disk.rename(FolderName.of(other), FolderName.of(name), in: models)
    }
    let known = "name" + FolderName.of(name)
    attempt { () throws(StorageError) in try disk.remove(known, in: folder.descriptor) }
    return .done(content)
  }

  /// Lets go of what nobody needs any more.
  ///
  /// That is: versions beyond the newest ones, and a part of all but
  /// the newest. What fails is done another time.
  public func prune(_ name: String, keeping count: Int, newestKeeps part: String) {
    attempt { () throws(StorageError) in
      guard let models = try models(),
        let folder = try lockedFolder(of: name, in: models, isShared: true),
        let content = try content(of: folder)
      else { return }
      let listing = try folder.list()
      let whole = content.versions.filter { $0.state == .whole }
      for version in whole.dropLast(count) {
        try disk.remove(ModelFolder.fileName(version.number), in: folder.descriptor)
        folder.removeParts(of: version.identity, listing)
      }
      for version in whole.suffix(count).dropLast() where version.byteCount(ofPart: part) != nil {
        try disk.remove(ModelFolder.partName(version.identity, part), in: folder.descriptor)
      }
      // A tombstone that is not the newest any more has nothing to guard.
      for version in content.versions.dropLast() where version.state == .deleted {
        try disk.remove(ModelFolder.fileName(version.number), in: folder.descriptor)
      }
    }
  }

  /// Moves a folder out of sight, which is what deletes it, and then takes it apart.
  private func discard(_ name: String, in models: OpenDescriptor) throws(StorageError) {
    let trash = ".trash-" + hexadecimal(ModelDirectory.newIdentity())
    try disk.rename(FolderName.of(name), trash, in: models)
    try sync(models) { () throws(StorageError) in
      try disk.rename(trash, FolderName.of(name), in: models)
    }
    attempt { () throws(StorageError) in try takeApart(trash, in: models) }
  }

  /// Makes names durable; where that fails, they are put back first.
  private func sync(
    _ models: OpenDescriptor, _ putBack: () throws(StorageError) -> Void
  ) throws(StorageError) {
    do throws(StorageError) {
      try disk.sync(models)
    } catch {
      attempt(putBack)
      throw error
    }
  }
}
