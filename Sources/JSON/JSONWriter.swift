import Decimals

/// Writes compact JSON; commas come by themselves.
///
///     var writer = JSONWriter()
///     writer.object {
///       $0.member("k", 4)
///       $0.array("sizes") { $0.write(integers: [10, 20]) }
///     }                                       // {"k":4,"sizes":[[10,20]]}
///
/// The text is valid UTF-8 on one line. NaN and infinity become `null`. What would break a line for
/// some reader is escaped: control characters, U+0085, U+2028, U+2029.
public struct JSONWriter: Sendable {
  /// What has been written.
  public private(set) var bytes: [UInt8] = []

  /// Begins with nothing.
  public init() {}

  /// Begins with room for so many bytes.
  public init(capacity: Int) {
    bytes.reserveCapacity(capacity)
  }

  /// Begins an object; write names by ``key(_:)`` and a value after each.
  public mutating func beginObject() {
    separate()
    bytes.append(UInt8(ascii: "{"))
  }

  /// Ends the object begun last.
  public mutating func endObject() {
    bytes.append(UInt8(ascii: "}"))
  }

  /// Begins an array.
  public mutating func beginArray() {
    separate()
    bytes.append(UInt8(ascii: "["))
  }

  /// Ends the array begun last.
  public mutating func endArray() {
    bytes.append(UInt8(ascii: "]"))
  }

  /// Writes the name of a member; its value comes next.
  public mutating func key(_ name: String) {
    separate()
    appendQuoted(name)
    bytes.append(UInt8(ascii: ":"))
  }

  /// Writes text.
  public mutating func write(_ value: String) {
    separate()
    appendQuoted(value)
  }

  /// Writes a double in its shortest form, NaN and infinity as `null`.
  public mutating func write(_ value: Double) {
    separate()
    append(value)
  }

  /// Writes an integer.
  public mutating func write(_ value: Int) {
    separate()
    appendText(of: Int64(value), to: &bytes)
  }

  /// Writes `true` or `false`.
  public mutating func write(_ value: Bool) {
    separate()
    bytes += value ? Self.trueText : Self.falseText
  }

  /// Writes `null`.
  public mutating func writeNull() {
    separate()
    bytes += Self.nullText
  }

  /// Writes one whole JSON value that was written by a ``JSONWriter`` before, as it is.
  ///
  /// What came from outside goes through ``write(_:)-(JSONSlice)``, which takes out line breaks.
  public mutating func writeRaw(_ value: some Collection<UInt8>) {
    separate()
    bytes += value
  }

  /// Writes a whole array of doubles.
  public mutating func write(numbers: [Double]) {
    separate()
    bytes.append(UInt8(ascii: "["))
    appendArray(of: numbers.span) { value, room, offset in
      guard value.isFinite else {
        for (index, letter) in Self.nullText.enumerated() { room[offset &+ index] = letter }
        return offset &+ 4
      }
      return putShortestText(of: value, into: &room, at: offset)
    }
    bytes.append(UInt8(ascii: "]"))
  }

  /// Writes a whole array of integers.
  public mutating func write(integers: [Int32]) {
    separate()
    bytes.append(UInt8(ascii: "["))
    appendArray(of: integers.span) { value, room, offset in
      // Numbers of segments are short, and need no division: half of the time of a long list.
      if value >= 0, value < 10 {
        room[offset] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: value)
        return offset &+ 1
      }
      return putText(of: Int64(value), into: &room, at: offset)
    }
    bytes.append(UInt8(ascii: "]"))
  }

  /// Appends elements with commas between, a block at a time into room made beforehand, which costs
  /// a fraction of appending byte by byte.
  @inline(__always)
  private mutating func appendArray<Element>(
    of elements: Span<Element>, put: (Element, inout MutableSpan<UInt8>, Int) -> Int
  ) {
    var index = 0
    while index < elements.count {
      let blockEnd = min(index &+ 1024, elements.count)
      let start = bytes.count
      let length = (blockEnd &- index) &* (longestNumberText + 1)
      bytes.append(contentsOf: repeatElement(0, count: length))
      var room = bytes.mutableSpan
      var end = start
      while index < blockEnd {
        if index > 0 {
          room[end] = UInt8(ascii: ",")
          end &+= 1
        }
        end = put(elements[index], &room, end)
        index &+= 1
      }
      bytes.removeLast(start &+ length &- end)
    }
  }

  /// Writes a comma unless this is the first in its container, or the value after a name.
  ///
  /// The last byte tells: a value never ends with an opening bracket or a colon.
  @inline(__always)
  mutating func separate() {
    switch bytes.last {
    case nil, UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: ":"): return
    default: bytes.append(UInt8(ascii: ","))
    }
  }

  mutating func append(byte: UInt8) {
    bytes.append(byte)
  }

  @inline(__always)
  private mutating func append(_ value: Double) {
    if value.isFinite {
      appendShortestText(of: value, to: &bytes)
    } else {
      bytes += Self.nullText
    }
  }

  private mutating func appendQuoted(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    appendEscaped(text.utf8.span, to: &bytes)
    bytes.append(UInt8(ascii: "\""))
  }

  private static let trueText: [UInt8] = Array("true".utf8)
  private static let falseText: [UInt8] = Array("false".utf8)
  private static let nullText: [UInt8] = Array("null".utf8)
}
