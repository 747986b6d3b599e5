import JSON
import Segmentation

extension JSONWriter {
  /// What the segments did period by period.
  mutating func member(_ name: String, _ trend: Trend, _ segments: [Segment]) {
    object(name) { writer in
      writer.member("period", strings: trend.periods)
      writer.array("segments") { writer in
        for (segment, part) in zip(segments, trend.segments) {
          writer.object { writer in
            writer.member("id", segment.id)
            writer.member("customers", integers: part.customers)
            writer.member("orders", integers: part.orders)
            if let money = part.monetary { writer.member("monetary", numbers: money) }
            writer.members(ofDirections: part)
          }
        }
      }
    }
  }

  /// Where orders and money go: `slope`, `last6` and `verdict` are of the orders.
  mutating func members(ofDirections part: SegmentTrend) {
    members(of: part.ordersDirection, prefix: "")
    if let money = part.monetaryDirection { members(of: money, prefix: "monetary_") }
  }

  private mutating func members(of direction: TrendDirection, prefix: String) {
    member(prefix + "slope", optional: direction.slope)
    member(prefix + "last6", optional: direction.lastSix)
    if let verdict = direction.verdict {
      member(prefix + "verdict", verdict.rawValue)
    } else {
      memberNull(prefix + "verdict")
    }
  }

  /// A list of whole numbers.
  mutating func member(_ name: String, integers: [Int]) {
    array(name) { writer in for integer in integers { writer.write(integer) } }
  }

  /// The segments on the values of columns.
  mutating func member(_ name: String, _ breakdowns: [Breakdown], _ segments: [Segment]) {
    object(name) { writer in
      for breakdown in breakdowns {
        writer.array(breakdown.column) { writer in
          for value in breakdown.values {
            writer.object { writer in
              writer.member("value", value.value)
              writer.member("customers", value.customers)
              if let money = value.monetary { writer.member("monetary", money) }
              writer.array("segments") { writer in
                for (segment, part) in zip(segments, value.segments) {
                  writer.object { writer in
                    writer.member("id", segment.id)
                    writer.members(of: part)
                  }
                }
              }
            }
          }
        }
      }
    }
  }

  mutating func members(of part: Breakdown.Part) {
    member("customers", part.customers)
    member("share", part.share)
    if let money = part.monetary { member("monetary", money) }
  }

  mutating func member(_ name: String, _ cell: Breakdown.Cell) {
    switch cell {
    case .text(let text): member(name, text)
    case .number(let number): member(name, number)
    case .missing: memberNull(name)
    }
  }
}
