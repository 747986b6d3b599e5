import JSON
import SegmentProtocol
import Segmentation
import Tables

/// The result of a `profile`, nested for programs or flat for slicers.
struct ProfileReply {
  let stored: StoredModel
  let profile: Segmentation.Profile
  let asOf: Int64?
  let withoutPurchase: Int?
  let warnings: [String]

  func bytes(_ format: ProfileFormat) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("model", stored.name)
    writer.member("version", stored.version)
    if let asOf { writer.member("as_of", dateText(asOf)) }
    switch format {
    case .nested: writer.members(of: profile, segments: stored.model.segments)
    case .table: writeTable(&writer)
    }
    writer.member(withoutPurchase: withoutPurchase)
    writer.member("warnings", strings: warnings)
    writer.endObject()
    return writer.bytes
  }

  /// One flat record per segment and figure.
  private func writeTable(_ writer: inout JSONWriter) {
    writer.array("segments") { writer in
      for (segment, part) in zip(stored.model.segments, profile.segments) {
        for (name, feature) in part.features {
          writer.object { writer in
            writer.member("segment", segment.id)
            writer.member("name", segment.name)
            writer.member("size", part.size)
            writer.member("feature", name)
            writer.memberNull("value")
            writer.members(of: feature)
          }
        }
        for (name, values) in part.categories {
          for value in values {
            writer.object { writer in
              writer.member("segment", segment.id)
              writer.member("name", segment.name)
              writer.member("size", part.size)
              writer.member("feature", name)
              writer.members(of: value)
            }
          }
        }
      }
    }
  }
}

extension JSONWriter {
  /// Segments, overall and importance: the same in a reply and in a model document.
  mutating func members(of profile: Segmentation.Profile, segments: [Segment]) {
    array("segments") { writer in
      for (segment, part) in zip(segments, profile.segments) {
        writer.object { writer in
          writer.member("id", segment.id)
          writer.member("name", segment.name)
          writer.members(of: part)
          // Reasons speak of the figures beside them, whoever the customers are.
          writer.member("reasons", strings: part.reasons)
          writer.member("advice", strings: segment.advice)
        }
      }
    }
    object("overall") { writer in writer.members(of: profile.overall) }
    object("importance") { writer in
      for importance in profile.importance {
        writer.object(importance.feature) { writer in
          writer.member("eta2", optional: importance.etaSquared)
          writer.member("F", optional: importance.ratio)
        }
      }
    }
  }

  private mutating func members(of part: SegmentProfile) {
    member("size", part.size)
    member("share", part.share)
    if let monetary = part.monetary { member("monetary", monetary) }
    if let share = part.monetaryShare { member("monetary_share", share) }
    if let share = part.oneTimeShare { member("one_time_share", share) }
    object("features") { writer in
      for (name, feature) in part.features {
        writer.object(name) { writer in writer.members(of: feature) }
      }
    }
    object("categories") { writer in
      for (name, values) in part.categories {
        writer.array(name) { writer in
          for value in values {
            writer.object { writer in writer.members(of: value) }
          }
        }
      }
    }
  }

  mutating func members(of feature: NumericProfile) {
    member("mean", optional: feature.mean)
    member("sd", optional: feature.deviation)
    member("min", optional: feature.quantiles?.minimum)
    member("p25", optional: feature.quantiles?.lower)
    member("p50", optional: feature.quantiles?.median)
    member("p75", optional: feature.quantiles?.upper)
    member("p95", optional: feature.quantiles?.high)
    member("max", optional: feature.quantiles?.maximum)
    member("z", optional: feature.z)
    member("missing", feature.missing)
  }

  mutating func members(of value: CategoryProfile) {
    member("value", value.value)
    member("share", value.share)
    member("lift", value.lift)
    member("of_value", value.ofValue)
    if let money = value.ofValueMoney { member("of_value_money", money) }
  }
}
