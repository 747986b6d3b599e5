import Locks
import ModelStorage

/// What a version keeps beside its document: in memory, in a file, or both.
///
/// It never changes; what it holds in memory may be let go where a file holds it, too.
final class Layer<Content: LayerContent>: Sendable {
  private struct State: Sendable {
    var content: Content?
    /// Its size, measured once.
    var byteCount = 0
    var file: LayerFile?
  }

  private let state: Guarded<State>
  private let decode: @Sendable ([UInt8]) throws(LayerError) -> Content

  /// About how many bytes it takes, in memory or in its file.
  let byteCount: Int

  /// Whether a file holds it.
  let isFiled: Bool

  /// A layer that is in memory alone.
  init(_ content: Content) {
    byteCount = content.measuredByteCount
    state = Guarded(State(content: content, byteCount: byteCount))
    decode = { _ in content }
    isFiled = false
  }

  /// A layer in a file, which may be in memory as well.
  init(
    _ content: Content?, file: LayerFile, byteCount: Int,
    decode: @escaping @Sendable ([UInt8]) throws(LayerError) -> Content
  ) {
    state = Guarded(
      State(content: content, byteCount: content?.measuredByteCount ?? 0, file: file))
    self.decode = decode
    self.byteCount = byteCount
    isFiled = true
  }

  /// What it holds, read where it is not in memory; `nil` where its file is gone.
  func content() throws(LayerError) -> Content? {
    let now = state.with { $0 }
    if let content = now.content { return content }
    guard let bytes = try now.file?.read() else { return nil }
    let content = try decode(bytes)
    let byteCount = content.measuredByteCount
    return state.with { state in
      // Another thread may have read it as well; one copy is enough.
      if state.content == nil { (state.content, state.byteCount) = (content, byteCount) }
      return state.content
    }
  }

  /// What it holds, where that is in memory.
  var memory: Content? { state.with { $0.content } }

  /// Bytes that it takes in memory now.
  var memoryByteCount: Int { state.with { $0.content == nil ? 0 : $0.byteCount } }

  /// Lets go of what is in memory, where a file holds it.
  func release() {
    let released = state.with { state -> Content? in
      guard state.file != nil else { return nil }
      defer { state.content = nil }
      return state.content
    }
    _ = released
  }

  /// Opens the file, so that it can be read also when its name is gone.
  func hold() {
    let now = state.with { $0 }
    guard now.content == nil, let file = now.file?.held() else { return }
    state.with { $0.file = file }
  }
}

/// What can be a layer.
protocol LayerContent: Sendable {
  /// About how much memory it takes.
  var measuredByteCount: Int { get }
}

/// Why a layer cannot be read.
enum LayerError: Error, Equatable {
  /// Its file is at fault, or the disk.
  case storage(StorageError)
  /// Its file is whole and does not hold together.
  case document(DocumentError)
  /// Another layer is needed with it, whose file is gone.
  case incomplete
}

/// Where the file of a layer is, and the file itself once it was opened.
struct LayerFile: Sendable {
  private let open: @Sendable () throws(StorageError) -> ModelDirectory.OpenPart?
  private var part: ModelDirectory.OpenPart?

  /// A part of a version.
  init(
    _ part: String, of version: ModelDirectory.Version, under name: String,
    in directory: ModelDirectory
  ) {
    open = { () throws(StorageError) in try directory.part(part, of: version, under: name) }
  }

  /// All bytes; `nil` where the file is gone.
  func read() throws(LayerError) -> [UInt8]? {
    do throws(StorageError) {
      if let part { return try part.read() }
      return try open()?.read()
    } catch {
      throw .storage(error)
    }
  }

  /// The same file, open; `nil` where that does not go.
  func held() -> LayerFile? {
    guard part == nil, let opened = try? open() else { return nil }
    var held = self
    held.part = opened
    return held
  }
}
