import Features
import JSON
import Segmentation

/// What segments are like, out of a model document.
extension Profile {
  /// - Parameter ids: The model's segments: the profile has an entry for each, in their order.
  init(
    _ profile: DocumentValue, ids: [Int], quintiles: DocumentValue
  ) throws(DocumentError) {
    let overall = try SegmentProfile(try profile.member("overall"))
    let features = overall.features.map(\.name)
    let list = try profile.member("segments")
    let elements = try list.elements()
    guard elements.count == ids.count else {
      throw list.misfit("a list of \(ids.count), like the segments")
    }
    var segments: [SegmentProfile] = []
    for (element, id) in zip(elements, ids) {
      guard try element.member("id").count() == id else {
        throw try element.member("id").misfit("\(id), like the segment's")
      }
      let segment = try SegmentProfile(element)
      guard segment.features.map(\.name) == features else {
        throw try element.member("features").misfit("an object with the features of overall")
      }
      segments.append(segment)
    }
    var importance: [Importance] = []
    var associations: [Association] = []
    for (name, value) in try profile.member("importance").members() {
      if try value.object()["eta2"] == nil {
        associations.append(
          Association(
            column: name, chiSquared: try value.member("chi2").numberOrNull(),
            cramersV: try value.member("cramers_v").numberOrNull()))
        continue
      }
      importance.append(
        Importance(
          feature: name, etaSquared: try value.member("eta2").numberOrNull(),
          ratio: try value.member("F").numberOrNull()))
    }
    var trends: [Trend] = []
    for (name, trend) in try profile.optional("trends")?.members() ?? [] {
      guard let unit = Trend.Unit(rawValue: name) else { throw trend.misfit("month or quarter") }
      trends.append(try Trend(trend, unit: unit, ids: ids))
    }
    var edges: [String: [Double]] = [:]
    for (name, value) in try quintiles.members() {
      let numbers = try value.numbers()
      guard numbers.count == 4 else { throw value.misfit("a list of 4 numbers") }
      edges[name] = numbers
    }
    self.init(
      segments: segments, overall: overall, importance: importance, associations: associations,
      quintiles: edges, trends: trends)
  }
}

extension SegmentProfile {
  fileprivate init(_ part: DocumentValue) throws(DocumentError) {
    let size = try part.member("size").count()
    var features: [(name: String, profile: NumericProfile)] = []
    for (name, value) in try part.member("features").members() {
      features.append((name, try NumericProfile(value, size: size)))
    }
    var categories: [(name: String, values: [CategoryProfile])] = []
    for (name, value) in try part.member("categories").members() {
      var values: [CategoryProfile] = []
      for element in try value.elements() { values.append(try CategoryProfile(element)) }
      categories.append((name, values))
    }
    var spread: [SpreadProfile] = []
    for (name, value) in try part.optional("spread")?.members() ?? [] {
      spread.append(
        SpreadProfile(
          value: name, share: try value.member("share").numberOrNull(),
          ofValueMoney: try value.member("of_value_money").numberOrNull(),
          ofValue: try value.member("of_value").numberOrNull()))
    }
    self.init(
      size: size, share: try part.member("share").share(),
      monetary: try part.optional("monetary")?.number(),
      monetaryShare: try part.optional("monetary_share")?.number(),
      oneTimeShare: try part.optional("one_time_share")?.share(), features: features,
      categories: categories, spread: spread,
      reasons: try part.optional("reasons")?.texts() ?? [])
  }
}

extension NumericProfile {
  /// - Parameter size: Customers of the segment: those without a value are `missing`.
  fileprivate init(_ feature: DocumentValue, size: Int) throws(DocumentError) {
    let missing = try feature.member("missing").integer(0...size)
    self.init(
      count: size - missing, missing: missing, mean: try feature.member("mean").numberOrNull(),
      deviation: try feature.member("sd").numberOrNull(), quantiles: try Quantiles(feature),
      z: try feature.member("z").numberOrNull())
  }
}

extension NumericProfile.Quantiles {
  /// - Returns: `nil` where the document says null for all of them.
  fileprivate init?(_ feature: DocumentValue) throws(DocumentError) {
    if try feature.member("min").numberOrNull() == nil { return nil }
    self.init(
      minimum: try feature.member("min").number(), lower: try feature.member("p25").number(),
      median: try feature.member("p50").number(), upper: try feature.member("p75").number(),
      high: try feature.member("p95").number(), maximum: try feature.member("max").number())
  }
}

extension CategoryProfile {
  fileprivate init(_ value: DocumentValue) throws(DocumentError) {
    self.init(
      value: try value.member("value").text(), share: try value.member("share").share(),
      lift: try value.member("lift").amount(), ofValue: try value.member("of_value").share(),
      ofValueMoney: try value.optional("of_value_money")?.number())
  }
}
