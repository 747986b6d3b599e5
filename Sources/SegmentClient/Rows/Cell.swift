import JSON

/// One value of a row, or an id: a number, a text, a truth, or nothing.
///
///     let row: [Cell] = [3, 9.5, "UK", true, nil]
public enum Cell: Sendable {
  /// Nothing is known.
  case missing
  /// A whole number; ids of many digits stay exact.
  case integer(Int)
  /// Any number; NaN is missing, infinity is refused.
  case number(Double)
  /// Text; dates are text, too: `2011-12-09`.
  case text(String)
  /// True or false, which count as 1 and 0.
  case flag(Bool)
  /// The parts of an id that several columns make.
  case parts([Cell])
}

extension Cell: Hashable {
  /// Whether both are the same value; whole numbers are equal however they are kept.
  public static func == (first: Cell, second: Cell) -> Bool {
    switch (first, second) {
    case (.missing, .missing): true
    case (.integer(let mine), .integer(let other)): mine == other
    case (.number(let mine), .number(let other)): mine == other
    case (.integer(let mine), .number(let other)), (.number(let other), .integer(let mine)):
      Int(exactly: other) == mine
    case (.text(let mine), .text(let other)): mine == other
    case (.flag(let mine), .flag(let other)): mine == other
    case (.parts(let mine), .parts(let other)): mine == other
    default: false
    }
  }

  /// Feeds the value, equal ones alike.
  public func hash(into hasher: inout Hasher) {
    switch self {
    case .missing: break
    case .integer(let value): hasher.combine(value)
    case .number(let value):
      if let whole = Int(exactly: value) { hasher.combine(whole) } else { hasher.combine(value) }
    case .text(let text): hasher.combine(text)
    case .flag(let value): hasher.combine(value)
    case .parts(let parts): hasher.combine(parts)
    }
  }
}

extension Cell {
  var isInfinite: Bool { if case .number(let value) = self { value.isInfinite } else { false } }
}

extension Cell: CustomStringConvertible {
  /// The value as text, nothing where it is missing.
  public var description: String {
    switch self {
    case .missing: ""
    case .integer(let value): String(value)
    case .number(let value): String(value)
    case .text(let text): text
    case .flag(let value): String(value)
    case .parts(let parts): parts.map(\.description).joined(separator: " ")
    }
  }
}

extension Cell: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByStringInterpolation
{
  /// A missing cell.
  public init(nilLiteral: ()) { self = .missing }

  /// True or false.
  public init(booleanLiteral value: Bool) { self = .flag(value) }

  /// A whole number.
  public init(integerLiteral value: Int) { self = .integer(value) }

  /// A number.
  public init(floatLiteral value: Double) { self = .number(value) }

  /// Text.
  public init(stringLiteral value: String) { self = .text(value) }
}

extension Cell: WireValue, Readable {
  func write(to writer: inout JSONWriter) {
    switch self {
    case .missing: writer.writeNull()
    case .integer(let value): writer.write(value)
    case .number(let value): writer.write(value)
    case .text(let text): writer.write(text)
    case .flag(let value): writer.write(value)
    case .parts(let parts): parts.write(to: &writer)
    }
  }

  init(_ reader: inout JSONReader) throws(Misread) {
    switch reader.kind {
    case .null:
      reader.readNull()
      self = .missing
    case .bool: self = .flag(reader.readBool())
    case .string: self = .text(reader.readString())
    case .array: self = .parts(try [Cell](&reader))
    case .number:
      let token = reader.readNumberToken()
      let number = JSONNumber(text: token)
      self = number?.integer.map { .integer($0) } ?? .number(number?.value ?? .nan)
    case .object: throw Misread(found: .object, wanted: "a value")
    }
  }
}
