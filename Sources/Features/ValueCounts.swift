import Tables

/// How often each value of a column comes with each customer, while rows stream past.
///
/// A *place* is a pair of customer and value, numbered as they first come.
struct ValueCounts {
  /// Per place its customer and its value's code.
  private(set) var pairs: [SIMD2<Int32>] = []
  /// Per place how often it came.
  private(set) var counts: [Int32] = []
  private var codes = PairCodes()
  /// Per customer the newest value and its place: most customers have one value for many rows.
  private var newest: [SIMD2<Int32>] = []

  /// The place of a customer's value.
  mutating func place(of customer: Int, _ value: Int32) -> Int {
    while newest.count <= customer { newest.append(SIMD2(-1, -1)) }
    if newest[customer][0] == value { return Int(newest[customer][1]) }
    let (code, isNew) = codes.code(of: Int32(truncatingIfNeeded: customer), value)
    if isNew {
      pairs.append(SIMD2(Int32(truncatingIfNeeded: customer), value))
      counts.append(0)
    }
    newest[customer] = SIMD2(value, code)
    return Int(code)
  }

  /// Counts a place once more.
  mutating func count(at place: Int) { counts[place] &+= 1 }
}

/// The distinct texts among labels, those that Unicode holds for equal being one.
struct DistinctTexts {
  /// In the order of text; of equal ones the smallest.
  let texts: [String]
  /// Per label the index of its text; -1 where it is not used.
  let indices: [Int32]

  /// Takes the labels that are used.
  init(_ labels: [Label], isUsed: (Int) -> Bool) {
    var smallest: [String: String] = [:]
    for (code, label) in labels.enumerated() where isUsed(code) {
      if let known = smallest[label.text], !label.text.precedes(known) { continue }
      smallest.removeValue(forKey: label.text)
      smallest[label.text] = label.text
    }
    texts = smallest.values.sorted { $0.precedes($1) }
    var places: [String: Int32] = [:]
    for (index, text) in texts.enumerated() { places[text] = Int32(truncatingIfNeeded: index) }
    indices = labels.enumerated().map { isUsed($0) ? places[$1.text] ?? -1 : -1 }
  }
}

extension String {
  /// The order of text: byte by byte.
  func precedes(_ other: String) -> Bool { utf8.lexicographicallyPrecedes(other.utf8) }
}
