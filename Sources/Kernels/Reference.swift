/// The same results as the kernels, one scalar at a time: the specification the tests hold them to.
public enum Reference {
  /// The squared distance of two points: the sum of (x − c)² in feature order.
  public static func squaredDistance(_ row: Span<Double>, _ point: Span<Double>) -> Double {
    var sum = 0.0
    for feature in row.indices {
      let difference = row[feature] - point[feature]
      sum += difference * difference
    }
    return sum
  }

  /// The nearest centre of one row, and the squared distance to it.
  ///
  /// See ``nearestCenters(of:blocks:to:featureCount:labels:squaredDistances:)``.
  public static func nearestCenter(
    of row: Span<Double>, to centers: Span<Double>
  ) -> (label: Int32, squaredDistance: Double) {
    var nearest = (label: Int32(0), squaredDistance: Double.infinity)
    for center in 0..<centers.count / row.count {
      let point = centers.extracting(center * row.count..<(center + 1) * row.count)
      let distance = squaredDistance(row, point)
      if distance < nearest.squaredDistance { nearest = (Int32(center), distance) }
    }
    return nearest
  }

  /// The two nearest centres of one row; the second is -1 and infinitely far for one centre.
  public static func nearestTwoCenters(
    of row: Span<Double>, to centers: Span<Double>
  ) -> (label: Int32, squaredDistance: Double, second: Int32, secondSquaredDistance: Double) {
    var order: [(distance: Double, index: Int32)] = []
    for center in 0..<centers.count / row.count {
      let point = centers.extracting(center * row.count..<(center + 1) * row.count)
      order.append((squaredDistance(row, point), Int32(center)))
    }
    order.sort { $0.distance != $1.distance ? $0.distance < $1.distance : $0.index < $1.index }
    let second = order.count > 1 ? order[1] : (Double.infinity, -1)
    return (order[0].index, order[0].distance, second.1, second.0)
  }

  /// The potential with one candidate more, lane by lane: row *r* belongs to lane *r* mod 8.
  ///
  /// `nearest` holds squares times the weights of the rows.
  public static func potential(
    of rows: Span<Double>, candidate: Span<Double>, nearest: Span<Double>, weights: Span<Double>
  ) -> [Double] {
    var lanes = [Double](repeating: 0, count: Lanes.scalarCount)
    for row in nearest.indices {
      let values = rows.extracting(row * candidate.count..<(row + 1) * candidate.count)
      lanes[row % Lanes.scalarCount] += min(
        nearest[row], squaredDistance(values, candidate) * weights[row])
    }
    return lanes
  }

  /// The sum of the Euclidean distances of one row to others, added in their order.
  public static func distanceSum(of row: Span<Double>, to others: Span<Double>) -> Double {
    var sum = 0.0
    for other in 0..<others.count / row.count {
      let point = others.extracting(other * row.count..<(other + 1) * row.count)
      sum += squaredDistance(row, point).squareRoot()
    }
    return sum
  }

  /// The sums of the Euclidean distances of one row to others, as the other row of their pairs.
  ///
  /// Distances to whole blocks of eight are added lane by lane, then the lanes in pairs: 0 and 4 with
  /// 2 and 6, 1 and 5 with 3 and 7. Those to the rows that are left are added in the same way.
  ///
  /// - Returns: One sum for the whole blocks, and one for the rest, where there are such rows.
  public static func laneSums(of row: Span<Double>, to others: Span<Double>) -> [Double] {
    let count = others.count / row.count
    let wholeCount = count / Lanes.scalarCount * Lanes.scalarCount
    return [0..<wholeCount, wholeCount..<count].filter { !$0.isEmpty }.map { range in
      var lanes = [Double](repeating: 0, count: Lanes.scalarCount)
      for other in range {
        let point = others.extracting(other * row.count..<(other + 1) * row.count)
        lanes[other % Lanes.scalarCount] += squaredDistance(row, point).squareRoot()
      }
      return ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6]))
        + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]))
    }
  }
}
