internal import KernelLoops
internal import Synchronization

#if canImport(KernelLoopsV3)
  internal import KernelLoopsV3
#endif
#if canImport(KernelLoopsV4)
  internal import KernelLoopsV4
#endif

/// For which CPUs the loops were compiled.
///
/// Measured with distances between rows of 8 features: 1.19 ns a pair on any x86-64, 0.60 with AVX2,
/// 0.32 with AVX-512.
public enum KernelLevel: Int, CaseIterable, Sendable {
  /// Any CPU of the architecture.
  case plain

  /// x86-64-v3: AVX2, and what every CPU with it has, as fused multiply-add.
  case v3

  /// x86-64-v4: AVX-512.
  case v4

  /// The levels whose loops this machine can run, the fastest last.
  public static let available = KernelLevel.levels(cpuInfo: cpuInfo())

  /// The loops for this level, which must be one of the ``available``.
  public var loops: any KernelSet.Type {
    #if canImport(KernelLoopsV3)
      if self == .v3 { return KernelLoopsV3::Loops.self }
    #endif
    #if canImport(KernelLoopsV4)
      if self == .v4 { return KernelLoopsV4::Loops.self }
    #endif
    return KernelLoops::Loops.self
  }

  /// The level that is in use: the fastest, unless a test chose another.
  public static var current: KernelLevel {
    KernelLevel(rawValue: chosen.load(ordering: .relaxed)) ?? .plain
  }

  /// Chooses the level for the whole process, for tests that compare levels.
  ///
  /// Other work that runs at the time gets the same bits whatever is chosen.
  ///
  /// - Parameter level: One of the ``available``.
  public static func use(_ level: KernelLevel) {
    precondition(available.contains(level))
    chosen.store(level.rawValue, ordering: .relaxed)
  }

  private static let chosen = Atomic<Int>((available.last ?? .plain).rawValue)
}

/// The loops for this machine: every caller's way to them.
public var kernels: any KernelSet.Type { KernelLevel.current.loops }

extension KernelLoops::Loops: KernelSet {}
#if canImport(KernelLoopsV3)
  extension KernelLoopsV3::Loops: KernelSet {}
#endif
#if canImport(KernelLoopsV4)
  extension KernelLoopsV4::Loops: KernelSet {}
#endif

extension KernelSet {
  /// Finds those rows whose nearest centre may have changed since the last time.
  public static func findDoubtfulRows(
    _ range: Range<Int>, labels: Span<Int32>, drifts: borrowing CenterDrifts,
    upper: inout MutableSpan<Double>, lower: inout MutableSpan<Double>,
    doubtful: inout MutableSpan<Int32>
  ) -> Int {
    findDoubtfulRows(
      range, labels: labels, own: drifts.own.span, other: drifts.other.span,
      reach: drifts.reach.span, growth: drifts.growth, shrinkage: drifts.shrinkage,
      upper: &upper, lower: &lower, doubtful: &doubtful)
  }
}

/// Whether a row whose distances have these bounds may belong to another centre.
///
/// Below 1e-140 squares lose their digits, and no bound can be trusted.
@inline(__always)
public func isWithinReach(_ upper: Double, _ reach: Double, _ lower: Double) -> Bool {
  KernelLoops::Loops.isWithinReach(upper, reach, lower)
}
