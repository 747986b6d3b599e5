/// What the cells of a column say about their decimal mark.
///
/// A cell that is a number under one mark only decides: `808,08` and `0,125` can only have a
/// decimal comma, `1,234.5` only a decimal point. `1,234` and `1.234` say nothing.
public struct NumberEvidence: Sendable {
  private var pointOnly = 0
  private var commaOnly = 0
  private var firstPoint: ReadReport.Example?
  private var firstComma: ReadReport.Example?
  private var firstUndecided: ReadReport.Example?

  /// No cell seen yet.
  public init() {}

  /// Looks at a cell; whether it is a number under either mark.
  ///
  /// - Parameters:
  ///   - cell: UTF-8.
  ///   - row: Index of the row, for the note.
  ///   - count: How many cells hold this text.
  public mutating func add(_ cell: Span<UInt8>, row: Int, count: Int = 1) -> Bool {
    let asPoint = NumberFormat.point.parse(cell)
    var hasComma = false
    var hasMark = false
    for index in cell.indices {
      if cell[index] == Byte.comma { hasComma = true }
      if cell[index] == Byte.point || cell[index] == Byte.comma { hasMark = true }
    }
    guard hasMark else { return asPoint != nil }
    // Most numbers with a point have other than three digits behind it, as no thousands do.
    let isComma = !isPlainDecimal(cell) && NumberFormat.comma.parse(cell) != nil
    switch (asPoint != nil, isComma) {
    case (true, false):
      pointOnly += count
      if firstPoint == nil { firstPoint = .init(row: row, text: text(of: cell)) }
    case (false, true):
      commaOnly += count
      if firstComma == nil { firstComma = .init(row: row, text: text(of: cell)) }
    case (true, true):
      if hasComma, firstUndecided == nil {
        firstUndecided = .init(row: row, text: text(of: cell))
      }
    case (false, false): return false
    }
    return true
  }

  /// Whether more cells could still change what is taken.
  public var isUndecided: Bool { pointOnly == 0 && commaOnly == 0 && firstUndecided != nil }

  /// The format to take, and what a reader should know about the choice.
  public func decide(column: String) -> (format: NumberFormat, note: String?) {
    if let firstPoint, let firstComma {
      let isComma = commaOnly > pointOnly
      let note =
        "column \(quoted(column)) has a decimal point (\(firstPoint.spoken)) and a decimal comma "
        + "(\(firstComma.spoken)); the \(isComma ? "comma" : "point") was taken, because more "
        + "cells need it, and the others count as unreadable; set decimal to decide yourself"
      return (isComma ? .comma : .point, note)
    }
    if commaOnly > 0 { return (.comma, nil) }
    guard pointOnly == 0, let firstUndecided else { return (.point, nil) }
    let note =
      "column \(quoted(column)): nothing tells whether the comma of \(firstUndecided.spoken) parts "
      + "thousands or decimals; thousands was taken; set decimal to \",\" if it is the decimal mark"
    return (.point, note)
  }
}

/// Whether a text is digits, a point and digits, other than three of these; no number under a
/// decimal comma can be.
private func isPlainDecimal(_ text: Span<UInt8>) -> Bool {
  var point = -1
  for index in text.indices where !Byte.isDigit(text[index]) {
    guard text[index] == Byte.point, point < 0, index > 0 else { return false }
    point = index
  }
  return point > 0 && text.count - point - 1 > 0 && text.count - point - 1 != 3
}

extension ReadReport.Example {
  /// The cell as a sentence names it: `"1,5" at row 3`.
  var spoken: String { "\(quoted(text)) at row \(row)" }
}

/// A text between quotation marks, shortened, control characters spelled out.
public func quoted(_ text: String) -> String {
  var shown = "\""
  var count = 0
  for scalar in text.unicodeScalars {
    guard count < 60 else {
      shown += "..."
      break
    }
    count += 1
    switch scalar {
    case "\"": shown += "\\\""
    case "\n": shown += "\\n"
    case "\r": shown += "\\r"
    case "\t": shown += "\\t"
    default:
      if scalar.value < 0x20 || scalar.value == 0x7F {
        shown += "\\u{\(String(scalar.value, radix: 16))}"
      } else {
        shown.unicodeScalars.append(scalar)
      }
    }
  }
  return shown + "\""
}

/// The bytes as text; what is not UTF-8 becomes U+FFFD.
func text(of bytes: Span<UInt8>) -> String {
  var copy: [UInt8] = []
  copy.reserveCapacity(bytes.count)
  for index in bytes.indices { copy.append(bytes[index]) }
  return String(decoding: copy, as: UTF8.self)
}
