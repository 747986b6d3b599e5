import JSON

/// Why an answer could not be read, and where in it.
struct Misread: Error, CustomStringConvertible {
  private let reason: String
  private var path: [String] = []

  init(found: JSONKind, wanted: String) { reason = "is \(found.name) but should be \(wanted)" }

  init(missing name: String) {
    reason = "is missing"
    path = [name]
  }

  /// The same, seen from around it.
  func within(_ name: String) -> Misread {
    var outer = self
    outer.path.insert(name, at: 0)
    return outer
  }

  var description: String { "\(path.joined(separator: ".")) \(reason)" }
}

/// What can be read from an answer.
protocol Readable: Sendable {
  /// Takes the value at the cursor.
  init(_ reader: inout JSONReader) throws(Misread)

  /// What it is where the answer has no such member; nil where it must have one.
  static var absent: Self? { get }

  /// What a run of numbers of a list is, NaN for null; nil where each is read by itself.
  static func elements(_ numbers: [Double]) throws(Misread) -> [Self]?
}

extension Readable {
  static var absent: Self? { nil }

  static func elements(_ numbers: [Double]) throws(Misread) -> [Self]? { nil }
}

/// The members of an object of an answer; those that nobody asks for are passed over.
struct Members {
  private var members: [String: JSONSlice] = [:]

  init(_ reader: inout JSONReader) throws(Misread) {
    guard reader.kind == .object else { throw Misread(found: reader.kind, wanted: "an object") }
    reader.enterObject()
    while let name = reader.nextKey() { members[name] = reader.readSlice() }
  }

  /// The member of that name.
  func callAsFunction<Value: Readable>(_ name: String) throws(Misread) -> Value {
    guard let slice = members[name] else {
      guard let value = Value.absent else { throw Misread(missing: name) }
      return value
    }
    var reader = JSONReader(slice)
    do throws(Misread) {
      return try Value(&reader)
    } catch {
      throw error.within(name)
    }
  }
}

/// A type whose answers are objects.
protocol ReadableObject: Readable {
  init(_ members: Members) throws(Misread)
}

extension ReadableObject {
  init(_ reader: inout JSONReader) throws(Misread) { try self.init(Members(&reader)) }
}

extension Int: Readable {
  init(_ reader: inout JSONReader) throws(Misread) {
    let kind = reader.kind
    guard kind == .number, let value = JSONNumber(text: reader.readNumberToken())?.integer else {
      throw Misread(found: kind, wanted: "a whole number")
    }
    self = value
  }
}

extension Double: Readable {
  /// A number; NaN for null, which stands for numbers that are not defined.
  init(_ reader: inout JSONReader) throws(Misread) {
    guard reader.kind == .number || reader.kind == .null else {
      throw Misread(found: reader.kind, wanted: "a number")
    }
    self = reader.readNumber()
  }

  static func elements(_ numbers: [Double]) -> [Double]? { numbers }
}

extension Bool: Readable {
  init(_ reader: inout JSONReader) throws(Misread) {
    guard reader.kind == .bool else { throw Misread(found: reader.kind, wanted: "true or false") }
    self = reader.readBool()
  }
}

extension String: Readable {
  init(_ reader: inout JSONReader) throws(Misread) {
    guard reader.kind == .string else { throw Misread(found: reader.kind, wanted: "a text") }
    self = reader.readString()
  }
}

extension Optional: Readable where Wrapped: Readable {
  init(_ reader: inout JSONReader) throws(Misread) {
    if reader.kind == .null {
      reader.readNull()
      self = nil
    } else {
      self = try Wrapped(&reader)
    }
  }

  static var absent: Wrapped?? { .some(nil) }

  static func elements(_ numbers: [Double]) throws(Misread) -> [Wrapped?]? {
    guard Wrapped.self is Int.Type else { return nil }
    let elements = numbers.map { Int(exactly: $0) }
    for (number, element) in zip(numbers, elements) where element == nil && !number.isNaN {
      throw Misread(found: .number, wanted: "a whole number")
    }
    return elements as? [Wrapped?]
  }
}

extension Array: Readable where Element: Readable {
  init(_ reader: inout JSONReader) throws(Misread) {
    guard reader.kind == .array else { throw Misread(found: reader.kind, wanted: "a list") }
    self.init()
    reader.enterArray()
    if try Element.elements([]) != nil {
      // Distances and segments come by the million.
      var numbers: [Double] = []
      if !reader.readNumbers(into: &numbers, limit: .max) {
        self = try Element.elements(numbers) ?? []
        return
      }
      throw Misread(found: reader.kind, wanted: "a number").within(String(numbers.count))
    }
    while reader.nextElement() {
      do throws(Misread) {
        append(try Element(&reader))
      } catch {
        throw error.within(String(count))
      }
    }
  }
}

extension Dictionary: Readable where Key == String, Value: Readable {
  init(_ reader: inout JSONReader) throws(Misread) {
    guard reader.kind == .object else { throw Misread(found: reader.kind, wanted: "an object") }
    self.init()
    reader.enterObject()
    while let name = reader.nextKey() {
      do throws(Misread) {
        self[name] = try Value(&reader)
      } catch {
        throw error.within(name)
      }
    }
  }
}

extension JSONSlice: Readable {
  init(_ reader: inout JSONReader) throws(Misread) { self = reader.readSlice() }
}

extension JSONValue: Readable {
  init(_ reader: inout JSONReader) throws(Misread) { self.init(reader.readSlice()) }
}

extension JSONObject: Readable {
  init(_ reader: inout JSONReader) throws(Misread) {
    guard case .object(let object) = JSONValue(reader.readSlice()) else {
      throw Misread(found: .null, wanted: "an object")
    }
    self = object
  }
}
