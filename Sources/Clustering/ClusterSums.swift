import Matrices

/// The sums of the rows of each cluster and how much they weigh, without rounding.
///
/// Whole numbers: a row that is taken away leaves what was there before it came, and the order of
/// adding does not matter.
struct ClusterSums: Sendable {
  /// How much each cluster weighs: its number of rows, or their weights as whole numbers.
  private(set) var masses: [Int128]

  /// Sums of the rows, `k × d`; empty where rows have weights.
  private var sums: [Int128] = []

  /// Sums of the rows times their weights, `k × d`; empty where rows have none.
  private var products: [ProductSum] = []

  /// Begins with clusters of no rows.
  init(clusterCount: Int, of data: PreparedRows) {
    masses = [Int128](repeating: 0, count: clusterCount)
    let count = clusterCount * data.featureCount
    if data.weights == nil {
      sums = [Int128](repeating: 0, count: count)
    } else {
      products = [ProductSum](repeating: ProductSum(), count: count)
    }
  }

  /// Moves a row from one cluster, unless it is -1, to another.
  mutating func move(_ row: Int, of data: PreparedRows, from source: Int32, to target: Int32) {
    let width = data.featureCount
    let values = data.rows.values.span.extracting(row * width..<(row + 1) * width)
    let mass = data.mass(of: row)
    masses[Int(target)] &+= mass
    if source >= 0 { masses[Int(source)] &-= mass }
    guard data.weights == nil else {
      for feature in values.indices {
        let whole = data.exact.whole(values[feature], column: feature)
        products[Int(target) * width + feature].add(whole, times: mass)
        if source >= 0 { products[Int(source) * width + feature].subtract(whole, times: mass) }
      }
      return
    }
    for feature in values.indices {
      let whole = data.exact.whole(values[feature], column: feature)
      sums[Int(target) * width + feature] &+= whole
      if source >= 0 { sums[Int(source) * width + feature] &-= whole }
    }
  }

  /// Adds a whole number to the sum of one feature over a cluster, where rows have no weights.
  mutating func add(_ whole: Int128, feature: Int, of cluster: Int, in data: PreparedRows) {
    sums[cluster * data.featureCount + feature] &+= whole
  }

  /// Adds rows to the mass of a cluster, or takes them away.
  mutating func add(mass: Int128, to cluster: Int) { masses[cluster] &+= mass }

  /// Adds the sums of other rows.
  mutating func add(_ other: ClusterSums) {
    for cluster in masses.indices { masses[cluster] &+= other.masses[cluster] }
    for index in sums.indices { sums[index] &+= other.sums[index] }
    for index in products.indices { products[index] &+= other.products[index] }
  }

  /// The mean of one feature over a cluster that weighs something.
  func mean(of cluster: Int, feature: Int, in data: PreparedRows) -> Double {
    let index = cluster * data.featureCount + feature
    if data.weights == nil {
      return data.exact.mean(
        sums[index], count: Int(truncatingIfNeeded: masses[cluster]), column: feature)
    }
    return data.exact.mean(products[index], weight: masses[cluster], column: feature)
  }
}
