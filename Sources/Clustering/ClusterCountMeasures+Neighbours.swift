import Matrices

extension ClusterCountMeasures {
  /// Improves each fit from those of one cluster less and one more, where that helps.
  ///
  /// A restart finds a good partition of one number by luck, and of the next by other luck; a curve
  /// of inertia made of such luck bends where it should not. From each fit a cluster is cut in two
  /// for the next number, upwards, and then two are joined for the number before, downwards. On the
  /// AdventureWorks customers (18,484 × 11) the ten restarts alone left k = 4 at 244,054 and k = 7 at
  /// 196,860, so that the elbow said 3; with this they come to 239,858 and 192,252, and it says 4.
  ///
  /// The starts of a step are fitted side by side. (Measured on Online Retail, 4,338 × 3, with two
  /// threads: a sweep over 2 to 10 takes 102 ms in place of 110.)
  ///
  /// - Throws: ``ClusteringError/cancelled`` or ``ClusteringError/outOfTime``.
  mutating func improveByNeighbours(
    _ prepared: PreparedRows, _ monitor: WorkMonitor
  ) throws(ClusteringError) {
    guard data.rowCount <= KMeans.thoroughRowLimit else { return }
    let steps =
      rows.indices.dropFirst().map { ($0 - 1, $0) }
      + rows.indices.dropLast().reversed().map { ($0 + 1, $0) }
    for (step, (source, target)) in steps.enumerated() {
      monitor.report(Double(step), of: Double(steps.count), "comparing neighbouring numbers")
      guard let known = fits[rows[source].clusterCount] else { continue }
      let starts = source < target ? known.cuttings(of: data, seed: seed) : known.joinings
      let (results, verdict) = workers.map(count: starts.count, monitor: monitor) {
        [self] start, _ in fit(prepared, from: starts[start], monitor.silent)
      }
      for case .some(let result) in results { try improve(target, by: result) }
      try verdict.check()
    }
  }

  /// Fits a number from these centres.
  private func fit(
    _ prepared: PreparedRows, from centers: Matrix, _ monitor: WorkMonitor
  ) -> Result<KMeansFit, ClusteringError> {
    do throws(ClusteringError) {
      let kMeans = try KMeans(
        clusterCount: centers.rowCount, initialisation: .centers(centers), refinement: .transfers)
      return .success(
        try kMeans.fit(prepared, weights: weights, workers: .single, monitor: monitor))
    } catch {
      return .failure(error)
    }
  }

  /// Keeps a fit of a number if it has the lower inertia.
  private mutating func improve(
    _ index: Int, by result: Result<KMeansFit, ClusteringError>
  ) throws(ClusteringError) {
    switch result {
    case .failure(.cancelled): throw .cancelled
    // Where rows lie at few places a cluster may end up empty: that start is no good.
    case .failure: return
    case .success(let fit):
      guard fit.isComplete else { throw .outOfTime }
      // Less than rounding is no gain.
      if fit.inertia < rows[index].inertia * (1 - 1e-12) { replace(index, by: fit) }
    }
  }
}

/// Starts that are made from one fit for a neighbouring number.
private let startCount = 3

extension KMeansFit {
  /// Centres for one cluster more: those of the fit, and a row of one of its widest clusters.
  fileprivate func cuttings(of rows: Matrix, seed: UInt64) -> [Matrix] {
    var inertias = [Double](repeating: 0, count: centers.rowCount)
    for (row, label) in labels.enumerated() { inertias[Int(label)] += squaredDistances[row] }
    let widest = inertias.indices.sorted { (inertias[$1], $0) < (inertias[$0], $1) }
    return widest.prefix(startCount).filter { inertias[$0] > 0 }.map { cluster in
      // A row is drawn by its squared distance, as k-means++ draws the next seed.
      var generator = RandomGenerator(
        seed: seed, stream: 0x5EED_C000 + UInt64(centers.rowCount * 1_024 + cluster % 1_024))
      var rest = generator.nextDouble() * inertias[cluster]
      var drawn = 0
      for (row, label) in labels.enumerated() where Int(label) == cluster {
        guard squaredDistances[row] > 0 else { continue }
        drawn = row
        rest -= squaredDistances[row]
        if rest < 0 { break }
      }
      return Matrix(
        rowCount: centers.rowCount + 1, columnCount: centers.columnCount,
        values: centers.values + rows.row(drawn))
    }
  }

  /// Centres for one cluster less: two that cost least to join are one.
  ///
  /// > Source: Ward, *Hierarchical Grouping to Optimize an Objective Function*, J. American
  /// > Statistical Association 58, 1963.
  fileprivate var joinings: [Matrix] {
    let sizes = sizes.map(Double.init)
    var pairs: [(first: Int, second: Int, cost: Double)] = []
    for second in sizes.indices {
      for first in 0..<second {
        var square = 0.0
        for column in 0..<centers.columnCount {
          let difference = centers[first, column] - centers[second, column]
          square += difference * difference
        }
        let cost = sizes[first] * sizes[second] / max(sizes[first] + sizes[second], 1) * square
        pairs.append((first, second, cost))
      }
    }
    pairs.sort { ($0.cost, $0.first, $0.second) < ($1.cost, $1.first, $1.second) }
    return pairs.prefix(startCount).map { pair in
      var joined = centers
      let total = max(sizes[pair.first] + sizes[pair.second], 1)
      for column in 0..<centers.columnCount {
        joined[pair.first, column] =
          centers[pair.first, column] * (sizes[pair.first] / total)
          + centers[pair.second, column] * (sizes[pair.second] / total)
      }
      return joined.picking(sizes.indices.filter { $0 != pair.second })
    }
  }
}
