import Spelling
public import Tables

/// Why rows could not be made into features.
///
/// `description` says in one sentence what was found, what is allowed, and what to do.
public enum FeatureError: Error, Equatable {
  /// The recipe names a column that is not there; `parameter` is where it names it.
  case missingColumn(name: String, parameter: String, available: [String])

  /// Columns that the model was fitted with are not there.
  case missingFeature(missing: [String], got: [String])

  /// The recipe contradicts itself or the data's kinds.
  case invalidRecipe(parameter: String, expected: String, got: String)

  /// The data itself is at fault; `row` counts from 0 and `reason` is the whole sentence.
  case badData(row: Int?, column: String?, value: String?, reason: String)

  /// No row is left to fit.
  case tooFewRows(rowsIn: Int, dropped: [Ledger.Drop])

  /// All rows are alike in every feature.
  case allRowsAlike(rowCount: Int)

  /// Every column was left out, for these reasons.
  case noFeatureLeft(reasons: [String])

  /// A purchase is later than the as-of date; both in microseconds since 1970 UTC.
  case laterThanAsOf(latest: Int64, asOf: Int64, isFit: Bool)

  /// The work was cancelled.
  case cancelled

  /// The rows could not be read.
  case table(TableError)
}

extension FeatureError: CustomStringConvertible {
  /// One sentence, ready to be shown to whoever sent the data.
  public var description: String {
    switch self {
    case .missingColumn(let name, let parameter, let available):
      "\(parameter) names the column \"\(name)\", which is not there"
        + suggestion(for: name, among: available)
    case .missingFeature(let missing, let got):
      "the model needs \(named(missing)) and the data has \(named(got)); send every column that "
        + "the model was fitted with, under the same name"
    case .invalidRecipe(let parameter, let expected, let got):
      "\(parameter) is \(got) but must be \(expected)"
    case .badData(_, _, _, let reason): reason
    case .tooFewRows(let rowsIn, let dropped):
      rowsIn == 0
        ? "the data has no rows; send at least one"
        : dropped.allSatisfy { $0.rowCount == 0 }
          ? "no customer has a purchase, only returns; send purchases too"
          : (rowsIn == 1 ? "the only row is not" : "none of \(rowsIn) rows is")
            + " left after cleaning (\(listed(dropped))); "
            + "loosen \"where\" or \"drop\", or send other rows"
    case .allRowsAlike(let rowCount):
      rowCount == 1
        ? "one row has nothing to differ from; send at least two that differ"
        : "all \(rowCount) rows are alike in every feature, so there is nothing to tell them apart; "
          + "send rows that differ or name other features"
    case .noFeatureLeft(let reasons):
      reasons.isEmpty
        ? "there is no column to make a feature of; send columns of numbers or text besides the id"
        : "no column is left to make a feature of: \(reasons.joined(separator: "; "))"
    case .laterThanAsOf(let latest, let asOf, let isFit):
      "a purchase of \(dateText(latest)) is later than the as-of date \(dateText(asOf)); "
        + (isFit
          ? "name a later \"as_of\", or leave later rows out by \"where\" with \"max\""
          : "send \"as_of\": \"max+1d\" to measure against the rows sent, or fit again")
    case .cancelled: "the work was cancelled"
    case .table(let error): "\(error)"
    }
  }
}

/// What a sentence about an unknown name ends with: the nearest name there is, or all of them.
private func suggestion(for name: String, among available: [String]) -> String {
  guard !available.isEmpty else { return "; the data has no columns" }
  if let nearest = nearestName(to: name, among: available) {
    return "; did you mean \"\(nearest)\"?"
  }
  return "; the data has \(named(available)), name one of them"
}

/// `missing_customer 12, returns 3`.
private func listed(_ dropped: [Ledger.Drop]) -> String {
  dropped.filter { $0.rowCount > 0 }.map { "\($0.rule) \($0.rowCount)" }.joined(separator: ", ")
}
