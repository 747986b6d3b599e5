import Kernels

/// The loops of every level that this machine can run.
let everyLevel = KernelLevel.available.map(\.loops)

/// Random numbers for tests, the same every time.
struct Numbers {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 2_862_933_555_777_941_757 &+ 3_037_000_493 }

  /// A number in −1 ..< 1.
  mutating func next() -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(Int64(bitPattern: state) >> 11) * 0x1p-52
  }

  /// A table of numbers; coarse ones are multiples of ½, so that distances tie.
  mutating func table(_ rowCount: Int, _ columnCount: Int, isCoarse: Bool = false) -> [Double] {
    (0..<rowCount * columnCount).map { _ in
      let number = next()
      return isCoarse ? Double(Int(number * 4)) / 2 : number
    }
  }
}

extension Array {
  /// One row of a row-major table.
  func row(_ row: Int, _ columnCount: Int) -> [Element] {
    Array(self[row * columnCount..<(row + 1) * columnCount])
  }
}
