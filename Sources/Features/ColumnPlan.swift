import Tables

/// The columns to be read, each once, and where each stands in a batch.
struct ColumnPlan {
  /// The names that the source has.
  let available: [String]

  /// What is asked of the source.
  private(set) var requests: [ColumnRequest] = []

  private let known: Set<String>
  private var positions: [String: Int] = [:]

  init(available: [String]) {
    self.available = available
    known = Set(available)
  }

  /// The position of a column, which is asked for if it was not yet.
  ///
  /// - Parameter labels: Whether the texts behind its codes are wanted.
  /// - Throws: ``FeatureError/missingColumn(name:parameter:available:)``, or
  ///   ``FeatureError/invalidRecipe(parameter:expected:got:)`` where two roles want the same
  ///   column as different kinds.
  mutating func need(
    _ name: String, as kind: ColumnKind?, labels: Bool = true, for parameter: String
  ) throws(FeatureError) -> Int {
    guard known.contains(name) else {
      throw .missingColumn(name: name, parameter: parameter, available: available)
    }
    guard let position = positions[name] else {
      positions[name] = requests.count
      requests.append(ColumnRequest(name, as: kind, needsLabels: labels))
      return requests.count - 1
    }
    if labels { needLabels(at: position) }
    if let kind, let other = requests[position].kind, kind != other {
      throw .invalidRecipe(
        parameter: parameter, expected: "a column of its own, of kind \(kind.rawValue)",
        got: "\"\(name)\", which is read as \(other.rawValue) already")
    }
    return position
  }

  /// As ``need(_:as:labels:for:)``, but content with whatever kind the column is read as already.
  mutating func share(
    _ name: String, as kind: ColumnKind?, labels: Bool = true, for parameter: String
  ) throws(FeatureError) -> Int {
    guard let position = positions[name] else {
      return try need(name, as: kind, labels: labels, for: parameter)
    }
    if labels { needLabels(at: position) }
    return position
  }

  private mutating func needLabels(at position: Int) {
    let request = requests[position]
    requests[position] = ColumnRequest(request.name, as: request.kind)
  }
}

extension Batch {
  /// The numbers of a column.
  func numbers(_ position: Int, of plan: ColumnPlan) throws(FeatureError) -> [Double] {
    guard case .numbers(let values) = columns[position] else {
      throw unfit(plan.requests[position], "numbers")
    }
    return values
  }

  /// The dates of a column.
  func dates(_ position: Int, of plan: ColumnPlan) throws(FeatureError) -> [Int64] {
    guard case .dates(let values) = columns[position] else {
      throw unfit(plan.requests[position], "dates")
    }
    return values
  }

  /// The codes of a column of text.
  func codes(_ position: Int, of plan: ColumnPlan) throws(FeatureError) -> [Int32] {
    guard case .codes(let values) = columns[position] else {
      throw unfit(plan.requests[position], "text")
    }
    return values
  }

  private func unfit(_ request: ColumnRequest, _ kind: String) -> FeatureError {
    .badData(
      row: nil, column: request.name, value: nil,
      reason: "the cells of \"\(request.name)\" cannot be read as \(kind); name another column")
  }
}
