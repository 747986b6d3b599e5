public import Matrices

/// Where a fit begins.
public enum Initialisation: Equatable, Sendable {
  /// Seeds far from each other, the best of several candidates for each.
  ///
  /// > Source: Arthur and Vassilvitskii, *k-means++: The Advantages of Careful Seeding*, SODA 2007,
  /// > in the greedy form of scikit-learn: 2 + ⌊ln *k*⌋ candidates for each seed.
  case greedyPlusPlus

  /// Rows drawn without replacement.
  case random

  /// These centres, shape `k × d`; one run, whatever the number of restarts.
  ///
  /// Centres that are at rest within the tolerance stay as they are.
  case centers(Matrix)
}

/// What is done after plain k-means to lower the inertia further.
public enum Refinement: Equatable, Sendable {
  /// Single-row transfers, and up to 50,000 rows random swaps; nothing where centres are given.
  case automatic

  /// Single-row transfers alone.
  case transfers

  /// Nothing: plain k-means, to compare with other tools.
  case none
}
