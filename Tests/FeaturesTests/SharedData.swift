import Foundation
import Testing

/// The shared data, which lies outside of the repository.
enum SharedData {
  /// `SEGMENTD_SHARED`, else `../shared` beside the package.
  static let root: URL = {
    if let path = ProcessInfo.processInfo.environment["SEGMENTD_SHARED"] {
      return URL(fileURLWithPath: path)
    }
    return URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("../shared").standardized
  }()

  static func file(_ path: String) -> URL { root.appendingPathComponent(path) }

  static func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: file(path).path)
  }

  /// The unpacked form of a file packed with xz, kept in the temporary folder.
  static func unpacked(_ path: String) throws -> URL {
    let source = file(path)
    let name = source.deletingPathExtension().lastPathComponent
    let target = FileManager.default.temporaryDirectory
      .appendingPathComponent(
        "segmentd-features-\(UUID().uuidString)-\(name)")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["xz", "-dc", source.path]
    _ = FileManager.default.createFile(atPath: target.path, contents: nil)
    let handle = try FileHandle(forWritingTo: target)
    process.standardOutput = handle
    try process.run()
    process.waitUntilExit()
    try handle.close()
    try #require(process.terminationStatus == 0)
    return target
  }
}

extension Trait where Self == ConditionTrait {
  /// Skips where that file of the shared data is not there.
  static func needsShared(_ path: String) -> Self {
    .enabled(
      if: SharedData.exists(path), "shared data not found: \(SharedData.file(path).path)")
  }
}
