import Features
import JSON
import SegmentProtocol

/// A value of a model document and where it stands, read strictly.
///
///     let size = try segment.member("size").count()
///
/// Whatever is not as it must be throws ``DocumentError/misfit(place:expected:got:)``.
struct DocumentValue {
  let value: JSONValue
  /// Where it stands, such as `segments[2].share`; empty for the document itself.
  let place: String

  /// The error for a value that is not what it must be.
  func misfit(_ expected: String) -> DocumentError {
    .misfit(place: place, expected: expected, got: value.shown)
  }

  /// A member that must be there.
  func member(_ name: String) throws(DocumentError) -> DocumentValue {
    let object = try object()
    guard let value = object[name] else {
      throw .misfit(place: place(of: name), expected: "there", got: "missing")
    }
    return DocumentValue(value: value, place: place(of: name))
  }

  /// A member that may be absent or null.
  func optional(_ name: String) throws(DocumentError) -> DocumentValue? {
    guard let value = try object()[name], value != .null else { return nil }
    return DocumentValue(value: value, place: place(of: name))
  }

  /// Every member in its order.
  func members() throws(DocumentError) -> [(name: String, value: DocumentValue)] {
    try object().members.map { name, value in
      (name, DocumentValue(value: value, place: place(of: name)))
    }
  }

  /// Every element in its order.
  func elements() throws(DocumentError) -> [DocumentValue] {
    guard let elements = value.array else { throw misfit("a list") }
    return elements.enumerated().map { index, value in
      DocumentValue(value: value, place: "\(place)[\(index)]")
    }
  }

  func object() throws(DocumentError) -> JSONObject {
    guard let object = value.object else { throw misfit("an object") }
    return object
  }

  func text() throws(DocumentError) -> String {
    guard let text = value.string else { throw misfit("a text") }
    return text
  }

  func texts() throws(DocumentError) -> [String] {
    var texts: [String] = []
    for element in try elements() { texts.append(try element.text()) }
    return texts
  }

  func flag() throws(DocumentError) -> Bool {
    guard let flag = value.bool else { throw misfit("true or false") }
    return flag
  }

  /// A whole number of that range.
  func integer(_ range: ClosedRange<Int>) throws(DocumentError) -> Int {
    guard let integer = value.integer, range.contains(integer) else {
      throw misfit("a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return integer
  }

  /// A number of things: 0 or above.
  func count() throws(DocumentError) -> Int {
    guard let count = value.integer, (0...(1 << 53)).contains(count) else {
      throw misfit("a whole number of at least 0")
    }
    return count
  }

  func number() throws(DocumentError) -> Double {
    guard let number = value.double else { throw misfit("a number") }
    return number
  }

  /// A number of at least 0.
  func amount() throws(DocumentError) -> Double {
    guard let number = value.double, number >= 0 else { throw misfit("a number of at least 0") }
    return number
  }

  /// A number above 0.
  func positive() throws(DocumentError) -> Double {
    guard let number = value.double, number > 0 else { throw misfit("a number above 0") }
    return number
  }

  /// A number from 0 to 1; rounding may put it a hair beyond.
  func share() throws(DocumentError) -> Double {
    guard let number = value.double, (0...1 + 1e-9).contains(number) else {
      throw misfit("a number from 0 to 1")
    }
    return number
  }

  /// A number, or `nil` for null.
  func numberOrNull() throws(DocumentError) -> Double? {
    value == .null ? nil : try number()
  }

  /// A list of finite numbers.
  func numbers() throws(DocumentError) -> [Double] {
    var numbers: [Double] = []
    guard case .slice(let slice) = value, slice.kind == .array else {
      numbers = value.array?.compactMap(\.double) ?? []
      if numbers.count == value.array?.count { return numbers }
      for element in try elements() { _ = try element.number() }
      throw misfit("a list of numbers")
    }
    var reader = JSONReader(slice)
    reader.enterArray()
    // What is no number, or an integer of more digits, stops the run; a null is read as NaN.
    let isAll = !reader.readNumbers(into: &numbers, limit: .max) && numbers.allSatisfy(\.isFinite)
    if isAll { return numbers }
    numbers = []
    for element in try elements() { numbers.append(try element.number()) }
    return numbers
  }

  /// A word of an enum.
  func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ type: Choice.Type = Choice.self
  ) throws(DocumentError) -> Choice {
    guard let choice = value.string.flatMap(Choice.init(rawValue:)) else {
      throw misfit("one of " + Choice.allCases.map(\.rawValue).joined(separator: ", "))
    }
    return choice
  }

  /// A word of an enum of the protocol.
  func word<Choice: WireNamed>(_ type: Choice.Type = Choice.self) throws(DocumentError) -> Choice {
    guard let word = value.string.flatMap(Choice.init(wireName:)) else {
      throw misfit("one of " + Choice.wireNames.joined(separator: ", "))
    }
    return word
  }

  private func place(of name: String) -> String { place.isEmpty ? name : "\(place).\(name)" }
}
