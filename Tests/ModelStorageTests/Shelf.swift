import Glibc
import Locks
import Testing

@testable import ModelStorage

/// A state directory of its own below the temporary folder; removed with it.
final class Shelf: Sendable {
  let path: String
  let directory: ModelDirectory
  let faults: Faults

  init() throws {
    path = try temporaryFolder()
    let faults = Faults()
    self.faults = faults
    directory = try ModelDirectory(
      path + "/state", disk: Disk(interference: { faults.meet($0) }))
  }

  deinit { removeAll(path) }

  /// Another process on the same directory.
  func neighbour() throws -> ModelDirectory { try ModelDirectory(path + "/state") }

  /// The path of a file in the folder of a name.
  func file(_ file: String, of name: String = "vip") -> String {
    "\(path)/state/models/\(FolderName.of(name))/\(file)"
  }

  /// The names in the folder of a name, in order.
  func files(of name: String = "vip") throws -> [String] {
    try names(in: "\(path)/state/models/\(FolderName.of(name))")
  }

  /// What is kept under a name.
  func content(of name: String = "vip") throws -> ModelDirectory.Content? {
    guard case .found(let content, _) = try directory.look(at: name, isThorough: true) else {
      return nil
    }
    return content
  }

  /// Saves after whatever is there.
  @discardableResult
  func save(
    _ text: String, as name: String = "vip", parts: [(String, String)] = [], mark: UInt64 = 0
  ) throws -> ModelDirectory.Version? {
    try directory.save(
      ModelDirectory.Draft(
        document: Array(text.utf8), parts: parts.map { ($0.0, Array($0.1.utf8)) }, mark: mark),
      as: name, after: try content(of: name)?.tip)
  }

  /// The document of a version, as text.
  func text(_ number: Int, of name: String = "vip") throws -> String? {
    guard let version = try content(of: name)?.versions.first(where: { $0.number == number }) else {
      return nil
    }
    return try directory.document(of: version, under: name).map {
      String(decoding: $0, as: UTF8.self)
    }
  }
}

/// Calls that are to fail.
final class Faults: Sendable {
  private struct State: Sendable {
    var errno: Int32 = 0
    var call = ""
    var pass = 0
    var steps: [Disk.Step] = []
  }

  private let state = Guarded(State())

  /// Makes a call fail, after so many that succeed.
  func fail(_ call: String, with errno: Int32, after pass: Int = 0) {
    state.with { state in
      state.call = call
      state.errno = errno
      state.pass = pass
    }
  }

  func failNothing() { fail("", with: 0) }

  func meet(_ step: Disk.Step) -> Int32? {
    state.with { state in
      state.steps.append(step)
      guard state.call == step.call else { return nil }
      state.pass -= 1
      return state.pass < 0 ? state.errno : nil
    }
  }

  /// What was done since the last time this was asked.
  func takeSteps() -> [Disk.Step] {
    state.with { state in
      defer { state.steps = [] }
      return state.steps
    }
  }
}

func temporaryFolder() throws -> String {
  let parent = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
  var template = Array("\(parent)/segmentd-state-XXXXXX".utf8CString)
  let made = unsafe template.withUnsafeMutableBufferPointer { buffer in
    unsafe buffer.baseAddress.flatMap { unsafe mkdtemp($0) } != nil
  }
  try #require(made)
  return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

func names(in path: String) throws -> [String] {
  let disk = Disk()
  return try disk.names(in: try disk.openFolder(path)).sorted()
}

func removeAll(_ path: String) {
  for name in (try? names(in: path)) ?? [] {
    if unsafe unlink("\(path)/\(name)") != 0 { removeAll("\(path)/\(name)") }
  }
  unsafe rmdir(path)
}

/// All bytes of a file.
func bytes(of path: String) throws -> [UInt8] {
  let disk = Disk()
  let slash = try #require(path.lastIndex(of: "/"))
  let folder = try disk.openFolder(String(path[..<slash]))
  let file = try #require(
    try disk.openFile(String(path[path.index(after: slash)...]), in: folder))
  return try disk.read(file, at: 0, count: try disk.status(of: file).byteCount)
}

/// Puts other bytes in a file's place.
func put(_ bytes: [UInt8], at path: String) throws {
  let number = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
  try #require(number >= 0)
  try Disk().write(bytes, to: OpenDescriptor(number, path: path))
}

/// The error of what is done, if there is one.
func failure(_ body: () throws -> some Any) -> StorageError? {
  do {
    _ = try body()
    return nil
  } catch {
    return error as? StorageError
  }
}
