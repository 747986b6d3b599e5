/// Looks for the place within bounds where a function is smallest, a question at a time.
///
///     var search = BoundedSearch(0, 3)
///     while let place = search.next { search.take((place - 1) * (place - 1)) }
///     search.best   // 1
///
/// > Source: Brent, *Algorithms for Minimization without Derivatives*, 1973; step for step as
/// > scipy's `fminbound`, so that both end at the same place.
struct BoundedSearch {
  /// The best place so far.
  private(set) var best: Double

  /// Where the function is wanted next; nil when the search is over.
  private(set) var next: Double?

  private var lower: Double
  private var upper: Double
  private var bestValue = Double.infinity
  private var second: Double
  private var secondValue = Double.infinity
  private var third: Double
  private var thirdValue = Double.infinity
  private var step = 0.0
  private var stepBefore = 0.0
  private var count = 0

  /// scipy's tolerance for a place.
  private static let tolerance = 1.48e-8
  private static let rootOfRounding = 2.2e-16.squareRoot()
  private static let goldenMean = 0.5 * (3 - 5.0.squareRoot())
  private static let countLimit = 500

  /// Starts between two places.
  init(_ lower: Double, _ upper: Double) {
    (self.lower, self.upper) = (lower, upper)
    best = lower + Self.goldenMean * (upper - lower)
    (second, third) = (best, best)
    next = best
  }

  private var middle: Double { 0.5 * (lower + upper) }
  private var smallestStep: Double { Self.rootOfRounding * best.magnitude + Self.tolerance / 3 }

  /// Takes the function's value at ``next``.
  mutating func take(_ value: Double) {
    guard let place = next else { return }
    count += 1
    if count == 1 {
      (bestValue, secondValue, thirdValue) = (value, value, value)
    } else if value <= bestValue {
      if place >= best { lower = best } else { upper = best }
      (third, thirdValue) = (second, secondValue)
      (second, secondValue) = (best, bestValue)
      (best, bestValue) = (place, value)
    } else {
      if place < best { lower = place } else { upper = place }
      if value <= secondValue || second == best {
        (third, thirdValue) = (second, secondValue)
        (second, secondValue) = (place, value)
      } else if value <= thirdValue || third == best || third == second {
        (third, thirdValue) = (place, value)
      }
    }
    let isFound = !((best - middle).magnitude > 2 * smallestStep - 0.5 * (upper - lower))
    next = isFound || count >= Self.countLimit ? nil : proposal()
  }

  /// A step along a parabola through the three best places, or else into the larger part.
  private mutating func proposal() -> Double {
    if !followParabola() {
      stepBefore = best >= middle ? lower - best : upper - best
      step = Self.goldenMean * stepBefore
    }
    let length = max(step.magnitude, smallestStep)
    return step < 0 ? best - length : best + length
  }

  private mutating func followParabola() -> Bool {
    guard stepBefore.magnitude > smallestStep else { return false }
    let r = (best - second) * (bestValue - thirdValue)
    var q = (best - third) * (bestValue - secondValue)
    var p = (best - third) * q - (best - second) * r
    q = 2 * (q - r)
    if q > 0 { p = -p }
    q = q.magnitude
    let before = stepBefore
    stepBefore = step
    guard p.magnitude < (0.5 * q * before).magnitude, p > q * (lower - best),
      p < q * (upper - best)
    else { return false }
    step = p / q
    let place = best + step
    if place - lower < 2 * smallestStep || upper - place < 2 * smallestStep {
      step = middle < best ? -smallestStep : smallestStep
    }
    return true
  }
}
