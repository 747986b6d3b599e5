public import Matrices

extension Preparation {
  /// Brings points of another preparation's space into this one's: the centres of an older fit, say.
  ///
  /// Every step is taken back by the numbers of the other and made again by the own ones. A point of
  /// components stands for the nearest point in the space of all features. A value of a category that
  /// one of both does not know is one that no row has.
  ///
  /// - Parameters:
  ///   - points: Shape `k × d` with *d* features of `other`.
  ///   - other: A preparation of the same columns, in any order.
  /// - Returns: The points, in this space; nil where the columns are others or are read in another
  ///   way, or a point has no place here.
  public func translate(_ points: Matrix, from other: Preparation) -> Matrix? {
    guard other != self else { return points }
    var places: [String: Int] = [:]
    for (place, column) in other.columns.enumerated() { places[column.name] = place }
    guard columns.count == other.columns.count,
      points.columnCount == other.outputNames.count
    else { return nil }

    var values: [Double] = []
    for row in 0..<points.rowCount {
      let features = other.features(ofPoint: Array(points.row(row)))
      for column in columns {
        guard let place = places[column.name] else { return nil }
        let first = other.columns[..<place].reduce(0) { $0 + $1.outputs.count }
        let source = other.columns[place]
        let known = Array(features[first..<first + source.outputs.count])
        guard let translated = column.translate(known, from: source) else { return nil }
        values += translated
      }
    }
    guard values.allSatisfy({ $0.magnitude <= Filling.largestMagnitude }) else { return nil }
    let features = Matrix(
      rowCount: points.rowCount, columnCount: featureNames.count, values: values)
    guard let projection else { return features }
    return projection.axes.project(features, onto: projection.componentCount)
  }

  /// The features that a point of the space stands for.
  private func features(ofPoint point: [Double]) -> [Double] {
    guard let axes = projection?.axes else { return point }
    return axes.mean.indices.map { feature in
      point.indices.reduce(axes.mean[feature]) { $0 + point[$1] * axes.components[$1, feature] }
    }
  }
}

extension PreparedColumn {
  /// Brings features that another preparation makes of the column to those that this one makes.
  fileprivate func translate(_ features: [Double], from other: PreparedColumn) -> [Double]? {
    let unscaled = zip(features, other.outputs).map { value, output in
      value / other.weight * output.scale + output.center
    }
    switch (content, other.content) {
    case (.numbers(let steps), .numbers(let otherSteps)):
      var value = unscaled[0]
      if steps.transform != otherSteps.transform || steps.lambda != otherSteps.lambda {
        let raw = otherSteps.transform.invert(value, lambda: otherSteps.lambda)
        guard raw.isFinite, steps.transform.isDefined(at: raw) else { return nil }
        value = steps.transform.apply(raw, lambda: steps.lambda)
      }
      guard value.isFinite else { return nil }
      return [(value - outputs[0].center) / outputs[0].scale * weight]
    case (.texts(let steps), .texts(let otherSteps)):
      guard steps.encoding == otherSteps.encoding else { return nil }
      let known = Dictionary(
        zip(other.outputs.map(\.name), unscaled), uniquingKeysWith: { first, _ in first })
      return outputs.map { ((known[$0.name] ?? 0) - $0.center) / $0.scale * weight }
    default: return nil
    }
  }
}
