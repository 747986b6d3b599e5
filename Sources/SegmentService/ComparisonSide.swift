import Features
import JSON
import JSONRPC
import SegmentProtocol
import Segmentation
import Tables

/// One side of a `compare`: its customers, and how its segments are shown.
struct ComparisonSide {
  /// The parameter it came as.
  let parameter: String
  let customers: Comparison.Side
  /// Its segments' ids as they are shown, in the order of labels.
  let ids: [JSONValue]
  /// Its segments' names, in the same order; empty for lists.
  let names: [String]
  /// The model's name, where it is one.
  let model: String?
  let warnings: [String]

  /// The most segments that are compared.
  static let segmentLimit = 2_000

  /// A model's training customers.
  ///
  /// - Throws: `data_needed` where they are not kept or have no names.
  init(_ stored: StoredModel, parameter: String) throws(RPCError) {
    guard let members = try stored.members() else {
      throw RPCError(dataNeededBy: stored.title, needs: "members")
    }
    guard !members.identifiers.isEmpty else {
      throw RPCError(
        .dataNeeded,
        "the customers of the model have no ids, so that they cannot be found in the other; send "
          + "data, or fit rows with ids",
        data: [("model", .string(stored.title)), ("needs", .string("members"))])
    }
    var money = members.money
    var warnings: [String] = []
    if money == nil {
      do throws(RPCError) {
        money = try stored.rows()?.money
      } catch {
        // What can be compared without the rows is compared.
        warnings.append("money is left out: \(error.message)")
      }
    }
    try self.init(
      stored, members: members, money: money, parameter: parameter, warnings: warnings)
  }

  /// Customers that a model assigned.
  init(
    _ stored: StoredModel, members: Members, money: [Double]?, parameter: String,
    warnings: [String]
  ) throws(RPCError) {
    let segments = stored.segments
    try ComparisonSide.check(segments.count, parameter)
    self.parameter = parameter
    customers = Comparison.Side(
      members: members, segmentCount: segments.count, money: money)
    ids = segments.map { JSONValue($0.id) }
    names = segments.map(\.name)
    model = stored.name
    self.warnings = warnings
  }

  /// Customers and segments as they were sent.
  ///
  /// - Throws: `invalid_params` where the lists do not belong together.
  init(ids: [JSONValue], segments: [JSONValue], parameter: String) throws(RPCError) {
    guard ids.count == segments.count else {
      throw RPCError(
        Mismatch(
          path: parameter + ".segment", expected: "a list of \(ids.count), one per id",
          got: "a list of \(segments.count)"))
    }
    let labels = try GivenSegments(segments, parameter + ".segment")
    try ComparisonSide.check(labels.names.count, parameter)
    self.parameter = parameter
    customers = Comparison.Side(
      members: Members(
        identifiers: try ComparisonSide.columns(ids, parameter + ".ids"), labels: labels.codes),
      segmentCount: labels.names.count, money: nil)
    self.ids = labels.names
    names = []
    model = nil
    warnings = []
  }

  private static func check(_ count: Int, _ parameter: String) throws(RPCError) {
    guard count <= segmentLimit else {
      throw RPCError(
        Mismatch(
          path: parameter, expected: "a segmentation of at most \(segmentLimit) segments",
          got: "one of \(count)"))
    }
  }

  /// Ids as columns, one per part of a composite key.
  private static func columns(
    _ ids: [JSONValue], _ path: String
  ) throws(RPCError) -> [TextColumn] {
    let partCount = ids.first?.array?.count ?? 1
    var codes = [[Int32]](repeating: [], count: partCount)
    var labels = [[Label]](repeating: [], count: partCount)
    var known = [[Label: Int32]](repeating: [:], count: partCount)
    for (row, id) in ids.enumerated() {
      let parts = id.array ?? [id]
      guard parts.count == partCount else {
        throw RPCError(
          Mismatch(
            path: "\(path)[\(row)]",
            expected: "an id of \(partCount) parts, as the first", got: id.shown))
      }
      for (part, value) in parts.enumerated() {
        let label: Label
        switch value {
        case .string(let text): label = Label(text)
        case .number: label = Label(value.description, isNumber: true)
        case .null:
          codes[part].append(-1)
          continue
        default:
          throw RPCError(
            Mismatch(
              path: "\(path)[\(row)]", expected: "a number, a text, or a list of these",
              got: id.shown))
        }
        let code = known[part][label] ?? Int32(labels[part].count)
        if Int(code) == labels[part].count {
          labels[part].append(label)
          known[part][label] = code
        }
        codes[part].append(code)
      }
    }
    return zip(codes, labels).map { TextColumn(codes: $0, labels: $1) }
  }
}

/// Segments as they were sent: numbers in their order, then texts in theirs; a text that reads as one
/// of the numbers is that number.
private struct GivenSegments {
  let codes: [Int32]
  let names: [JSONValue]

  init(_ values: [JSONValue], _ path: String) throws(RPCError) {
    var numbers: [Double: JSONValue] = [:]
    var texts: Set<String> = []
    for (row, value) in values.enumerated() {
      switch value {
      case .number(let number): numbers[number.value] = value
      case .string(let text): texts.insert(text)
      case .null: continue
      default:
        throw RPCError(
          Mismatch(
            path: "\(path)[\(row)]", expected: "a number, a text or null", got: value.shown))
      }
    }
    let ordered = numbers.keys.sorted()
    let written = Dictionary(
      numbers.map { ($1.description, $0) }, uniquingKeysWith: { first, _ in first })
    let orderedTexts = texts.filter { written[$0] == nil }.sorted()
    var numberCodes: [Double: Int32] = [:]
    for (code, number) in ordered.enumerated() { numberCodes[number] = Int32(code) }
    var textCodes: [String: Int32] = [:]
    for (code, text) in orderedTexts.enumerated() { textCodes[text] = Int32(ordered.count + code) }
    codes = values.map { value in
      switch value {
      case .number(let number): numberCodes[number.value] ?? -1
      case .string(let text): textCodes[text] ?? written[text].flatMap { numberCodes[$0] } ?? -1
      default: -1
      }
    }
    names = ordered.compactMap { numbers[$0] } + orderedTexts.map { .string($0) }
  }
}
