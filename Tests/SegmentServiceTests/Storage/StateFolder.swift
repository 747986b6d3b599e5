import Foundation
import JSON
import JSONRPC
import Locks
import ModelStorage
import Testing

@testable import SegmentService

/// A state directory of its own; removed with it.
final class StateFolder: Sendable {
  let path: String
  private let lines = Guarded<[String]>([])

  init() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "segmentd-\(UUID())")
    path = folder.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// A service on it, as after a restart, or as of another process.
  func open(_ change: (inout Service.Settings) -> Void = { _ in }) throws -> Desk {
    let directory = try ModelDirectory(path)
    return Desk { settings in
      settings.storage = directory
      settings.clock = { 1_700_000_000_123_456 }
      settings.log = { line in self.lines.with { $0.append(line) } }
      change(&settings)
    }
  }

  /// What was logged since the last time this was asked.
  func takeLog() -> [String] {
    lines.with { lines in
      defer { lines = [] }
      return lines
    }
  }

  /// The files in the folder of a name, in order.
  func files(_ folder: String = "shop") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: "\(path)/models/\(folder)").sorted()
  }

  func file(_ name: String, of folder: String = "shop") -> URL {
    URL(filePath: "\(path)/models/\(folder)/\(name)")
  }

  /// The only file whose name ends so.
  func only(_ ending: String, of folder: String = "shop") throws -> URL {
    let names = try files(folder).filter { $0.hasSuffix(ending) }
    guard let name = names.first, names.count == 1 else { throw Unusable("files: \(names)") }
    return file(name, of: folder)
  }

  /// Changes a byte of a file.
  func damage(_ file: URL, at place: Int? = nil) throws {
    var bytes = try Data(contentsOf: file)
    bytes[place ?? bytes.count - 1] ^= 1
    try bytes.write(to: file)
  }
}

extension Desk {
  /// What every question about a model is answered, one line each.
  func portrait(of model: String, data: String) throws -> [String] {
    let questions = [
      ("models.get", "{\"model\":\"\(model)\"}"),
      ("assign", "{\"model\":\"\(model)\",\"data\":\(data),\"detail\":true}"),
      ("profile", "{\"model\":\"\(model)\"}"),
      ("drift", "{\"model\":\"\(model)\",\"data\":\(data)}"),
      ("silhouette", "{\"model\":\"\(model)\",\"values\":true}"),
      ("stability", "{\"model\":\"\(model)\",\"repeats\":5}"),
      ("compare", "{\"a\":\"\(model)\",\"b\":\"\(model)\"}"),
      ("models.export", "{\"model\":\"\(model)\",\"include\":\"members\"}"),
    ]
    return questions.map { method, params in
      do {
        return "\(method): \(try ask(method, params))"
      } catch {
        return "\(method): \(error)"
      }
    }
  }
}
