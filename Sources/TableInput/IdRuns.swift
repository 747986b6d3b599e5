import Tables

/// The texts of one part of a column, in the order in which they came; a text may be among them more
/// than once.
struct IdRuns: Sendable {
  /// Per code the text: as an id its form and its number, or ``textMark`` and the code of the text.
  private(set) var keys: [UInt64] = []

  /// What stands before the numbers.
  private(set) var beginnings = TextInterner()

  /// Texts that do not end in a number.
  private(set) var texts = TextInterner()

  static let textMark: UInt64 = 1 << 63

  /// Adds a text: its code within the part.
  @inline(__always)
  mutating func add(_ bytes: Span<UInt8>, _ cell: Range<Int>) -> Int32 {
    let code = Int32(truncatingIfNeeded: keys.count)
    if let id = NumberedId(bytes, cell) {
      let beginning = beginnings.code(of: bytes, cell.lowerBound..<id.start)
      keys.append(IdForm(beginning, width: id.width).key(of: id.number))
    } else {
      keys.append(Self.textMark | UInt64(truncatingIfNeeded: texts.code(of: bytes, cell)))
    }
    return code
  }
}

/// What ids have in common that differ in their number alone.
struct IdForm {
  /// Code of the beginning and the width, 0 to 9.
  private let code: UInt32

  init(_ beginning: Int32, width: Int) {
    code = UInt32(truncatingIfNeeded: beginning) << 4 | UInt32(truncatingIfNeeded: width)
  }

  /// The form of a key.
  init(ofKey key: UInt64) { code = UInt32(truncatingIfNeeded: key &>> 32) }

  var beginning: Int32 { Int32(truncatingIfNeeded: code &>> 4) }
  var width: Int { Int(code & 15) }

  func key(of number: UInt32) -> UInt64 { UInt64(code) << 32 | UInt64(number) }
}
