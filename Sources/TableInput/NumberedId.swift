/// An id that ends in a number, cut into what stands before the number and the number: `C536379`,
/// `CA-2016-152156`.
///
/// Beginning, width and number give the id back, so two ids are the same where these are.
struct NumberedId: Equatable {
  /// Where the digits begin; what stands before them is the beginning.
  let start: Int

  /// How many digits there are where the first is a zero, else 0: then the number tells it.
  let width: Int

  let number: UInt32

  /// Fewer digits are not worth it: texts of letters and digits end in a few by chance.
  private static let leastDigitCount = 4
  private static let mostDigitCount = 9
  private static let longestBeginning = 12

  /// The id that a cell is; `nil` where it ends in fewer than four digits, or more than twelve bytes
  /// stand before the last nine.
  @inline(__always)
  init?(_ bytes: Span<UInt8>, _ cell: Range<Int>) {
    var start = cell.upperBound
    var (number, scale): (UInt32, UInt32) = (0, 1)
    var first: UInt8 = 0
    while start > cell.lowerBound, cell.upperBound &- start < Self.mostDigitCount {
      let digit = bytes[start &- 1] &- UInt8(ascii: "0")
      guard digit <= 9 else { break }
      number &+= UInt32(digit) &* scale
      scale &*= 10
      first = digit
      start &-= 1
    }
    let digitCount = cell.upperBound &- start
    guard digitCount >= Self.leastDigitCount, start &- cell.lowerBound <= Self.longestBeginning
    else { return nil }
    self.start = start
    self.number = number
    width = first == 0 ? digitCount : 0
  }
}
