extension PreparedColumn {
  /// Where a value of one of its features comes to lie in prepared units: transformed, scaled and
  /// weighted; `nil` where the transform is not defined for it.
  ///
  /// - Parameters:
  ///   - value: Of numbers a value in the column's own unit, of encoded text the share of rows with
  ///     the output's value.
  ///   - output: Which of ``outputs``.
  public func place(of value: Double, output: Int) -> Double? {
    guard outputs.indices.contains(output) else { return nil }
    var moved = value
    if case .numbers(let steps) = content, output == 0 {
      guard steps.transform.isDefined(at: value) else { return nil }
      moved = steps.transform.apply(value, lambda: steps.lambda)
    }
    let placed = (moved - outputs[output].center) / outputs[output].scale * weight
    return placed.isFinite ? placed : nil
  }
}
