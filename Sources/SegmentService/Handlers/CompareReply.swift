import JSON
import Segmentation

/// The result of a `compare`.
struct CompareReply {
  let before: ComparisonSide
  let after: ComparisonSide
  private let comparison: Comparison
  /// Per segment of `before` the one of `after` in which a customer counts as staying.
  private let staying: [Int?]

  init(before: ComparisonSide, after: ComparisonSide) {
    self.before = before
    self.after = after
    let comparison = Comparison(before.customers, after.customers)
    self.comparison = comparison
    // Versions of one model share their ids; anything else goes by what fits best.
    let places = Dictionary(
      after.ids.enumerated().map { ($1.description, $0) }, uniquingKeysWith: { first, _ in first })
    let shared = before.ids.map { places[$0.description] }
    if before.model != nil, before.model == after.model, shared.contains(where: { $0 != nil }) {
      staying = shared
    } else {
      var matched = [Int?](repeating: nil, count: before.ids.count)
      for match in comparison.matched { matched[match.first] = match.second }
      staying = matched
    }
  }

  var bytes: [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.member("customers", comparison.customers.reduce(0, +))
      writer.member("ari", optional: comparison.adjustedRandIndex)
      writer.member("nmi", optional: comparison.mutualInformation)
      writer.array("matched") { writer in
        for match in comparison.matched {
          writer.object { writer in
            writer.member("a", before.ids[match.first])
            writer.member("b", after.ids[match.second])
            writer.member("jaccard", match.jaccard)
          }
        }
      }
      writeTable(&writer)
      writeStayed(&writer)
      writeMoved(&writer)
      write(&writer, "entered", comparison.entered, after.ids)
      write(&writer, "left", comparison.left, before.ids)
      writer.object("names") { writer in
        for side in [before, after] {
          writer.object(side.parameter) { writer in
            for (id, name) in zip(side.ids, side.names) { writer.member(key(id), name) }
          }
        }
      }
      writer.member("warnings", strings: before.warnings + after.warnings)
    }
    return writer.bytes
  }

  private func writeTable(_ writer: inout JSONWriter) {
    writer.object("table") { writer in
      writer.array("a") { writer in for id in before.ids { writer.write(id) } }
      writer.array("b") { writer in for id in after.ids { writer.write(id) } }
      writer.array("customers") { writer in
        for row in before.ids.indices {
          writer.beginArray()
          for column in after.ids.indices { writer.write(count(row, column)) }
          writer.endArray()
        }
      }
      writer.array("left") { writer in
        for group in comparison.left { writer.write(group.customers) }
      }
      writer.array("entered") { writer in
        for group in comparison.entered { writer.write(group.customers) }
      }
    }
  }

  private func writeStayed(_ writer: inout JSONWriter) {
    let total = comparison.customers.reduce(0, +)
    var customers = 0
    var money = 0.0
    for (row, column) in staying.enumerated() {
      guard let column else { continue }
      customers += count(row, column)
      money += self.money(row, column) ?? 0
    }
    writer.object("stayed") { writer in
      writer.member("customers", customers)
      if total > 0 { writer.member("share", Double(customers) / Double(total)) }
      if comparison.money != nil { writer.member("monetary", money) }
    }
  }

  private func writeMoved(_ writer: inout JSONWriter) {
    writer.object("moved") { writer in
      for row in before.ids.indices {
        let total = after.ids.indices.reduce(0) { $0 + count(row, $1) }
        let targets = after.ids.indices.filter { staying[row] != $0 && count(row, $0) > 0 }
        guard !targets.isEmpty else { continue }
        writer.object(key(before.ids[row])) { writer in
          for column in targets {
            writer.object(key(after.ids[column])) { writer in
              writer.member("customers", count(row, column))
              writer.member("share", Double(count(row, column)) / Double(total))
              if let money = money(row, column) { writer.member("monetary", money) }
            }
          }
        }
      }
    }
  }

  private func write(
    _ writer: inout JSONWriter, _ name: String, _ groups: [Comparison.Group], _ ids: [JSONValue]
  ) {
    writer.object(name) { writer in
      writer.member("customers", groups.reduce(0) { $0 + $1.customers })
      let amounts = groups.compactMap(\.money)
      if !groups.isEmpty && amounts.count == groups.count {
        writer.member("monetary", amounts.reduce(0, +))
      }
      writer.object("segments") { writer in
        for (id, group) in zip(ids, groups) where group.customers > 0 {
          writer.object(key(id)) { writer in
            writer.member("customers", group.customers)
            if let money = group.money { writer.member("monetary", money) }
          }
        }
      }
    }
  }

  private func count(_ row: Int, _ column: Int) -> Int {
    comparison.customers[row * comparison.secondCount + column]
  }

  private func money(_ row: Int, _ column: Int) -> Double? {
    comparison.money?[row * comparison.secondCount + column]
  }

  /// An id as the name of a member.
  private func key(_ id: JSONValue) -> String { id.string ?? id.description }
}
