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

  /// Centres of a parameter, `init` or `fixed`, whose shape does not fit the prepared rows.
  case wrongCenterShape(parameter: String, found: Int, expected: Int, features: [String])

  /// No number of segments, where given centres make it `expected` or more.
  case countNeeded(expected: Int)

  /// No version before, whose centres the search was to begin at.
  case noPreviousVersion

  /// A version before that compares other columns, or the same in a way that cannot be translated.
  case previousFeatures(known: [String], asked: [String])

  /// A version before with another number of segments than asked for.
  case previousCount(found: Int, expected: Int)

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
    case .wrongCenterShape(let parameter, let found, let expected, let features):
      "the centres of \(parameter) have \(counted(found, "number")) but there "
        + (expected == 1 ? "is " : "are ")
        + "\(counted(expected, "feature")); send a number for each of "
        + features.joined(separator: ", ")
    case .countNeeded(let expected):
      "k is auto but the number of segments is bound by the centres given; "
        + "send k, at least \(expected)"
    case .noPreviousVersion:
      "there is no version of this model yet whose centres init could take; "
        + "fit it first with another init"
    case .previousFeatures(let known, let asked):
      "the newest version compares \(known.joined(separator: ", ")) but this fit compares "
        + "\(asked.joined(separator: ", ")), so its centres cannot be the first ones; "
        + "use another init, or a recipe of the same columns"
    case .previousCount(let found, let expected):
      "the newest version gives \(counted(found, "centre")) but k is \(expected); "
        + "leave k out, send \(found), or use another init"
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
