import Glibc

/// How far counts have moved between bins: 0 where the shares are the same.
///
/// The sum over the bins of (current − reference) · ln(current / reference), of shares. A bin that is
/// empty on one side counts as a share of 0.0001 there, so that the sum is always finite.
///
/// > Source: Siddiqi, *Credit Risk Scorecards*, 2006 (population stability index); below 0.1 is taken
/// > for no change, from 0.25 for a major one.
///
/// - Parameters:
///   - reference: Per bin how often it came at first.
///   - current: Per bin how often it came now; as many.
/// - Returns: 0 or more; `nil` where either side has no counts at all.
public func populationStabilityIndex(_ reference: [Int], _ current: [Int]) -> Double? {
  precondition(reference.count == current.count)
  let (before, now) = (reference.reduce(0, +), current.reduce(0, +))
  guard before > 0, now > 0 else { return nil }
  func share(_ count: Int, _ total: Int) -> Double {
    count == 0 ? 1e-4 : Double(count) / Double(total)
  }
  return zip(reference, current).reduce(0) { sum, counts in
    // Bins that are empty on both sides would add 0 anyway.
    let (first, second) = (share(counts.0, before), share(counts.1, now))
    return sum + (second - first) * log(second / first)
  }
}
