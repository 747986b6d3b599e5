public import Clustering
import Decimals
public import Features
import Spelling

/// Why a model could not be fitted or applied.
public enum SegmentationError: Error, Equatable {
  /// The rows could not be read, measured or prepared.
  case features(FeatureError)

  /// The prepared rows could not be partitioned or scored.
  case clustering(ClusteringError)

  /// First centres whose shape does not fit the prepared rows.
  case wrongInitialShape(found: Int, expected: Int, features: [String])

  /// Labels whose number does not fit the rows.
  case wrongLabelCount(labels: Int, rows: Int)

  /// Edges of a measure that the rule `qcut` cannot tell apart, and the share of customers with that
  /// value.
  case equalEdges(measure: String, value: Double, share: Double, scoreCount: Int)

  /// A column to tell segments apart by that customers do not have.
  case unknownColumn(name: String, available: [String])

  /// A column with too many values to list them; a limit of 0 where it holds dates.
  case tooManyValues(column: String, found: Int, limit: Int)
}

extension SegmentationError: CustomStringConvertible {
  /// One sentence, ready to be shown to whoever asked.
  public var description: String {
    switch self {
    case .features(let error): error.description
    case .clustering(let error): error.description
    case .wrongInitialShape(let found, let expected, let features):
      "the centres of init have \(counted(found, "number")) but there are "
        + "\(counted(expected, "feature")); send a number for each of "
        + features.joined(separator: ", ")
    case .wrongLabelCount(let labels, let rows):
      "there are \(counted(labels, "label")) for \(counted(rows, "row")); "
        + "send a label for each row of data"
    case .equalEdges(let measure, let value, let share, let scoreCount):
      "qcut cannot part \(measure) into \(scoreCount) scores: \(percent(share)) of the customers have "
        + "the value \(shortestText(of: value)), so two edges are equal; use the rule cascade, or "
        + "fewer scores"
    case .unknownColumn(let name, let available):
      "there is no column \"\(name)\" of customers to go by; "
        + (nearestName(to: name, among: available).map { "did you mean \"\($0)\"?" }
          ?? (available.isEmpty
            ? "there is none" : "there are " + available.prefix(10).joined(separator: ", ")))
    case .tooManyValues(let column, _, 0):
      "\"\(column)\" holds dates; go by a column of text, or of numbers with few values"
    case .tooManyValues(let column, let found, let limit):
      "\"\(column)\" has \(grouped(found)) values, more than the \(grouped(limit)) that can be "
        + "listed; go by a column with fewer"
    }
  }
}
