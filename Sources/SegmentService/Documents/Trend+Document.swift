import JSON
import SegmentProtocol
import Segmentation

/// What segments did period by period, out of a model document.
extension Trend {
  /// - Parameter ids: The model's segments: the trend has an entry for each, in their order.
  init(_ trend: DocumentValue, unit: Unit, ids: [Int]) throws(DocumentError) {
    let periods = try trend.member("period").texts()
    let list = try trend.member("segments")
    let elements = try list.elements()
    guard elements.count == ids.count else {
      throw list.misfit("a list of \(ids.count), like the segments")
    }
    var segments: [SegmentTrend] = []
    for (element, id) in zip(elements, ids) {
      guard try element.member("id").count() == id else {
        throw try element.member("id").misfit("\(id), like the segment's")
      }
      segments.append(try SegmentTrend(element, periodCount: periods.count))
    }
    self.init(unit: unit, periods: periods, segments: segments)
  }
}

extension SegmentTrend {
  fileprivate init(_ trend: DocumentValue, periodCount: Int) throws(DocumentError) {
    func counts(_ name: String) throws(DocumentError) -> [Int] {
      let list = try trend.member(name)
      var counts: [Int] = []
      for element in try list.elements() { counts.append(try element.count()) }
      guard counts.count == periodCount else {
        throw list.misfit("a list of \(periodCount), a number per period")
      }
      return counts
    }
    let money = try trend.optional("monetary")
    if let money, try money.numbers().count != periodCount {
      throw money.misfit("a list of \(periodCount), a number per period")
    }
    self.init(
      customers: try counts("customers"), orders: try counts("orders"),
      monetary: try money?.numbers(),
      ordersDirection: try TrendDirection(trend, prefix: ""),
      monetaryDirection: money == nil ? nil : try TrendDirection(trend, prefix: "monetary_"))
  }
}

extension TrendDirection {
  fileprivate init(_ trend: DocumentValue, prefix: String) throws(DocumentError) {
    let verdict = try trend.optional(prefix + "verdict")
    self.init(
      slope: try trend.member(prefix + "slope").numberOrNull(),
      lastSix: try trend.member(prefix + "last6").numberOrNull(),
      verdict: try verdict?.choice(Verdict.self))
  }
}
