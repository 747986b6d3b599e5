import Features
import JSON
import Segmentation
import Tables
import Testing

@testable import SegmentService

extension Desk {
  /// The segment ids that the fit itself left its training customers, in the order in which they
  /// came; -1 where there is none.
  func trainingSegments(_ title: String) throws -> [Int] {
    let stored = try #require(try service.models.find(title))
    let members = try #require(try stored.members())
    return members.labels.map { $0 < 0 ? -1 : stored.model.segments[Int($0)].id }
  }

  /// The same by customer; the parts of a composite key stand side by side.
  func trainingSegmentsByCustomer(_ title: String) throws -> [String: Int] {
    let stored = try #require(try service.models.find(title))
    let members = try #require(try stored.members())
    let segments = try trainingSegments(title)
    let keys = segments.indices.map { row in
      members.identifiers.map { $0.labels[Int($0.codes[row])].text }.joined(separator: "|")
    }
    return Dictionary(zip(keys, segments), uniquingKeysWith: { first, _ in first })
  }

  /// Assigns customers that are rows in pieces of a size and in an order, and compares.
  ///
  /// - Returns: How many were compared, and how many had another segment than expected.
  func compare(
    _ model: String, _ rows: Rows, in order: [Int], pieces size: Int, to expected: [Int],
    form: (Rows) -> String = \.asColumns
  ) throws -> (compared: Int, different: Int) {
    var compared = 0
    var different = 0
    for start in stride(from: 0, to: order.count, by: size) {
      let piece = order[start..<min(start + size, order.count)]
      let reply = try ask("assign", "{\"model\":\"\(model)\",\"data\":\(form(rows.taking(piece)))}")
      let segments = try reply.integers("segment")
      try #require(segments.count == piece.count)
      for (row, segment) in zip(piece, segments) {
        compared += 1
        if segment != expected[row] { different += 1 }
      }
    }
    return (compared, different)
  }

  /// Assigns customers by their transactions, some customers at a time, and compares.
  func compare(
    _ model: String, _ rows: Rows, customers: [[Int]], pieces size: Int,
    to expected: [String: Int]
  ) throws -> (compared: Int, different: Int) {
    var compared = 0
    var different = 0
    for start in stride(from: 0, to: customers.count, by: size) {
      let piece = customers[start..<min(start + size, customers.count)].flatMap { $0 }
      let data = rows.taking(piece).asColumns
      let reply = try ask("assign", "{\"model\":\"\(model)\",\"data\":\(data)}")
      let segments = try reply.integers("segment")
      let ids = try reply.list("ids")
      try #require(ids.count == segments.count)
      for (id, segment) in zip(ids, segments) {
        compared += 1
        if segment != expected[key(id)] { different += 1 }
      }
    }
    return (compared, different)
  }

  private func key(_ id: JSONValue) -> String {
    (id.array ?? [id]).map { $0.string ?? $0.description }.joined(separator: "|")
  }
}

extension Rows {
  /// The rows of each customer together, customers in the order of their first row; rows without
  /// one are left out.
  func grouped(by keys: [String]) -> [(key: String, rows: [Int])] {
    let parts = keys.compactMap { name in names.firstIndex(of: name).map { columns[$0] } }
    var groups: [(key: String, rows: [Int])] = []
    var positions: [String: Int] = [:]
    for row in 0..<count {
      let cells = parts.map { $0[row] }
      guard !cells.contains("null") else { continue }
      let key = cells.joined(separator: "|")
      if let position = positions[key] {
        groups[position].rows.append(row)
      } else {
        positions[key] = groups.count
        groups.append((key, [row]))
      }
    }
    return groups
  }
}

/// What must not depend on the order of rows and columns or on threads, to the bit.
struct FitResult: Equatable {
  let centers: [[UInt64]]
  let inertia: UInt64
  let segmentInertias: [UInt64]
  let sizes: [Int]
  let fingerprint: String

  init(_ reply: JSONValue) throws {
    let segments = try reply.list("segments")
    centers = try segments.map { try $0.doubles("center_scaled").map(\.bitPattern) }
    inertia = try reply.number("inertia").bitPattern
    segmentInertias = try segments.map { try $0.number("inertia").bitPattern }
    sizes = try segments.map { Int(try $0.number("size")) }
    fingerprint = try reply.text("fingerprint")
  }
}
