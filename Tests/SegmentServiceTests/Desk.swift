import JSON
import JSONRPC
import Testing

@testable import SegmentService

/// A service of its own and the way to ask it, as a client would: JSON in, JSON out.
struct Desk: Sendable {
  let service: Service

  init(
    roots: [String] = [], threads: Int = 1, _ change: (inout Service.Settings) -> Void = { _ in }
  ) {
    var settings = Service.Settings()
    settings.dataRoots = roots
    settings.threadCount = threads
    change(&settings)
    service = Service(settings)
  }

  /// What a method answers; an error of the protocol fails the test.
  @discardableResult
  func ask(
    _ method: String, _ params: String = "{}", _ context: CallContext = .detached
  ) throws -> JSONValue {
    switch service.respond(to: method, params: try json(params), context: context) {
    case .result(let bytes): return JSONValue(try JSONText(bytes).root)
    case .failure(let error): throw error
    }
  }

  /// The error that a method answers with.
  func refusal(
    _ method: String, _ params: String = "{}", _ context: CallContext = .detached
  ) throws -> RPCError {
    switch service.respond(to: method, params: try json(params), context: context) {
    case .failure(let error): return error
    case .result(let bytes):
      throw Unusable("a result came: " + String(decoding: bytes.prefix(500), as: UTF8.self))
    }
  }

  private func json(_ text: String) throws -> JSONSlice { try JSONText(Array(text.utf8)).root }
}

/// What a test cannot go on with.
///
/// Not `#require`: data that several tests share is made once, and a failed requirement that is
/// thrown again in the second test counts as told already, so that the test would pass.
struct Unusable: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

/// Fails unless an error has this code, kind and whole sentence.
func expect(
  _ error: RPCError, _ code: Int, _ kind: String, _ message: String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(error.code == code, sourceLocation: sourceLocation)
  #expect(error.kind == kind, sourceLocation: sourceLocation)
  #expect(error.message == message, sourceLocation: sourceLocation)
}

extension RPCError {
  /// A member of `data`.
  subscript(key: String) -> JSONValue? { data.first { $0.key == key }?.value }
}

extension JSONValue {
  /// The value at a path such as `segments.0.size`.
  func at(_ path: String) throws -> JSONValue {
    var value = self
    for step in path.split(separator: ".") {
      if let member = value[String(step)] {
        value = member
      } else if let index = Int(step), let elements = value.array, elements.indices.contains(index)
      {
        value = elements[index]
      } else {
        throw Unusable("there is no \(step) of \(path)")
      }
    }
    return value
  }

  /// The number at a path.
  func number(_ path: String) throws -> Double {
    guard let number = try at(path).double else { throw Unusable("\(path) is no number") }
    return number
  }

  /// The text at a path.
  func text(_ path: String) throws -> String {
    guard let text = try at(path).string else { throw Unusable("\(path) is no text") }
    return text
  }

  /// The elements of the list at a path.
  func list(_ path: String) throws -> [JSONValue] {
    guard let elements = try at(path).array else { throw Unusable("\(path) is no list") }
    return elements
  }

  /// The whole numbers of a list; -1 for null.
  func integers(_ path: String) throws -> [Int] { try list(path).map { $0.integer ?? -1 } }

  /// The doubles of a list; NaN for null.
  func doubles(_ path: String) throws -> [Double] { try list(path).map { $0.double ?? .nan } }

  /// The texts of a list.
  func strings(_ path: String) throws -> [String] {
    try list(path).map { $0.string ?? $0.description }
  }
}
