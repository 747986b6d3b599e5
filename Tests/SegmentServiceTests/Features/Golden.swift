import Foundation
import JSON
import SharedFiles
import Testing

extension SharedData {
  /// The reference numbers of other libraries.
  static func golden() throws -> JSONValue {
    let url = URL(fileURLWithPath: path("golden/golden.json"))
    return JSONValue(try JSONText(Array(try Data(contentsOf: url))).root)
  }
}

/// The line that a test without reference numbers shows.
let noGoldenNumbers = Comment(rawValue: SharedData.absence(of: "golden/golden.json"))
