import Foundation

/// A folder of a test's own, which goes with it.
final class Folder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "segmentd-tests-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of a name in it.
  func path(of name: String) -> String { path + "/" + name }

  /// Writes a file; gives its path.
  @discardableResult
  func write(_ text: String, to name: String) throws -> String {
    try write(Data(text.utf8), to: name)
  }

  /// Writes a file; gives its path.
  @discardableResult
  func write(_ bytes: Data, to name: String) throws -> String {
    let file = URL(filePath: path(of: name))
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try bytes.write(to: file)
    return path(of: name)
  }

  /// What a file holds, bytes that are no UTF-8 replaced.
  func read(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(filePath: path(of: name))), as: UTF8.self)
  }

  /// The names in it, in order.
  func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path).sorted()
  }
}
