import Decimals
public import Matrices

/// The last step of a preparation: from features to principal components.
public struct Projection: Equatable, Sendable {
  /// The mean of each feature, the axes that are kept (`m × d`) and the variance along them.
  public let axes: PrincipalAxes

  /// The variance of all features together, what is left out included.
  public let totalVariance: Double

  /// Keeps both.
  public init(axes: PrincipalAxes, totalVariance: Double) {
    self.axes = axes
    self.totalVariance = totalVariance
  }

  /// Number of components, *m*.
  public var componentCount: Int { axes.components.rowCount }

  /// `PC1`, `PC2` and so on.
  public var names: [String] { (1...max(componentCount, 1)).map { "PC\($0)" } }

  /// Per component its share of the variance of all features, 0 to 1.
  public var shares: [Double] {
    axes.variances.map { totalVariance > 0 ? $0 / totalVariance : 0 }
  }

  /// Finds the axes of features in canonical order and keeps as many as the rule says.
  ///
  /// - Throws: ``FeatureError``: more components than there can be, too many features, cancelled.
  ///
  /// > Source: scikit-learn's `PCA`: the smallest count whose cumulative share is strictly larger.
  static func fit(
    _ rule: ComponentRule, to features: Matrix, workers: Workers, monitor: WorkMonitor
  ) throws(FeatureError) -> Projection {
    guard features.columnCount <= ComponentRule.featureLimit else {
      throw .invalidRecipe(
        parameter: "pca", expected: "left out for more than \(ComponentRule.featureLimit) features",
        got: "asked for with \(features.columnCount)")
    }
    let most = min(features.rowCount, features.columnCount)
    if case .components(let count) = rule, count > most {
      throw .invalidRecipe(
        parameter: "pca.components",
        expected: "at most \(most), the smaller of "
          + counted(features.columnCount, "feature") + " and "
          + counted(features.rowCount, "row"), got: "\(count)")
    }
    guard let all = PrincipalAxes(of: features, workers: workers, monitor: monitor) else {
      guard case .proceed = monitor.verdict else { throw .cancelled }
      throw .badData(
        row: nil, column: nil, value: nil,
        reason: "the prepared features are too large for pca; scale them or give them less weight")
    }
    let total = all.variances.reduce(0, +)
    let count: Int
    switch rule {
    case .components(let asked): count = asked
    case .variance(let share):
      var sum = 0.0
      let cumulative = all.variances.map { variance in
        sum += variance
        return total > 0 ? sum / total : 1
      }
      count = min((cumulative.firstIndex { $0 > share } ?? most - 1) + 1, most)
    }
    let kept = Matrix(
      rowCount: count, columnCount: features.columnCount,
      values: Array(all.components.values.prefix(count * features.columnCount)))
    return Projection(
      axes: PrincipalAxes(
        mean: all.mean, variances: Array(all.variances.prefix(count)), components: kept),
      totalVariance: total)
  }

  /// Checks what was read from a document.
  func validate(featureCount: Int) throws(FeatureError) {
    let numbers = axes.mean + axes.variances + axes.components.values
    let fits =
      axes.mean.count == featureCount && axes.components.columnCount == featureCount
      && axes.variances.count == componentCount && componentCount >= 1
    guard fits, (numbers + [totalVariance]).allSatisfy(\.isFinite) else {
      throw .invalidRecipe(
        parameter: "preparation.projection",
        expected: "finite numbers for \(featureCount) features",
        got: fits ? "others" : "of another shape")
    }
  }

  /// Brings features to components; a row gets the same bits whatever rows it comes with.
  ///
  /// - Returns: `n × m`; nil where the monitor said stop.
  func apply(_ features: Matrix, workers: Workers, monitor: WorkMonitor) -> Matrix? {
    axes.project(features, onto: componentCount, workers: workers, monitor: monitor)
  }
}
