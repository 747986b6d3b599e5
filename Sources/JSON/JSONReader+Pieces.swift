import Decimals

// An array of rows read in pieces, so that several threads can have one each.
//
// Where a row begins in the middle of an array nobody knows without reading what stands before: a
// text may hold what looks like one. So a piece begins where a row of numbers seems to begin, and
// whoever reads the piece before ends there, or the guess was wrong.

extension JSONReader {
  /// Begins within an array of a message, before the element at an offset.
  ///
  /// - Parameters:
  ///   - array: The array.
  ///   - offset: Where one of its elements begins; anywhere else something harmless is read.
  public init(_ array: JSONSlice, atElement offset: Int) {
    self.init(array)
    position = offset
  }

  /// The offset of the cursor in the message.
  public var offset: Int { position }
}

extension JSONSlice {
  /// Offsets at which rows of numbers seem to begin, in order, at least so many bytes apart; the
  /// first is that of the first element, whatever it is.
  public func likelyRowStarts(every byteCount: Int) -> [Int] {
    let bytes = bytes.span
    var starts = [skippingSpace(bytes, range.lowerBound &+ 1)]
    var position = range.lowerBound &+ 1 &+ max(1, byteCount)
    while position < range.upperBound {
      position = Decimals.offset(of: UInt8(ascii: "]"), in: bytes, from: position)
      let comma = skippingSpace(bytes, position &+ 1)
      let next = skippingSpace(bytes, comma &+ 1)
      position &+= 1
      guard next < range.upperBound, byte(of: bytes, at: comma) == UInt8(ascii: ","),
        byte(of: bytes, at: next) == UInt8(ascii: "[")
      else { continue }
      starts.append(next)
      position = next &+ max(1, byteCount)
    }
    return starts
  }
}
