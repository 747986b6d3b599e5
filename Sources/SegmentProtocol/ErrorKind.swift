/// The domain errors of the protocol: a code and a stable word for each.
public enum ErrorKind: String, CaseIterable, Sendable {
  /// No model of that name or version.
  case modelNotFound = "model_not_found"
  /// A column that the model or the recipe needs is not in the data.
  case missingFeature = "missing_feature"
  /// The data itself is at fault.
  case badData = "bad_data"
  /// Fewer rows than segments.
  case tooFewRows = "too_few_rows"
  /// All rows alike, or fewer distinct rows than segments.
  case degenerate
  /// No table of that name.
  case tableNotFound = "table_not_found"
  /// A path outside the data roots.
  case pathNotAllowed = "path_not_allowed"
  /// A file that cannot be read as rows.
  case fileUnreadable = "file_unreadable"
  /// A message or a reply beyond the limit.
  case messageTooLarge = "message_too_large"
  /// The deadline came before there was a result.
  case timeout
  /// The daemon is ending.
  case shuttingDown = "shutting_down"
  /// More is needed than the model keeps.
  case dataNeeded = "data_needed"
  /// Tables, models or the work on them would take more memory than allowed.
  case memoryLimit = "memory_limit"
  /// Nobody has shown who they are, or with a token that is none.
  case unauthorized
  /// More than the connection's role may do.
  case forbidden
  /// The state directory could not be read or written.
  case storage
  /// A model document that does not hold together.
  case corruptModel = "corrupt_model"

  /// The code on the wire.
  public var code: Int {
    switch self {
    case .modelNotFound: 1001
    case .missingFeature: 1003
    case .badData: 1004
    case .tooFewRows: 1005
    case .degenerate: 1006
    case .tableNotFound: 1007
    case .pathNotAllowed: 1008
    case .fileUnreadable: 1009
    case .messageTooLarge: 1010
    case .timeout: 1012
    case .shuttingDown: 1013
    case .dataNeeded: 1014
    case .memoryLimit: 1015
    case .unauthorized: 1020
    case .forbidden: 1021
    case .storage: 1030
    case .corruptModel: 1031
    }
  }

  /// What it means, in one sentence for the document.
  public var meaning: String {
    switch self {
    case .modelNotFound: "No model of that name or version."
    case .missingFeature: "A column that is needed is not in the data."
    case .badData: "The data itself is at fault."
    case .tooFewRows: "Fewer rows than segments."
    case .degenerate: "All rows alike, or fewer distinct rows than segments."
    case .tableNotFound: "No table of that name."
    case .pathNotAllowed: "A path outside the data roots."
    case .fileUnreadable: "A file that cannot be read as rows."
    case .messageTooLarge: "A message or a reply beyond the limit."
    case .timeout: "The deadline came before there was a result."
    case .shuttingDown: "The daemon is ending."
    case .dataNeeded: "More is needed than the model keeps."
    case .memoryLimit: "Tables, models or the work on them would take more memory than allowed."
    case .unauthorized: "The connection has no token yet, or the token is none."
    case .forbidden: "The method needs another role than the connection has."
    case .storage: "The state directory could not be read or written."
    case .corruptModel: "A model document that does not hold together."
    }
  }
}
