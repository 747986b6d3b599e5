import Decimals

/// Reads a checked value piece by piece, in the order in which it is written.
///
///     var reader = JSONReader(text.root)       // {"a": 1, "b": [2, 3]}
///     reader.enterObject()
///     while let key = reader.nextKey() {
///       if key == "a" { reader.readNumber() } else { reader.skip() }
///     }
///
/// The reader never traps on a checked value. Where the value at the cursor is of another kind than
/// the one asked for, it is skipped and something harmless comes back (NaN, "", false, an empty
/// container): look at ``kind`` first where it matters.
public struct JSONReader: Sendable {
  let bytes: [UInt8]
  let extents: ContainerExtents
  var position: Int

  /// Set where a container was asked for and none was there: it reads as an empty one.
  private var isInNothing = false

  /// Begins at a value.
  public init(_ slice: JSONSlice) {
    bytes = slice.bytes
    extents = slice.extents
    position = slice.range.lowerBound
  }

  /// What the value at the cursor is.
  public var kind: JSONKind {
    JSONKind(first: byte(of: bytes.span, at: position))
  }

  /// Enters the object at the cursor; ``nextKey()`` then goes from member to member.
  public mutating func enterObject() {
    enter(UInt8(ascii: "{"))
  }

  /// Enters the array at the cursor; ``nextElement()`` then goes from element to element.
  public mutating func enterArray() {
    enter(UInt8(ascii: "["))
  }

  /// Goes on to the next member of an object, whose value has been read or skipped.
  ///
  /// - Returns: Its name, with the cursor at its value; nil at the end, which leaves the object.
  public mutating func nextKey() -> String? {
    guard nextElement(), kind == .string else { return nil }
    let key = readString()
    position = startOfMemberValue(bytes.span, position)
    return key
  }

  /// Goes on to the next element of an array, after the one before has been read or skipped.
  ///
  /// - Returns: Whether there is one, with the cursor at it; false at the end, which leaves the
  ///   array.
  public mutating func nextElement() -> Bool {
    if isInNothing {
      isInNothing = false
      return false
    }
    let start = startOfElement(bytes.span, position)
    position = start.offset
    return !start.isEnd
  }

  /// Takes the number at the cursor as the nearest double; NaN where there is none.
  @discardableResult
  public mutating func readNumber() -> Double {
    guard let number = scanNumber(bytes.span, from: position) else {
      skip()
      return .nan
    }
    position = number.end
    return number.value
  }

  /// Takes the number at the cursor as it is written.
  public mutating func readNumberToken() -> String {
    readSlice().text
  }

  /// Takes `true` or `false`.
  @discardableResult
  public mutating func readBool() -> Bool {
    let isTrue = byte(of: bytes.span, at: position) == UInt8(ascii: "t")
    skip()
    return isTrue
  }

  /// Takes `null`.
  public mutating func readNull() {
    skip()
  }

  /// Takes the value at the cursor whole, unread.
  public mutating func readSlice() -> JSONSlice {
    let start = position
    skip()
    return JSONSlice(bytes: bytes, range: start..<position, extents: extents)
  }

  /// Passes over the value at the cursor; a long container costs as little as a short one.
  public mutating func skip() {
    position = endOfCheckedValue(bytes.span, position, extents)
  }

  private mutating func enter(_ bracket: UInt8) {
    if byte(of: bytes.span, at: position) == bracket {
      position &+= 1
    } else {
      skip()
      isInNothing = true
    }
  }
}
