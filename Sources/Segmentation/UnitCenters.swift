import Clustering
import Features
import Matrices

/// Centres of two models in one space: means in the features' own units, scaled as the older model
/// scales them.
///
/// Models may be scaled differently, each by its own customers; their own units are the same.
struct UnitCenters {
  let old: Matrix
  let new: Matrix

  /// Compares where both have the same features; `nil` otherwise.
  init?(
    _ model: SegmentModel, _ centers: [[(feature: String, value: Double?)]]
  ) {
    guard let first = model.segments.first?.center, let other = centers.first else { return nil }
    let names = first.map(\.feature)
    guard !names.isEmpty, Set(names) == Set(other.map(\.feature)), names.count == other.count
    else { return nil }
    let scales = UnitCenters.scales(of: model.preparation)
    func points(_ centers: [[(feature: String, value: Double?)]]) -> Matrix {
      let values = centers.flatMap { center -> [Double] in
        let known = Dictionary(
          center.map { ($0.feature, $0.value) }, uniquingKeysWith: { first, _ in first })
        return names.map { name in
          // What cannot be placed in the older space tells nothing there.
          guard let value = known[name] ?? nil, let placed = scales[name]?(value),
            placed.magnitude <= 1e140
          else { return 0 }
          return placed
        }
      }
      return Matrix(rowCount: centers.count, columnCount: names.count, values: values)
    }
    old = points(model.segments.map(\.center))
    new = points(centers)
  }

  /// Per feature what brings a value in its own unit to prepared units.
  private static func scales(of preparation: Preparation) -> [String: (Double) -> Double?] {
    var scales: [String: (Double) -> Double?] = [:]
    for column in preparation.columns {
      for (index, output) in column.outputs.enumerated() {
        scales[output.name] = { column.place(of: $0, output: index) }
      }
    }
    return scales
  }
}
