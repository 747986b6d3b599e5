/// How rows are moved and scaled before single precision sees them.
public struct ScreenScale: Sendable {
  /// What is taken away from rows, one value per feature: near the rows, so that few digits are lost.
  let origin: [Double]

  /// A power of two that then makes all values less than 1; 0 where single precision will not do.
  public let factor: Double

  /// Fits a scale to rows.
  ///
  /// - Parameters:
  ///   - origin: One value per feature, within the range of the feature.
  ///   - largestMagnitude: The largest absolute value of all features.
  public init(origin: [Double], largestMagnitude: Double) {
    self.origin = origin
    // Outside of these, squares of doubles or of singles may vanish or overflow.
    let isWithin = largestMagnitude > 1e-100 && largestMagnitude < 1e100
    factor =
      isWithin && ScreenScale.slack(featureCount: origin.count) <= 0.25
      ? Double(sign: .plus, exponent: -Int(largestMagnitude.exponent) - 2, significand: 1) : 0
  }

  /// Fits a scale to rows, by the mean of a few of them.
  ///
  /// - Parameters:
  ///   - rows: Shape `n × featureCount`, row-major, finite.
  ///   - featureCount: At least 1.
  ///   - largestMagnitude: The largest absolute value.
  public init(rows: Span<Double>, featureCount: Int, largestMagnitude: Double) {
    let rowCount = rows.count / featureCount
    let sampleCount = min(rowCount, 256)
    var means = [Double](repeating: 0, count: featureCount)
    for sample in 0..<sampleCount {
      let start = sample * rowCount / sampleCount * featureCount
      for feature in 0..<featureCount {
        means[feature] += rows[start + feature] / Double(sampleCount)
      }
    }
    self.init(origin: means, largestMagnitude: largestMagnitude)
  }

  /// η of ``screenRows``: by how much a square may err in single precision.
  static func slack(featureCount: Int) -> Float { Float(8 * featureCount + 32) * 0x1p-24 }
}

/// Centres made ready to find the nearest in single precision.
public struct CenterScreen: Sendable {
  /// The origin, eight features a vector.
  let origin: [Lanes]

  /// What rows and centres are multiplied by; 0 where only exact distances will do.
  public let scale: Double

  /// −2 times the centres, moved and scaled, `k × featureCount`.
  let factors: [Float]

  /// The squared length of each.
  let squares: [Float]

  let slack: Float

  /// Moves and scales centres.
  ///
  /// - Parameters:
  ///   - centers: Shape `k × d`, row-major.
  ///   - scale: That of the rows.
  public init(of centers: Span<Double>, scale: ScreenScale) {
    let featureCount = scale.origin.count
    var factors = [Float](repeating: 0, count: centers.count)
    var squares = [Float](repeating: 0, count: centers.count / featureCount)
    var isWithin = scale.factor > 0
    for center in squares.indices {
      var square = 0.0
      for feature in 0..<featureCount {
        let index = center * featureCount + feature
        let value = Float((centers[index] - scale.origin[feature]) * scale.factor)
        factors[index] = -2 * value
        square += Double(value) * Double(value)
        // Centres that were given may be anywhere.
        if !(value.magnitude < 0x1p20) { isWithin = false }
      }
      squares[center] = Float(square)
    }
    origin = scale.lanes
    self.scale = isWithin ? scale.factor : 0
    self.factors = factors
    self.squares = squares
    slack = ScreenScale.slack(featureCount: featureCount)
  }
}

extension CenterScreen {
  /// For how many rows there should be memory while they are screened: a multiple of sixteen.
  ///
  /// So many that they stay in the first-level cache; with 8 features and 8 centres 5.6 ns a row where
  /// all of 1,000,000 rows are chosen and 26 where 30 % are, with 16 rows 6.8 and 34, with 256 rows 8.0
  /// and 26.
  public static let stagedRowCount = 64
}

/// How far each centre and the fastest of the others have moved since the beginning.
///
/// A row whose centre was nearer by more than what came on top since still belongs to it.
public struct CenterTravel: Sendable {
  private var totals: [Double]
  private let scale: Double

  /// The same in single precision, rounded up.
  public private(set) var ceilings: [Float]

  /// And rounded down.
  public private(set) var floors: [Float]

  /// Begins with nothing.
  ///
  /// - Parameter scale: That of the rows.
  public init(centerCount: Int, scale: ScreenScale) {
    totals = [Double](repeating: 0, count: centerCount)
    self.scale = scale.factor
    ceilings = [Float](repeating: 0, count: centerCount)
    floors = ceilings
  }

  /// Adds one move of all centres.
  public mutating func add(_ drifts: CenterDrifts) {
    for center in totals.indices {
      let move = (drifts.own[center] + drifts.other[center]) * scale
      // More than what the three operations round.
      let total = (totals[center] + move) * (1 + 0x1p-50)
      let near = Float(total)
      totals[center] = total
      ceilings[center] = near.nextUp
      floors[center] = near.nextDown
    }
  }
}

extension KernelSet {
  /// Finds the nearest centre of rows in single precision, and by how much it is the nearest.
  public static func screenRows(
    _ chosen: Span<Int32>, of rows: Span<Double>, by screen: borrowing CenterScreen,
    staged: inout MutableSpan<Lanes>, block: inout MutableSpan<SIMD16<Float>>,
    labels: inout MutableSpan<SIMD16<Int32>>, margins: inout MutableSpan<SIMD16<Float>>
  ) {
    screenRows(
      chosen, of: rows, origin: screen.origin.span, scale: screen.scale,
      factors: screen.factors.span, squares: screen.squares.span, slack: screen.slack,
      staged: &staged, block: &block, labels: &labels, margins: &margins)
  }

  /// Finds the nearest centre of rows that are laid out in single precision already.
  public static func screenBlocks(
    of rows: borrowing ScreenRows, blocks: Range<Int>, by screen: borrowing CenterScreen,
    labels: inout MutableSpan<SIMD16<Int32>>, margins: inout MutableSpan<SIMD16<Float>>
  ) {
    screenBlocks(
      of: rows.vectors.span, blocks: blocks, featureCount: rows.featureCount,
      factors: screen.factors.span, squares: screen.squares.span, slack: screen.slack,
      labels: &labels, margins: &margins)
  }
}
