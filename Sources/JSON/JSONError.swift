/// Why a text is no JSON.
///
///     byte 6: N begins no value; NaN is not JSON; send null
public struct JSONError: Error, Equatable, Sendable {
  /// Offset of the byte at fault, from 0; the length of the text where it ends too early.
  public let offset: Int

  /// What was found, without a full stop.
  public let reason: String

  /// What to do about it, where that can be told.
  public let hint: String?

  /// Keeps all three.
  public init(offset: Int, reason: String, hint: String? = nil) {
    self.offset = offset
    self.reason = reason
    self.hint = hint
  }
}

extension JSONError: CustomStringConvertible {
  /// One sentence: where, what was found, what to do.
  public var description: String {
    "byte \(offset): \(reason)" + (hint.map { "; " + $0 } ?? "")
  }
}
