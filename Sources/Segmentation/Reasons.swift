import Decimals

extension Profile {
  /// What sets a segment (by index, from 0) apart, as at most four sentences, the strongest first.
  ///
  /// A numeric feature speaks where its mean lies at least half an overall standard deviation from
  /// that of all customers, a category where a value is at least 1.3 times as frequent, money where
  /// its share is at least 1.25 times or at most 0.8 times the share of customers.
  public func reasons(forSegment index: Int) -> [String] {
    let segment = segments[index]
    guard segment.size > 0 else { return [] }
    var found: [(text: String, strength: Double)] = []
    if let share = segment.monetaryShare, segment.share > 0 {
      let ratio = share / segment.share
      if ratio >= 1.25 || ratio <= 0.8 {
        found.append(
          (
            "\(percent(share)) of the money from \(percent(segment.share)) of the customers",
            ratio > 0 ? abs(ratio < 1 ? 1 / ratio : ratio) : 10
          ))
      }
    }
    // Every profile of one table has the same features in the same order.
    for ((name, feature), (_, everyone)) in zip(segment.features, overall.features) {
      guard let z = feature.z, abs(z) >= 0.5, let mean = feature.mean, let all = everyone.mean
      else { continue }
      found.append((numericReason(name, mean, all), 1 + abs(z)))
    }
    for (name, values) in segment.categories {
      for value in values where value.lift >= 1.3 && value.share >= 0.1 {
        let all = value.share / value.lift
        found.append(
          (
            "\(percent(value.share)) have \(plainWords(name)) \(value.value), "
              + "against \(percent(all)) of all customers", value.lift * value.share + 1
          ))
      }
    }
    let ranked = found.enumerated().sorted {
      ($0.element.strength, $1.offset) > ($1.element.strength, $0.offset)
    }
    guard !ranked.isEmpty else { return ["close to the average customer in every feature"] }
    return ranked.prefix(4).map(\.element.text)
  }
}

/// "frequency 66.4 on average, 15.5 times the overall 4.27"; of the usual measures in their own words.
private func numericReason(_ name: String, _ mean: Double, _ all: Double) -> String {
  let beginning =
    switch name {
    case "recency": "last purchase \(readable(mean)) days ago on average"
    case "monetary": "\(readable(mean)) spent on average"
    default: "\(plainWords(name)) \(readable(mean)) on average"
    }
  guard mean > 0, all > 0, mean / all >= 1.5 else {
    return beginning + ", against \(readable(all)) overall"
  }
  return beginning + ", \(readable(mean / all)) times the overall \(readable(all))"
}
