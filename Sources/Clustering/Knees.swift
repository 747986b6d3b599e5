/// The way a curve should bend.
public enum CurveShape: Sendable {
  /// It falls fast and then slowly, as inertia does.
  case convexDecreasing
  /// It rises fast and then slowly.
  case concaveIncreasing
}

/// Where a curve bends, by the rule of the Python package kneed (0.8.6 and later).
///
/// Both axes are scaled to 0...1 and the distance of the curve to its diagonal is followed from left
/// to right: a maximum is the knee as soon as the distance falls below it by more than one step of
/// the horizontal axis, unless a minimum comes first.
///
/// > Source: Satopää, Albrecht, Irwin and Raghavan, *Finding a "Kneedle" in a Haystack*, ICDCS
/// > Workshops 2011, sensitivity 1, as kneed 0.9.0 carries it out offline.
///
/// - Parameters:
///   - positions: The horizontal axis, ascending.
///   - values: The curve, finite, one value per position.
///   - shape: The way it should bend.
/// - Returns: The position of the knee; nil where there is none, as on a straight line, on a curve
///   whose values are all the same, and on fewer than two points.
public func kneedElbow(
  _ positions: [Int], _ values: [Double], shape: CurveShape = .convexDecreasing
) -> Int? {
  Kneedle(positions, values, shape)?.knee(endsAtMinima: true).map { positions[$0] }
}

/// Where a curve bends, by the rule of the Python package yellowbrick (1.5).
///
/// As ``kneedElbow(_:_:shape:)``, but a minimum does not end the search for the knee that came before
/// it: from there on any distance below 0 confirms it.
///
/// > Source: `yellowbrick.utils.kneed`, an early copy of kneed, which its elbow visualizer uses.
public func yellowbrickElbow(
  _ positions: [Int], _ values: [Double], shape: CurveShape = .convexDecreasing
) -> Int? {
  Kneedle(positions, values, shape)?.knee(endsAtMinima: false).map { positions[$0] }
}

/// A curve's distances to its diagonal.
///
/// Every rounding is numpy's, because rounded curves meet the threshold exactly.
private struct Kneedle {
  let distances: [Double]
  let step: Double

  init?(_ positions: [Int], _ values: [Double], _ shape: CurveShape) {
    precondition(positions.count == values.count)
    guard let horizontal = scaled(positions.map(Double.init)), var vertical = scaled(values)
    else { return nil }
    if shape == .convexDecreasing {
      let largest = vertical.max() ?? 1
      vertical = vertical.map { largest - $0 }
    }
    distances = zip(vertical, horizontal).map { $0 - $1 }
    let steps = zip(horizontal.dropFirst(), horizontal).map { $0 - $1 }
    step = abs(pairwiseSum(steps) / Double(steps.count))
  }

  /// The index of the knee.
  func knee(endsAtMinima: Bool) -> Int? {
    guard var index = distances.indices.first(where: isMaximum) else { return nil }
    var threshold = 0.0
    var candidate = index
    var isActive = true
    while index < distances.count - 1 {
      if isMaximum(index) {
        threshold = distances[index] - step
        candidate = index
        isActive = true
      }
      if isMinimum(index) {
        threshold = 0
        if endsAtMinima { isActive = false }
      }
      if isActive && distances[index + 1] < threshold { return candidate }
      index += 1
    }
    return nil
  }

  /// Whether neither neighbour is larger; an end has itself for a neighbour.
  private func isMaximum(_ index: Int) -> Bool {
    distances[index] >= distances[max(index - 1, 0)]
      && distances[index] >= distances[min(index + 1, distances.count - 1)]
  }

  private func isMinimum(_ index: Int) -> Bool {
    distances[index] <= distances[max(index - 1, 0)]
      && distances[index] <= distances[min(index + 1, distances.count - 1)]
  }
}

/// The values from 0 to 1; nil where they are all the same.
private func scaled(_ values: [Double]) -> [Double]? {
  guard let least = values.min(), let largest = values.max(), largest - least > 0,
    (largest - least).isFinite
  else { return nil }
  return values.map { ($0 - least) / (largest - least) }
}

/// numpy's sum of up to 128 values: eight at a time, and the rest one by one.
private func pairwiseSum(_ values: [Double]) -> Double {
  guard values.count >= 8 else { return values.reduce(0, +) }
  var lanes = Array(values[..<8])
  var index = 8
  while index + 8 <= values.count {
    for lane in 0..<8 { lanes[lane] += values[index + lane] }
    index += 8
  }
  let sum =
    ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3]))
    + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]))
  return values[index...].reduce(sum, +)
}
