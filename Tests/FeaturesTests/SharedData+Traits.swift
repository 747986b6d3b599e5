import Foundation
import SharedFiles
import Testing

extension SharedData {
  static func file(_ name: String) -> URL { URL(fileURLWithPath: path(name)) }
}

extension Trait where Self == ConditionTrait {
  /// Skips where that file of the shared data is not there.
  static func needsShared(_ name: String) -> Self {
    .enabled(if: SharedData.has(name), Comment(rawValue: SharedData.absence(of: name)))
  }
}
