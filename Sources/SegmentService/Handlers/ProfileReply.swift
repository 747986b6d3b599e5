import Features
import JSON
import SegmentProtocol
import Segmentation
import Tables

/// The result of a `profile`, nested for programs or flat for slicers.
struct ProfileReply {
  let stored: StoredModel
  var profile: Segmentation.Profile
  var asOf: Int64?
  var withoutPurchase: Int?
  var warnings: [String] = []
  var breakdowns: [Breakdown] = []
  var trend: Trend?

  init(stored: StoredModel, profile: Segmentation.Profile, asOf: Int64?) {
    self.stored = stored
    self.profile = profile
    self.asOf = asOf
    withoutPurchase = stored.model.ledger.withoutPurchase
  }

  private var segments: [Segment] { stored.segments }

  func bytes(_ format: ProfileFormat) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("model", stored.name)
    writer.member("version", stored.version)
    if let asOf { writer.member("as_of", dateText(asOf)) }
    switch format {
    case .nested: writer.members(of: profile, segments: segments)
    case .table: writer.tableMembers(of: profile, segments: segments)
    }
    if !breakdowns.isEmpty {
      switch format {
      case .nested: writer.member("by", breakdowns, segments)
      case .table: writer.tableMember("by", breakdowns, segments)
      }
    }
    if let trend {
      switch format {
      case .nested: writer.member("trend", trend, segments)
      case .table: writer.tableMember("trend", trend, segments)
      }
    }
    writer.member(withoutPurchase: withoutPurchase)
    writer.member("warnings", strings: warnings)
    writer.endObject()
    return writer.bytes
  }
}

extension JSONWriter {
  /// Segments, overall and importance: the same in a reply and in a model document.
  mutating func members(of profile: Segmentation.Profile, segments: [Segment]) {
    array("segments") { writer in
      for (index, (segment, part)) in zip(segments, profile.segments).enumerated() {
        writer.object { writer in
          writer.member("id", segment.id)
          writer.member("name", segment.name)
          writer.members(of: part)
          if let trend = profile.trends.first(where: { $0.unit == .month }) {
            writer.object("trend") { $0.members(ofDirections: trend.segments[index]) }
          }
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
      for association in profile.associations {
        writer.object(association.column) { writer in
          writer.member("chi2", optional: association.chiSquared)
          writer.member("cramers_v", optional: association.cramersV)
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
    guard !part.spread.isEmpty else { return }
    object("spread") { writer in
      for spread in part.spread {
        writer.object(spread.value) { $0.members(of: spread) }
      }
    }
  }

  mutating func members(of spread: SpreadProfile) {
    member("share", optional: spread.share)
    member("of_value_money", optional: spread.ofValueMoney)
    member("of_value", optional: spread.ofValue)
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
