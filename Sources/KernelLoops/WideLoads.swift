extension Loops {
  /// Eight values from a place on.
  @inline(__always)
  static func eight(_ values: Span<Double>, at start: Int) -> Lanes {
    let part = values.extracting(start..<start &+ 8)
    return Lanes(part[0], part[1], part[2], part[3], part[4], part[5], part[6], part[7])
  }

  /// Sixteen values in single precision from a place on.
  @inline(__always)
  static func sixteen(_ values: Span<Float>, at start: Int) -> ScreenLanes {
    let part = values.extracting(start..<start &+ 16)
    return ScreenLanes(
      part[0], part[1], part[2], part[3], part[4], part[5], part[6], part[7], part[8], part[9],
      part[10], part[11], part[12], part[13], part[14], part[15])
  }

  /// Sixteen labels from a place on.
  @inline(__always)
  static func sixteen(_ values: Span<Int32>, at start: Int) -> SIMD16<Int32> {
    let part = values.extracting(start..<start &+ 16)
    return SIMD16<Int32>(
      part[0], part[1], part[2], part[3], part[4], part[5], part[6], part[7], part[8], part[9],
      part[10], part[11], part[12], part[13], part[14], part[15])
  }

  /// Fewer than eight values from a place on, and zeros.
  @inline(__always)
  static func few(_ values: Span<Double>, at start: Int, count: Int) -> Lanes {
    let part = values.extracting(start..<start &+ count)
    switch count {
    case 1: return Lanes(part[0], 0, 0, 0, 0, 0, 0, 0)
    case 2: return Lanes(part[0], part[1], 0, 0, 0, 0, 0, 0)
    case 3: return Lanes(part[0], part[1], part[2], 0, 0, 0, 0, 0)
    case 4: return Lanes(part[0], part[1], part[2], part[3], 0, 0, 0, 0)
    case 5: return Lanes(part[0], part[1], part[2], part[3], part[4], 0, 0, 0)
    case 6: return Lanes(part[0], part[1], part[2], part[3], part[4], part[5], 0, 0)
    case 7: return Lanes(part[0], part[1], part[2], part[3], part[4], part[5], part[6], 0)
    default: return .zero
    }
  }
}
