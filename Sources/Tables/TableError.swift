import Spelling

/// Why rows could not be read.
public enum TableError: Error, Equatable {
  /// The data itself is at fault; `row` counts from 0 and `reason` is the whole sentence.
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

extension TableError {
  /// The most columns that rows may have: names are looked up one by one.
  public static let columnLimit = 10_000

  /// The row at fault, counted from 0, where there is one.
  public var row: Int? {
    if case .badData(let row, _, _, _) = self { row } else { nil }
  }

  /// The error for more columns than ``columnLimit``.
  public static func tooManyColumns(_ count: Int) -> TableError {
    .badData(
      row: nil, column: nil, value: nil,
      reason: "the data has \(count) columns but at most \(columnLimit) are read; leave out those "
        + "that are not needed")
  }
}

extension TableError: CustomStringConvertible {
  /// One sentence, ready to be shown to whoever sent the data.
  public var description: String {
    switch self {
    case .badData(_, _, _, let reason): reason
    case .missingColumn(let name, let available): missingColumnText(name, available)
    case .unreadableFile(let path, let reason): "\(quoted(path)) \(reason)"
    case .pathNotAllowed(let path, let roots):
      if roots.isEmpty {
        "\(quoted(path)) may not be read: no folder is open for reading; start the server with "
          + "--data-root FOLDER"
      } else {
        "\(quoted(path)) may not be read: it lies outside of "
          + "\(roots.map(quoted).joined(separator: ", ")); "
          + "move the file there or start the server with another --data-root"
      }
    case .cancelled: "the work was cancelled while rows were read"
    }
  }
}

private func missingColumnText(_ name: String, _ available: [String]) -> String {
  guard !available.isEmpty else {
    return
      "column \(quoted(name)) is needed but there are no columns; send the data with column names"
  }
  let shown = available.prefix(20).map(quoted).joined(separator: ", ")
  let more = available.count > 20 ? " and \(available.count - 20) more" : ""
  let advice =
    nearestName(to: name, among: available).map { "did you mean \(quoted($0))?" }
    ?? "name one of them or add the column"
  return "column \(quoted(name)) is needed but the columns are \(shown)\(more); \(advice)"
}
