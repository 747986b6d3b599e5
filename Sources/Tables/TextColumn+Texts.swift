extension TextColumn {
  /// Interns texts; `nil` is a missing cell.
  public init(texts: [String?]) {
    var interner = TextInterner()
    let codes = texts.map { text in text.map { interner.code(of: $0.utf8.span) } ?? -1 }
    self.init(codes: codes, labels: interner.labels())
  }
}
