import Foundation
import SharedFiles

extension SharedData {
  static let suite = "data/jsontestsuite"

  /// Names and bytes of the files in a folder of the suite, in order.
  static func files(in folder: String) throws -> [(name: String, bytes: [UInt8])] {
    let path = path(suite + "/" + folder)
    return try FileManager.default.contentsOfDirectory(atPath: path).sorted().map { name in
      (name, Array(try Data(contentsOf: URL(filePath: path + "/" + name))))
    }
  }
}
