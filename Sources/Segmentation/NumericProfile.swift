import Matrices

/// One numeric feature within one segment, in the feature's own unit.
public struct NumericProfile: Equatable, Sendable {
  /// Rows with a value.
  public let count: Int
  /// Rows without one.
  public let missing: Int
  /// Mean of the values; `nil` without any.
  public let mean: Double?
  /// Population standard deviation.
  public let deviation: Double?
  /// Smallest, 25th, 50th, 75th and 95th percentile (linear, numpy's default) and largest.
  public let quantiles: Quantiles?
  /// (segment mean − overall mean) / overall standard deviation; `nil` where that is 0.
  public private(set) var z: Double?
  /// Sum of the squared differences from the mean.
  let squares: Double
  /// The nine edges between tenths (linear quantiles), where they were asked for.
  let tenths: [Double]?
  /// The four edges between fifths, where tenths were asked for.
  var fifths: [Double]? { tenths.map { [$0[1], $0[3], $0[5], $0[7]] } }

  /// Five quantiles and the extremes.
  public struct Quantiles: Equatable, Sendable {
    /// Smallest value.
    public let minimum: Double
    /// 25th percentile.
    public let lower: Double
    /// Median.
    public let median: Double
    /// 75th percentile.
    public let upper: Double
    /// 95th percentile.
    public let high: Double
    /// Largest value.
    public let maximum: Double

    /// Keeps the figures.
    public init(
      minimum: Double, lower: Double, median: Double, upper: Double, high: Double, maximum: Double
    ) {
      self.minimum = minimum
      self.lower = lower
      self.median = median
      self.upper = upper
      self.high = high
      self.maximum = maximum
    }
  }

  /// Describes values in canonical order; NaN is missing.
  init(_ values: Span<Double>, wantsTenths: Bool) {
    let (total, count) = laneSum(of: values)
    self.count = count
    missing = values.count - count
    guard count > 0 else {
      (mean, deviation, quantiles, tenths, squares) = (nil, nil, nil, nil, 0)
      return
    }
    // Rows that differ in the sign of a zero are equal in canonical order, so it must not show.
    let average = total / Double(count) + 0.0
    squares = laneSquares(of: values, around: average).squares
    mean = average
    deviation = (squares / Double(count)).squareRoot()
    let parts =
      [0, 0.25, 0.5, 0.75, 0.95, 1] + (wantsTenths ? (1...9).map { Double($0) / 10 } : [])
    let points = NumericProfile.quantiles(parts, of: values, presentCount: count).map { $0 + 0.0 }
    quantiles = Quantiles(
      minimum: points[0], lower: points[1], median: points[2], upper: points[3], high: points[4],
      maximum: points[5])
    tenths = wantsTenths ? Array(points[6...]) : nil
  }

  /// ``init(_:wantsTenths:)`` of an array, with tenths.
  @inline(never)  // The compiler fails at a span in a closure (6.3.1, CopyPropagation).
  init(withTenthsOf values: [Double]) { self.init(values.span, wantsTenths: true) }

  /// The quantiles of the values that are not NaN.
  private static func quantiles(
    _ parts: [Double], of values: Span<Double>, presentCount: Int
  ) -> [Double] {
    if presentCount == values.count { return Matrices.quantiles(parts, of: values) }
    var present: [Double] = []
    present.reserveCapacity(presentCount)
    for index in values.indices where !values[index].isNaN { present.append(values[index]) }
    return Matrices.quantiles(parts, of: present.span)
  }

  /// Keeps figures read from a model document, which has no sum of squares and no tenths.
  public init(
    count: Int, missing: Int, mean: Double?, deviation: Double?, quantiles: Quantiles?, z: Double?
  ) {
    self.count = count
    self.missing = missing
    self.mean = mean
    self.deviation = deviation
    self.quantiles = quantiles
    self.z = z
    squares = 0
    tenths = nil
  }

  /// The same with its z against all customers.
  func compared(with overall: NumericProfile) -> NumericProfile {
    guard let mean, let center = overall.mean, let spread = overall.deviation, spread > 0
    else { return self }
    var compared = self
    compared.z = (mean - center) / spread
    return compared
  }

  /// Whether the values are 0 and 1, as far as the quantiles tell.
  var isFlag: Bool {
    guard let quantiles, quantiles.minimum == 0, quantiles.maximum == 1 else { return false }
    return [quantiles.lower, quantiles.median, quantiles.upper, quantiles.high].allSatisfy {
      $0 == 0 || $0 == 1
    }
  }
}
