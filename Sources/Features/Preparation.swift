import Decimals
public import Matrices
public import Tables

/// Every step from a table of customers to a matrix of features, fitted.
///
/// It is a value whose numbers are all public, so that it can be written into a model document
/// and read back.
public struct Preparation: Equatable, Sendable {
  /// The columns it reads, in the order of their features.
  public let columns: [PreparedColumn]

  /// The last step, where the recipe asks for principal components.
  public let projection: Projection?

  /// Keeps both.
  public init(columns: [PreparedColumn], projection: Projection? = nil) {
    self.columns = columns
    self.projection = projection
  }

  /// Checks what was read from a document: every column has its features, every number can be used.
  ///
  /// - Throws: ``FeatureError/invalidRecipe(parameter:expected:got:)`` naming the first fault.
  public func validate() throws(FeatureError) {
    for (index, column) in columns.enumerated() {
      let parameter = "preparation.columns[\(index)]"
      let outputCount: Int
      switch column.content {
      case .numbers(let steps):
        guard steps.lambda.isFinite else {
          throw .invalidRecipe(
            parameter: parameter, expected: "transformed by a finite exponent", got: "by another")
        }
        outputCount = 1
      case .texts(let steps):
        let other = steps.otherOutput ?? 0
        guard other >= 0, other <= steps.levels.count else {
          throw .invalidRecipe(
            parameter: parameter, expected: "at most \(steps.levels.count) as the other output",
            got: "\(other)")
        }
        outputCount =
          steps.encoding == .ordinal
          ? 1 : max(steps.levels.count, other + (steps.otherOutput == nil ? 0 : 1))
      }
      guard column.outputs.count == outputCount else {
        throw .invalidRecipe(
          parameter: parameter,
          expected: "a column of " + counted(outputCount, "feature"),
          got: "one of \(column.outputs.count)")
      }
      let isUsable = column.outputs.allSatisfy {
        $0.center.isFinite && $0.scale.isFinite && $0.scale > 0
      }
      guard isUsable, column.weight.isFinite else {
        throw .invalidRecipe(
          parameter: parameter, expected: "scaled by finite numbers, scales above 0",
          got: "scaled by others")
      }
    }
    guard !columns.isEmpty, Set(columns.map(\.name)).count == columns.count else {
      throw .invalidRecipe(
        parameter: "preparation.columns", expected: "a list of different columns",
        got: columns.isEmpty ? "empty" : "one that names a column twice")
    }
    try projection?.validate(featureCount: featureNames.count)
  }

  /// The names of the matrix's columns: of the components, or else of the features.
  public var outputNames: [String] { projection?.names ?? featureNames }

  /// The names of the features, before they become components.
  public var featureNames: [String] { columns.flatMap { $0.outputs.map(\.name) } }

  /// The columns that a table must have, each with its kind.
  public var needs: [ColumnRequest] {
    columns.map { column in
      switch column.content {
      case .numbers: ColumnRequest(column.name, as: .number)
      case .texts: ColumnRequest(column.name, as: .text)
      }
    }
  }
}

/// What fitting a ``Preparation`` came to.
public struct PreparedFit: Equatable, Sendable {
  /// Every step, fitted.
  public let preparation: Preparation

  /// The features: a row per entry of ``keptRows``, all finite; empty once they were taken.
  public private(set) var matrix: Matrix

  /// Per row of the matrix the row of the table, in the order that was given.
  public let keptRows: KeptRows

  /// Per feature with missing cells, how many were filled in.
  public let imputed: [String: Int]

  /// Per column with outliers, how many rows its rule clipped, left out or flagged.
  public let outliers: [String: Int]

  /// The features that were used, every option filled in, so that the recipe can be shown in full.
  public let rules: [FeatureRule]

  /// What the caller should be told, one sentence each.
  public let warnings: [String]

  /// Takes the features out, so that they can be let go before the rest.
  public mutating func takeMatrix() -> Matrix {
    defer { matrix = Matrix(rowCount: 0, columnCount: matrix.columnCount, values: []) }
    return matrix
  }

  /// The features of the customers that were fitted, made once more, bit for bit.
  public func matrix(
    of customers: CustomerTable, workers: Workers,
    isCancelled: @escaping @Sendable () -> Bool
  ) throws(FeatureError) -> Matrix {
    let all = try preparation.apply(to: customers, workers: workers, isCancelled: isCancelled)
      .matrix
    guard keptRows.count < all.rowCount else { return all }
    return Matrix(
      rowCount: keptRows.count, columnCount: all.columnCount,
      values: keptRows.flatMap { all.row($0) })
  }
}

/// What applying a ``Preparation`` came to, row by row of the table.
public struct Prepared: Equatable, Sendable {
  /// The features, in the order of the table; a row of ``unassignable`` is 0 throughout.
  public let matrix: Matrix

  /// Why a row cannot be assigned.
  public let unassignable: [Int: String]

  /// Per row the columns whose number is an outlier by the recipe's rule, whatever becomes of it.
  public let outliers: [Int: [String]]

  /// The rows that a fit leaves out for an outlier; they are prepared like any other.
  public let leftOut: Set<Int>

  /// Per row the columns whose missing cell was filled in.
  public let imputed: [Int: [String]]

  /// Per row the columns whose value was not there in training.
  public let unseen: [Int: [String]]

  /// Per row the columns whose number lies outside the training minimum and maximum.
  public let outOfRange: [Int: [String]]

  /// Per column with missing cells, how many were filled in.
  public let imputedCounts: [String: Int]

  /// Per column with values that were not there in training, these values in the order of text.
  public let unseenValues: [String: [String]]
}
