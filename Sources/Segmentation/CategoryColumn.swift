import Tables

/// A column of text by its distinct values; texts that Unicode holds equal are one value.
///
/// `é` in one piece and `e` with an accent put on it look alike, so a reader would see one value
/// twice.
struct CategoryColumn {
  /// The column's name.
  let name: String

  /// The distinct values; of equal ones the text that comes first by its bytes.
  let values: [String]

  private let codes: [Int32]
  private let places: [Int]

  /// Merges what is equal.
  init(name: String, _ column: TextColumn) {
    self.name = name
    codes = column.codes
    // Strings compare and hash by canonical equivalence.
    var known: [String: Int] = [:]
    var values: [String] = []
    var places: [Int] = []
    places.reserveCapacity(column.labels.count)
    for label in column.labels {
      if let place = known[label.text] {
        places.append(place)
        if label.text.utf8.lexicographicallyPrecedes(values[place].utf8) {
          values[place] = label.text
        }
      } else {
        known[label.text] = values.count
        places.append(values.count)
        values.append(label.text)
      }
    }
    self.values = values
    self.places = places
  }

  /// The index of a row's value; `nil` for a missing cell.
  func value(ofRow row: Int) -> Int? {
    let code = Int(codes[row])
    return code >= 0 ? places[code] : nil
  }
}
