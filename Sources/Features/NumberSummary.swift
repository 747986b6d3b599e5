/// How the numbers of a column lie.
///
/// Moments are those of the population (divided by *n*), as the scaling has them; quantiles are
/// linear, numpy's default. Sums run over the sorted values, so the order of rows does not show.
public struct NumberSummary: Equatable, Sendable {
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
  /// Mean.
  public let mean: Double
  /// Population standard deviation.
  public let deviation: Double
  /// Third standardised moment, 0 for what is symmetric; `nil` where all values are equal.
  public let skewness: Double?
  /// Fourth standardised moment less 3, 0 for a normal distribution; `nil` where all are equal.
  public let kurtosis: Double?
  /// Values of 0.
  public let zeroCount: Int
  /// Values below 0.
  public let negativeCount: Int
  /// Values below `lower` − 1.5 (`upper` − `lower`) or above `upper` + 1.5 (`upper` − `lower`).
  public let outlierCount: Int
  /// These two fences.
  public let fences: (lower: Double, upper: Double)

  /// Whether every figure is the same.
  public static func == (left: NumberSummary, right: NumberSummary) -> Bool {
    left.minimum == right.minimum && left.lower == right.lower && left.median == right.median
      && left.upper == right.upper && left.high == right.high && left.maximum == right.maximum
      && left.mean == right.mean && left.deviation == right.deviation
      && left.skewness == right.skewness && left.kurtosis == right.kurtosis
      && left.zeroCount == right.zeroCount && left.negativeCount == right.negativeCount
      && left.outlierCount == right.outlierCount && left.fences == right.fences
  }

  /// Describes at least one finite value, sorted ascending.
  init(sorted values: [Double]) {
    minimum = values[0]
    maximum = values[values.count - 1]
    let quartiles = [0.25, 0.5, 0.75, 0.95].map { values.quantile($0) }
    (lower, median, upper, high) = (quartiles[0], quartiles[1], quartiles[2], quartiles[3])
    let moments = Moments(values)
    (mean, deviation) = (moments.mean, moments.deviation)
    (skewness, kurtosis) = (moments.skewness, moments.kurtosis)
    negativeCount = values.firstPlace { $0 >= 0 }
    zeroCount = values.firstPlace { $0 > 0 } - negativeCount
    let reach = 1.5 * (quartiles[2] - quartiles[0])
    let fences = (lower: quartiles[0] - reach, upper: quartiles[2] + reach)
    self.fences = fences
    outlierCount =
      values.firstPlace { $0 >= fences.lower } + values.count
      - values.firstPlace { $0 > fences.upper }
  }
}

/// The first four moments, without overflow.
private struct Moments {
  let mean: Double
  let deviation: Double
  var skewness: Double?
  var kurtosis: Double?

  init(_ values: [Double]) {
    // A power of two: dividing by it changes no digit.
    let largest = Swift.max(values[0].magnitude, values[values.count - 1].magnitude)
    let unit = largest > 0 ? largest.binade : 1
    let count = Double(values.count)
    var sum = 0.0
    for value in values { sum += value / unit }
    let center = values[0] == values[values.count - 1] ? values[0] / unit : sum / count
    var (second, third, fourth) = (0.0, 0.0, 0.0)
    for value in values {
      let difference = value / unit - center
      let square = difference * difference
      second += square
      third += square * difference
      fourth += square * square
    }
    let variance = second / count
    mean = center * unit
    deviation = variance.squareRoot() * unit
    guard values[0] < values[values.count - 1], variance > 0 else { return }
    let skew = third / count / (variance * variance.squareRoot())
    let peak = fourth / count / (variance * variance) - 3
    skewness = skew.isFinite ? skew : nil
    kurtosis = peak.isFinite ? peak : nil
  }
}

extension [Double] {
  /// A linear quantile of these sorted values.
  fileprivate func quantile(_ probability: Double) -> Double {
    let position = probability * Double(count - 1)
    let place = Int(position)
    let (below, above) = (self[place], self[Swift.min(place + 1, count - 1)])
    let fraction = position - Double(place)
    return fraction < 0.5
      ? below + (above - below) * fraction : above - (above - below) * (1 - fraction)
  }

  /// The first place of these sorted values that passes a test which all later ones pass.
  fileprivate func firstPlace(where passes: (Double) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if passes(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
