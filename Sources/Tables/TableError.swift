/// Why rows could not be read.
public enum TableError: Error, Equatable {
  /// The data itself is at fault; `row` counts from 0.
  case badData(row: Int?, column: String?, value: String?, reason: String)

  /// A column that is needed is not there.
  case missingColumn(name: String, available: [String])

  /// A file that cannot be read; the reason says what it is and what to do.
  case unreadableFile(path: String, reason: String)

  /// A path outside the folders that may be read.
  case pathNotAllowed(path: String, roots: [String])

  /// The work was cancelled while rows were read.
  case cancelled
}
