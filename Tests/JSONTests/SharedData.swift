import Foundation

/// The data that lies beside the repository, where it does.
enum SharedData {
  static let root: String =
    ProcessInfo.processInfo.environment["SEGMENTD_SHARED"]
    ?? URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "shared").path

  static let suite = root + "/data/jsontestsuite"

  static let hasSuite = FileManager.default.fileExists(atPath: suite)

  /// Names and bytes of the files in a folder of the suite, in order.
  static func files(in folder: String) throws -> [(name: String, bytes: [UInt8])] {
    let path = suite + "/" + folder
    return try FileManager.default.contentsOfDirectory(atPath: path).sorted().map { name in
      (name, Array(try Data(contentsOf: URL(filePath: path + "/" + name))))
    }
  }
}
