//===-- KernelLoops, KernelLoopsV3, KernelLoopsV4 -------------------------------------------===//
//
// The inner loops of `Kernels`, compiled three times from these same files: for any CPU, in
// `KernelLoopsV3` for those with AVX2 (x86-64-v3), which work on twice as many lanes at once, and in
// `KernelLoopsV4` for those with AVX-512 (x86-64-v4), which work on four times as many.
//
//   in    rows side by side in vectors, centres and other points row-major, all in spans
//   out   labels, squared distances and sums, in memory the caller gives
//   up    `Kernels` chooses between them at run time; nothing else imports them
//   down  nothing
//
// What holds them together:
//
//  * All give the same bits: no product is fused with a sum where it decides anything. Only a screen
//    with a bound for its rounding may fuse, behind `#if FUSED`, which the last two set.
//  * No vector is passed or returned by value across modules, and every function that another
//    module calls is `@inline(never)`: levels pass vectors in different registers, and inlined
//    code would be compiled for the caller's CPU.
//  * No generic code is specialised here. The linker keeps one copy of a specialisation, and it
//    might be the one that older CPUs cannot run; `Tests/Support/levels.py` looks for such.
//
//===----------------------------------------------------------------------------------------===//

/// Eight values side by side, one of each of eight consecutive rows.
public typealias Lanes = SIMD8<Double>

/// The inner loops; what each does is said where `KernelSet` lists them.
public enum Loops {}

extension Loops {
  /// The squared distances of eight rows to one point: the sum of (x − c)² in feature order.
  ///
  /// - Parameters:
  ///   - block: One vector per feature.
  ///   - point: One value per feature.
  @inline(__always)
  static func squaredDistances(_ block: Span<Lanes>, _ point: Span<Double>) -> Lanes {
    var sum = Lanes.zero
    for feature in block.indices {
      let difference = block[feature] - point[feature]
      sum += difference * difference
    }
    return sum
  }
}
