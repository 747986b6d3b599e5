import Decimals

/// Why rows could not be clustered, assigned or judged.
///
/// Every case carries the numbers a caller needs to put it right; `description` puts them in one
/// sentence: what was found, what is allowed, and what to do about it.
public enum ClusteringError: Error, Equatable {
  /// An option lies outside its range.
  case invalidOption(name: String, value: String, requirement: String)

  /// There are fewer rows than segments.
  case tooFewRows(rowCount: Int, clusterCount: Int)

  /// There are fewer different rows than segments.
  case tooFewDistinctRows(distinctCount: Int, clusterCount: Int)

  /// Every row has the same values.
  case allRowsAlike(rowCount: Int)

  /// A weight is NaN, negative or beyond 1e15; `row` counts from 0.
  case invalidWeight(row: Int, value: Double)

  /// No row has a weight above 0.
  case noWeight

  /// A value is NaN or infinite; `row` and `column` count from 0.
  case notFinite(row: Int, column: Int)

  /// A value is too large for its square to be added up; `row` and `column` count from 0.
  case tooLarge(row: Int, column: Int)

  /// Two tables that belong together have different shapes.
  case wrongShape(name: String, found: Int, expected: Int)

  /// A silhouette needs at least two segments, and one segment less than rows.
  case silhouetteUndefined(clusterCount: Int, rowCount: Int)

  /// The work was stopped because nobody wants its result.
  case cancelled

  /// The time was up before there was any result.
  case outOfTime
}

extension ClusteringError: CustomStringConvertible {
  /// One sentence, ready to be shown to whoever sent the data.
  public var description: String {
    switch self {
    case .invalidOption(let name, let value, let requirement):
      "\(name) is \(value) but must be \(requirement)"
    case .tooFewRows(let rowCount, let clusterCount):
      "\(counted(rowCount, "row")) cannot fill \(counted(clusterCount, "segment")); "
        + "send more rows or ask for fewer segments"
    case .tooFewDistinctRows(let distinctCount, let clusterCount):
      "\(counted(distinctCount, "different row")) cannot fill "
        + "\(counted(clusterCount, "segment")); ask for at most \(distinctCount), "
        + "or add a feature that tells the rows apart"
    case .allRowsAlike(let rowCount):
      "all \(rowCount) rows have the same values, so there is nothing to segment; "
        + "add a feature that tells them apart"
    case .invalidWeight(let row, let value):
      "the weight of row \(row) is \(value) but must be between 0 and 1e15; put it right or drop "
        + "the row"
    case .noWeight:
      "every row has the weight 0, so nothing counts; give at least one row a weight above 0"
    case .notFinite(let row, let column):
      "the value at row \(row), column \(column) is not a finite number; impute it or drop the row"
    case .tooLarge(let row, let column):
      "the value at row \(row), column \(column) is beyond 1e140 and its square cannot be added up; "
        + "scale the column"
    case .wrongShape(let name, let found, let expected):
      "\(name) has \(found) but must have \(expected); send tables that belong together"
    case .silhouetteUndefined(let clusterCount, let rowCount):
      "a silhouette of \(counted(clusterCount, "segment")) over \(counted(rowCount, "row")) is not "
        + "defined; it needs at least 2 segments and fewer segments than rows: send more rows or ask "
        + "for another number"
    case .cancelled:
      "the work was cancelled; send the request again if its result is wanted"
    case .outOfTime:
      "the time was up before there was a result; allow more time or send fewer rows"
    }
  }
}

/// Throws ``ClusteringError/invalidOption(name:value:requirement:)`` unless `isValid`.
func require(
  _ isValid: Bool, _ name: String, _ value: some CustomStringConvertible, _ requirement: String
) throws(ClusteringError) {
  guard isValid else {
    throw .invalidOption(name: name, value: value.description, requirement: requirement)
  }
}
