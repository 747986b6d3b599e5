import Features
import JSON
import SegmentProtocol
import Segmentation
import Tables

/// The result of an `rfm`, column by column in the order of the customers.
struct RFMReply {
  let customers: CustomerTable
  let scores: RFMScores
  let plan: ScorePlan
  let naming: RFMNaming

  var bytes: [UInt8] {
    let names = self.names
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("ids", ids: customers.identifiers)
    writer.object("columns") { writer in
      for (name, column) in zip(customers.table.names, customers.table.columns) {
        if case .numbers(let values) = column { writer.member(name, numbers: values) }
      }
      for (letter, part) in [
        ("r", scores.recency), ("f", scores.frequency), ("m", scores.monetary),
      ] {
        if let part { writer.member(letter, scores: part.scores) }
      }
    }
    if let codes { writer.member("scores", texts: codes) }
    if let texts = names.texts {
      writer.member("names", texts: texts)
      writer.array("segments") { writer in
        for group in groups(texts) { writer.object { group.write(&$0) } }
      }
    }
    writer.object("cuts") { writer in
      for part in scores.all { writer.member(part.measure.wireName, numbers: part.cuts) }
    }
    writer.member("rule", plan.rule.wireName)
    if let asOf = customers.asOf { writer.member("as_of", dateText(asOf)) }
    writer.member("ledger", customers.ledger)
    writer.member("warnings", strings: customers.warnings + scores.warnings + names.warnings)
    writer.endObject()
    return writer.bytes
  }

  /// Per customer the three scores as one text; `nil` where not all three were measured.
  private var codes: [String?]? {
    guard let recency = scores.recency, let frequency = scores.frequency,
      let monetary = scores.monetary
    else { return nil }
    let mark = plan.scoreCount > 9 ? "-" : ""
    // There are few different codes: each text is made once.
    var texts: [Int32: String] = [:]
    return recency.scores.indices.map { row in
      let (first, second, third) = (
        recency.scores[row], frequency.scores[row], monetary.scores[row]
      )
      guard first > 0, second > 0, third > 0 else { return nil }
      let key = (first * 11 + second) * 11 + third
      if let text = texts[key] { return text }
      let text = "\(first)\(mark)\(second)\(mark)\(third)"
      texts[key] = text
      return text
    }
  }

  /// Per customer the name of its scores, or why there are none.
  private var names: (texts: [String?]?, warnings: [String]) {
    guard plan.scoreCount == 5 else {
      return (nil, ["names are for five scores, and there are \(plan.scoreCount): no names"])
    }
    guard let recency = scores.recency?.scores, let frequency = scores.frequency?.scores,
      naming == .grid || scores.monetary != nil
    else {
      let needs = naming == .grid ? "recency and frequency" : "recency, frequency and monetary"
      return (nil, ["the names of \(naming.rawValue) need \(needs) among the measures: no names"])
    }
    let monetary = scores.monetary?.scores
    return (
      recency.indices.map { row in
        switch naming {
        case .grid: rfmGridName(recency: Int(recency[row]), frequency: Int(frequency[row]))
        case .codes:
          RFMCodes.name(
            recency: Int(recency[row]), frequency: Int(frequency[row]),
            monetary: Int(monetary?[row] ?? 0))
        }
      }, []
    )
  }

  /// The customers of one name.
  private struct Group {
    let name: String
    var count = 0
    var money = ExactSum()
    let total: Int
    let allMoney: Double?

    func write(_ writer: inout JSONWriter) {
      writer.member("name", name)
      writer.member("customers", count)
      writer.member("share", Double(count) / Double(max(total, 1)))
      if let allMoney {
        writer.member("monetary", money.value)
        writer.member("monetary_share", optional: allMoney > 0 ? money.value / allMoney : nil)
      }
    }
  }

  /// One group per name that comes, from the best recency and frequency to the worst.
  private func groups(_ names: [String?]) -> [Group] {
    let order = naming == .codes ? RFMCodes.table.map(\.name) : rfmGridNames
    let amounts = customers.amounts
    let hasMoney = !amounts.isEmpty && amounts.allSatisfy { $0.magnitude < ExactSum.limit }
    var groups = order.map {
      Group(
        name: $0, total: names.count, allMoney: hasMoney ? customers.ledger.monetary ?? 0 : nil)
    }
    let places = Dictionary(
      zip(order, order.indices), uniquingKeysWith: { first, _ in first })
    for (row, name) in names.enumerated() {
      guard let name, let place = places[name] else { continue }
      groups[place].count += 1
      if hasMoney { groups[place].money.add(amounts[row]) }
    }
    return groups.filter { $0.count > 0 }
  }
}

extension JSONWriter {
  /// A member that holds scores, null where a value is missing.
  fileprivate mutating func member(_ name: String, scores: [Int32]) {
    guard scores.contains(0) else { return member(name, integers: scores) }
    array(name) { writer in
      for score in scores { if score > 0 { writer.write(Int(score)) } else { writer.writeNull() } }
    }
  }

  /// A member that holds texts, null where there is none.
  fileprivate mutating func member(_ name: String, texts: [String?]) {
    array(name) { writer in
      for text in texts { if let text { writer.write(text) } else { writer.writeNull() } }
    }
  }
}
