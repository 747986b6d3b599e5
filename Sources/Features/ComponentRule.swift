/// How many principal components the features are brought to.
public enum ComponentRule: Equatable, Sendable {
  /// The fewest whose share of the variance is larger than this; between 0 and 1.
  case variance(Double)
  /// So many.
  case components(Int)

  /// The most features whose axes are computed: time grows with their third power.
  public static let featureLimit = 2_000

  func validate() throws(FeatureError) {
    switch self {
    case .variance(let share):
      guard share > 0, share < 1 else {
        throw .invalidRecipe(
          parameter: "pca.variance", expected: "above 0 and below 1", got: numberText(share))
      }
    case .components(let count):
      guard count >= 1, count <= Self.featureLimit else {
        throw .invalidRecipe(
          parameter: "pca.components", expected: "between 1 and \(Self.featureLimit)",
          got: "\(count)")
      }
    }
  }
}
