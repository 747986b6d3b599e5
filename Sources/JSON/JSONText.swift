/// One whole JSON text that has been checked: RFC 8259 to the letter, valid UTF-8, no half
/// surrogate pairs, no nesting beyond the limit.
///
///     let text = try JSONText(bytes)
///     var reader = JSONReader(text.root)
///
/// White space around the value is allowed, a byte order mark is not (framing drops it). A name
/// that occurs twice in an object is legal here.
///
/// - Complexity: O(n), one pass, about a gigabyte a second on rows of numbers.
public struct JSONText: Sendable {
  /// The nesting that no `depthLimit` exceeds: a tree of values is taken apart recursively by the
  /// language itself, on threads whose stacks may be small.
  public static let greatestDepthLimit = 1024

  /// The value.
  public let root: JSONSlice

  /// The first 16 numbers beyond ±1.8e308, in order; what they mean is for the caller to decide.
  public let outOfRange: [Range<Int>]

  /// Checks a message.
  ///
  /// - Parameter depthLimit: Arrays and objects that may be open at once, at most
  ///   ``greatestDepthLimit``.
  /// - Throws: The first fault.
  public init(_ bytes: [UInt8], depthLimit: Int = 512) throws(JSONError) {
    var validator = Validator(depthLimit: min(depthLimit, Self.greatestDepthLimit))
    let range = try validator.validate(bytes.span)
    root = JSONSlice(
      bytes: bytes, range: range, extents: ContainerExtents(validator.longContainers))
    outOfRange = validator.outOfRange
  }
}
