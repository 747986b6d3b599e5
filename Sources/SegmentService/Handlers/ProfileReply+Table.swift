import JSON
import Segmentation

/// The flat form of a profile: one record per line of a table that a slicer can filter.
extension JSONWriter {
  /// One flat record per segment and figure.
  mutating func tableMembers(of profile: Segmentation.Profile, segments: [Segment]) {
    array("segments") { writer in
      for (segment, part) in zip(segments, profile.segments) {
        for (name, feature) in part.features {
          writer.record(segment, part, name) { writer in
            writer.memberNull("value")
            writer.members(of: feature)
          }
        }
        for (name, values) in part.categories {
          for value in values {
            writer.record(segment, part, name) { $0.members(of: value) }
          }
        }
        for spread in part.spread {
          writer.record(segment, part, "spread") { writer in
            writer.member("value", spread.value)
            writer.members(of: spread)
          }
        }
      }
    }
  }

  private mutating func record(
    _ segment: Segment, _ part: SegmentProfile, _ feature: String,
    _ figures: (inout JSONWriter) -> Void
  ) {
    object { writer in
      writer.member("segment", segment.id)
      writer.member("name", segment.name)
      writer.member("size", part.size)
      writer.member("feature", feature)
      figures(&writer)
    }
  }

  /// One flat record per column, value and segment.
  mutating func tableMember(_ name: String, _ breakdowns: [Breakdown], _ segments: [Segment]) {
    array(name) { writer in
      for breakdown in breakdowns {
        for value in breakdown.values {
          for (segment, part) in zip(segments, value.segments) {
            writer.object { writer in
              writer.member("column", breakdown.column)
              writer.member("value", value.value)
              writer.member("segment", segment.id)
              writer.member("name", segment.name)
              writer.members(of: part)
            }
          }
        }
      }
    }
  }

  /// One flat record per period and segment.
  mutating func tableMember(_ name: String, _ trend: Trend, _ segments: [Segment]) {
    array(name) { writer in
      for (period, title) in trend.periods.enumerated() {
        for (segment, part) in zip(segments, trend.segments) {
          writer.object { writer in
            writer.member("period", title)
            writer.member("segment", segment.id)
            writer.member("name", segment.name)
            writer.member("customers", part.customers[period])
            writer.member("orders", part.orders[period])
            if let money = part.monetary { writer.member("monetary", money[period]) }
          }
        }
      }
    }
  }
}
