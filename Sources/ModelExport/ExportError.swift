/// Why a model cannot be written as SQL.
///
/// `description` says in one sentence what was found, what is allowed, and what to do.
public enum ExportError: Error, Equatable {
  /// More columns of a layer than a database takes.
  case tooWide(what: String, count: Int, limit: Int)

  /// A column that no table of the database can have, for this reason.
  case unusableName(String, reason: String)
}

extension ExportError: CustomStringConvertible {
  /// One sentence, ready to be shown to whoever asked.
  public var description: String {
    switch self {
    case .tooWide(let what, let count, let limit):
      "the model has \(count) \(what) and a query can have \(limit); export it as json, or fit with "
        + "fewer"
    case .unusableName(let name, let reason):
      "the column \"\(comment(name))\" cannot be named in SQL: \(reason); rename it and fit again, "
        + "or export as json"
    }
  }
}
