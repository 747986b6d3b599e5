import Foundation
import Synchronization

/// Files that lie beside the repository.
public enum SharedData {
  /// Where they lie: `SEGMENTD_SHARED`, else `../shared` beside the package.
  public static let root: String = {
    if let path = ProcessInfo.processInfo.environment["SEGMENTD_SHARED"] { return path }
    var package = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { package.deleteLastPathComponent() }
    return package.deletingLastPathComponent().appendingPathComponent("shared").path
  }()

  /// Where a file is, or would be.
  public static func path(_ name: String) -> String { root + "/" + name }

  /// Whether a file is there: as it is, or packed by xz and a program to unpack it.
  public static func has(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: path(name))
      || (FileManager.default.fileExists(atPath: path(name) + ".xz") && hasUnpacker)
  }

  private static let hasUnpacker = ["/usr/bin/xz", "/bin/xz", "/usr/local/bin/xz"].contains {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  /// The line that a test shows which is skipped for want of a file.
  public static func absence(of name: String) -> String {
    "shared data not found: \(path(name)), or no xz to unpack it"
  }

  /// A folder of this process alone, which is removed when it ends.
  public static let folder: String = {
    let path = processFolder
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    atexit { try? FileManager.default.removeItem(atPath: SharedData.processFolder) }
    return path
  }()

  private static var processFolder: String {
    NSTemporaryDirectory() + "segmentd-tests-\(ProcessInfo.processInfo.processIdentifier)"
  }

  /// Copies a file to a path, unpacked.
  public static func copy(_ name: String, to target: String) throws {
    if FileManager.default.fileExists(atPath: path(name)) {
      let bytes = try Data(contentsOf: URL(fileURLWithPath: path(name)))
      return try bytes.write(to: URL(fileURLWithPath: target))
    }
    guard FileManager.default.createFile(atPath: target, contents: nil) else {
      throw Unusable(description: "\(target) cannot be written")
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["xz", "-dc", path(name) + ".xz"]
    process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: target))
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Unusable(description: "xz cannot unpack \(name)")
    }
  }

  /// The path of a file, unpacked once for all tests of the process; nobody may change it.
  public static func unpacked(_ name: String) throws -> String {
    if FileManager.default.fileExists(atPath: path(name)) { return path(name) }
    return try unpackedFiles.withLock { files in
      if let known = files[name] { return known }
      let target = folder + "/unpacked-" + name.split(separator: "/").joined(separator: "-")
      try copy(name, to: target)
      files[name] = target
      return target
    }
  }

  private static let unpackedFiles = Mutex<[String: String]>([:])

  private struct Unusable: Error, CustomStringConvertible {
    let description: String
  }
}
