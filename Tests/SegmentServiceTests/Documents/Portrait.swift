/// Every stored value within a value, found by reflection: what a comparison by hand forgets.
struct Portrait {
  /// A line per value, with where it stands.
  private(set) var lines: [String] = []
  private let leftOut: Set<String>

  /// - Parameter leftOut: Properties by name that are not looked at.
  init(of value: Any, leaving leftOut: Set<String> = []) {
    self.leftOut = leftOut
    add(value, at: "")
  }

  private mutating func add(_ value: Any, at place: String) {
    let mirror = Mirror(reflecting: value)
    switch mirror.displayStyle {
    case .dictionary:
      // Their order is another in every process.
      let entries = mirror.children.map { child -> (String, Any) in
        let pair = Array(Mirror(reflecting: child.value).children)
        return ("\(pair[0].value)", pair[1].value)
      }
      lines.append("\(place): \(entries.count) entries")
      for (key, value) in entries.sorted(by: { $0.0 < $1.0 }) { add(value, at: "\(place)[\(key)]") }
    case .collection, .set:
      lines.append("\(place): \(mirror.children.count) elements")
      for (index, child) in mirror.children.enumerated() {
        add(child.value, at: "\(place)[\(index)]")
      }
    case .enum where mirror.children.isEmpty: lines.append("\(place): \(value)")
    case .some:
      if mirror.children.isEmpty { lines.append("\(place): \(value)") }
      for (index, child) in mirror.children.enumerated() {
        let name = child.label ?? "\(index)"
        if !leftOut.contains(name) { add(child.value, at: "\(place).\(name)") }
      }
    case nil: lines.append("\(place): \(value)")
    @unknown default: lines.append("\(place): \(value)")
    }
  }
}
