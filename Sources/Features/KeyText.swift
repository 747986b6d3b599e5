import Decimals
import Tables

/// The text by which a cell is looked up: `5`, `5.0` and `5e0` are one key where they came as
/// numbers.
func keyText(_ label: Label) -> String {
  guard label.isNumber, label.text.utf8.contains(where: { !(48...57).contains($0) }) else {
    return label.text
  }
  let bytes = Array(label.text.utf8)
  return nearestDouble(bytes.span).map { shortestText(of: $0) } ?? label.text
}

/// The keys of rows: a code per distinct key, and the text of each code.
///
/// Texts that Unicode holds for equal are equal keys.
struct KeyColumn {
  private var parts: CompositeCodes

  init(partCount: Int) {
    parts = CompositeCodes(partCount: partCount)
  }

  /// The codes of rows whose parts are given; -1 where a part is missing.
  mutating func combine(_ codes: [[Int32]]) -> [Int32] { parts.combine(codes) }

  /// The text of a code: of several parts one that no other parts have.
  func text(of code: Int32, _ labels: [[Label]]) -> String {
    let codes = parts.parts(of: code)
    let texts = zip(labels, codes).map { labels, code in keyText(labels[Int(code)]) }
    return texts.count == 1
      ? texts[0] : texts.map { "\($0.utf8.count):\($0)" }.joined(separator: ",")
  }

  /// The text of a code as a sentence shows it.
  func shown(_ code: Int32, _ labels: [[Label]]) -> String {
    let codes = parts.parts(of: code)
    return zip(labels, codes).map { $0[Int($1)].text }.joined(separator: ", ")
  }
}

extension Column {
  /// The cells as texts, however the column is kept.
  func asTexts() -> TextColumn {
    if case .texts(let texts) = self { return texts }
    let source = TableSource(Table(names: ["key"], columns: [self], rowCount: count))
    var codes: [Int32] = []
    do throws(TableError) {
      try source.start([ColumnRequest("key", as: .text)])
      while let batch = try source.next() {
        if case .codes(let part)? = batch.columns.first { codes += part }
      }
    } catch {
      // Numbers and dates always have a text.
      return TextColumn(codes: Array(repeating: -1, count: count), labels: [])
    }
    return TextColumn(codes: codes, labels: source.labels(of: 0))
  }
}
