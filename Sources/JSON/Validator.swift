import Decimals

/// Checks a text in one pass, without recursion: what is open stands in an array.
struct Validator {
  /// Numbers beyond double range that are reported at most.
  private static let outOfRangeLimit = 16

  /// Arrays and objects that may be open at once.
  let depthLimit: Int

  /// Numbers beyond ±1.8e308.
  private(set) var outOfRange: [Range<Int>] = []

  /// Containers and texts of at least `ContainerExtents.threshold` bytes, in the order of their ends.
  private(set) var longContainers: [Range<Int>] = []

  init(depthLimit: Int) {
    self.depthLimit = depthLimit
  }

  /// Checks the whole text.
  ///
  /// - Returns: Where its value stands.
  mutating func validate(_ bytes: Span<UInt8>) throws(JSONError) -> Range<Int> {
    var position = skippingSpace(bytes, 0)
    let start = position
    var openings: [Int] = []
    var isObject = false

    while true {
      // Here a value must begin.
      switch byte(of: bytes, at: position) {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
        position = try numbers(bytes, position, isInArray: !isObject && !openings.isEmpty)
      case UInt8(ascii: "\""):
        let opening = position
        position = try endOfString(bytes, position)
        if position &- opening >= ContainerExtents.threshold {
          longContainers.append(opening..<position)
        }
      case UInt8(ascii: "["):
        guard openings.count < depthLimit else { throw .tooDeep(position, depthLimit) }
        openings.append(position)
        isObject = false
        position = skippingSpace(bytes, position &+ 1)
        if byte(of: bytes, at: position) != UInt8(ascii: "]") { continue }
      case UInt8(ascii: "{"):
        guard openings.count < depthLimit else { throw .tooDeep(position, depthLimit) }
        openings.append(position)
        isObject = true
        position = skippingSpace(bytes, position &+ 1)
        if byte(of: bytes, at: position) != UInt8(ascii: "}") {
          position = try afterName(bytes, position)
          continue
        }
      case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"):
        position = try endOfWord(bytes, position)
      default:
        throw .noValue(bytes, position)
      }

      // Here a value, or an empty container's inside, has ended.
      while let opening = openings.last {
        position = skippingSpace(bytes, position)
        let next = byte(of: bytes, at: position)
        if next == UInt8(ascii: ",") {
          position = skippingSpace(bytes, position &+ 1)
          if isObject { position = try afterName(bytes, position) }
          break
        }
        guard next == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else {
          throw .noSeparator(bytes, position, isInObject: isObject, opening: opening)
        }
        position &+= 1
        if position &- opening >= ContainerExtents.threshold,
          openings.count <= ContainerExtents.depth
        {
          longContainers.append(opening..<position)
        }
        openings.removeLast()
        if let outer = openings.last { isObject = bytes[outer] == UInt8(ascii: "{") }
      }
      if openings.isEmpty { break }
    }

    let end = skippingSpace(bytes, position)
    guard end == bytes.count else { throw .textAfterValue(bytes, end) }
    return start..<position
  }

  /// Checks a member's name and the colon after it; returns where its value begins.
  private func afterName(_ bytes: Span<UInt8>, _ start: Int) throws(JSONError) -> Int {
    guard byte(of: bytes, at: start) == UInt8(ascii: "\"") else { throw .noName(bytes, start) }
    let position = skippingSpace(bytes, try endOfString(bytes, start))
    guard byte(of: bytes, at: position) == UInt8(ascii: ":") else {
      throw .noColon(bytes, position)
    }
    return skippingSpace(bytes, position &+ 1)
  }

  /// Checks a number, notes it where it is beyond double range, and in an array goes on with the
  /// numbers that follow it directly.
  @inline(__always)
  private mutating func numbers(
    _ bytes: Span<UInt8>, _ start: Int, isInArray: Bool
  ) throws(JSONError) -> Int {
    var position = start
    while true {
      let token = try endOfNumber(bytes, position)
      if token.mayOverflow { noteIfOutOfRange(bytes, position..<token.end) }
      position = token.end
      guard token.next == UInt8(ascii: ","), isInArray else { return position }
      let first = byte(of: bytes, at: position &+ 1)
      guard first &- 0x30 < 10 || first == UInt8(ascii: "-") else { return position }
      position &+= 1
    }
  }

  @inline(never)
  private mutating func noteIfOutOfRange(_ bytes: Span<UInt8>, _ range: Range<Int>) {
    guard outOfRange.count < Self.outOfRangeLimit else { return }
    if let value = nearestDouble(bytes.extracting(range)), value.isInfinite {
      outOfRange.append(range)
    }
  }
}
