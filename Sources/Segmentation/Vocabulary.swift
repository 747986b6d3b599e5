/// The words of all columns of a table: two columns never have the same.
struct Vocabulary {
  private let known: [String: FeatureWords]

  /// Reads the names of columns.
  init(_ columns: [String]) {
    let short = Dictionary(grouping: columns.map { FeatureWords($0) }) { $0.words }
    var known: [String: FeatureWords] = [:]
    for (_, group) in short {
      for words in group {
        known[words.column] = group.count > 1 ? FeatureWords(allWordsOf: words.column) : words
      }
    }
    self.known = known
  }

  /// The words of a column.
  subscript(column: String) -> FeatureWords { known[column] ?? FeatureWords(column) }

  /// The only column of that meaning, among these.
  func only(_ meaning: FeatureWords.Meaning, among columns: [String]) -> String? {
    let found = columns.filter { self[$0].meaning == meaning }
    return found.count == 1 ? found[0] : nil
  }
}
