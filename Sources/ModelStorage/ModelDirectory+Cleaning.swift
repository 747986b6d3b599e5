extension ModelDirectory {
  /// Clears away what processes left that ended in the middle of something, as far as that goes.
  public func clean() {
    attempt { () throws(StorageError) in
      guard let models = try models() else { return }
      for name in try disk.names(in: models) {
        if name.hasPrefix(".trash-") {
          attempt { () throws(StorageError) in try takeApart(name, in: models) }
        } else if !name.hasPrefix(".") {
          attempt { () throws(StorageError) in try cleanFolder(name, in: models) }
        }
      }
    }
  }

  /// Puts a damaged version's file beside its place, where it can be looked at and is not read again;
  /// says whether it is there now.
  public func setAside(_ version: Int, of name: String) throws(StorageError) {
    guard let models = try models(),
      let folder = try lockedFolder(of: name, in: models, isShared: false)
    else { return }
    let file = ModelFolder.fileName(version)
    do throws(StorageError) {
      // Another process may have done it, and a whole one stands there now.
      _ = try folder.read(file)
    } catch {
      guard case .damaged = error else { throw error }
      try setAside(file, in: folder)
    }
  }

  func setAside(_ file: String, in folder: ModelFolder) throws(StorageError) {
    let aside = "\(file).damaged-" + hexadecimal(ModelDirectory.newIdentity())
    try disk.rename(file, aside, in: folder.descriptor)
    try disk.sync(folder.descriptor)
  }

  /// Removes what stands under a name that has no version: what a first save left that never ended.
  func clear(_ name: String, in models: OpenDescriptor) throws(StorageError) {
    try cleanFolder(FolderName.of(name), in: models)
  }

  private func cleanFolder(_ name: String, in models: OpenDescriptor) throws(StorageError) {
    guard let descriptor = try disk.openFolder(name, in: models) else { return }
    let folder = ModelFolder(descriptor: descriptor, disk: disk)
    guard try hasLeavings(folder) else { return }
    // Whoever is saving holds the lock; without it nobody can tell a draft from what was left.
    guard try disk.lock(descriptor, isShared: false, waits: false),
      try disk.status(of: name, in: models)?.inode == disk.status(of: descriptor).inode
    else { return }
    let listing = try folder.list()
    // A save that ended may have named its version and not made the name durable.
    try disk.sync(descriptor)
    try disk.sync(models)
    for draft in listing.drafts { try disk.remove(draft, in: descriptor) }
    if listing.isVacant {
      // The name of a hashed folder goes last.
      for identity in listing.parts.keys { folder.removeParts(of: identity, listing) }
      try takeApart(name, in: models)
      return
    }
    // The parts of a damaged version may be whole, and nobody knows which they are.
    guard listing.damaged.isEmpty, let content = try content(of: folder),
      content.versions.allSatisfy({ $0.identity != 0 })
    else { return }
    let known = Set(content.versions.filter { $0.state != .deleted }.map(\.identity))
    for identity in listing.parts.keys where !known.contains(identity) {
      folder.removeParts(of: identity, listing)
    }
  }

  private func hasLeavings(_ folder: ModelFolder) throws(StorageError) -> Bool {
    let listing = try folder.list()
    if listing.isVacant || !listing.drafts.isEmpty { return true }
    guard !listing.parts.isEmpty else { return false }
    var known: Set<UInt64> = []
    for number in listing.versions {
      var head: FileForm?
      attempt { () throws(StorageError) in
        head = try folder.head(of: ModelFolder.fileName(number))
      }
      if let head { known.insert(head.identity) }
    }
    return listing.parts.keys.contains { !known.contains($0) }
  }

  /// Removes a folder with all that is in it; folders within folders are not ours.
  func takeApart(_ name: String, in models: OpenDescriptor) throws(StorageError) {
    guard let folder = try disk.openFolder(name, in: models) else { return }
    for file in try disk.names(in: folder) { try disk.remove(file, in: folder) }
    try disk.remove(name, in: models, isFolder: true)
  }
}
