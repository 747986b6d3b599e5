import Tables

/// Reads what ``LayerWriter`` wrote, every length and code checked.
///
/// Whatever is not as it must be throws ``DocumentError/misfit(place:expected:got:)``.
struct LayerReader {
  private let bytes: [UInt8]
  private var place = 0
  /// What is read, for errors.
  private let name: String

  init(_ bytes: [UInt8], name: String) {
    self.bytes = bytes
    self.name = name
  }

  /// The error at the place that was reached.
  func misfit(_ expected: String, got: String) -> DocumentError {
    .misfit(place: "\(name), byte \(place)", expected: expected, got: got)
  }

  /// Nothing may stand behind the last thing.
  func end() throws(DocumentError) {
    guard place == bytes.count else {
      throw misfit("the end", got: "followed by \(bytes.count - place) bytes")
    }
  }

  mutating func number<Number: FixedWidthInteger>(
    _ type: Number.Type = Number.self
  ) throws(DocumentError) -> Number {
    let byteCount = Number.bitWidth / 8
    try require(byteCount)
    var number: Number = 0
    for offset in 0..<byteCount {
      number |= Number(truncatingIfNeeded: bytes[place + offset]) &<< Number(8 * offset)
    }
    place += byteCount
    return number
  }

  mutating func flag() throws(DocumentError) -> Bool {
    switch try number(UInt8.self) {
    case 0: false
    case 1: true
    case let other: throw misfit("0 or 1", got: "\(other)")
    }
  }

  mutating func text() throws(DocumentError) -> String {
    let length = try count(ofSize: 1)
    let end = place + length
    guard let text = String(validating: bytes[place..<end], as: UTF8.self) else {
      throw misfit("UTF-8", got: "other bytes")
    }
    place = end
    return text
  }

  mutating func integers<Number: FixedWidthInteger>(
    _ type: Number.Type = Number.self
  ) throws(DocumentError) -> [Number] {
    let count = try count(ofSize: Number.bitWidth / 8)
    var numbers: [Number] = []
    numbers.reserveCapacity(count)
    for _ in 0..<count { numbers.append(try number()) }
    return numbers
  }

  mutating func doubles() throws(DocumentError) -> [Double] {
    try integers(UInt64.self).map { Double(bitPattern: $0) }
  }

  mutating func texts() throws(DocumentError) -> [String] {
    var texts: [String] = []
    for _ in 0..<(try count(ofSize: 8)) { texts.append(try text()) }
    return texts
  }

  /// A column of so many cells.
  mutating func textColumn(of cellCount: Int) throws(DocumentError) -> TextColumn {
    let codes = try list(of: cellCount, try integers(Int32.self))
    var labels: [Label] = []
    for _ in 0..<(try count(ofSize: 9)) {
      let isNumber = try flag()
      labels.append(Label(try text(), isNumber: isNumber))
    }
    guard codes.allSatisfy({ $0 >= -1 && Int($0) < labels.count }) else {
      throw misfit("codes of \(labels.count) texts", got: "others")
    }
    return TextColumn(codes: codes, labels: labels)
  }

  /// Columns of so many cells each; of as many as the first has, where no count is given.
  mutating func textColumns(of cellCount: Int?) throws(DocumentError) -> [TextColumn] {
    let count = try count(ofSize: 16)
    var cellCount = cellCount
    var columns: [TextColumn] = []
    for _ in 0..<count {
      if cellCount == nil { cellCount = try upcomingCount() }
      columns.append(try textColumn(of: cellCount ?? 0))
    }
    return columns
  }

  mutating func optional<Value>(
    _ read: (inout LayerReader) throws(DocumentError) -> Value
  ) throws(DocumentError) -> Value? {
    try flag() ? try read(&self) : nil
  }

  /// A list that must have so many elements.
  func list<Element>(of count: Int, _ list: [Element]) throws(DocumentError) -> [Element] {
    guard list.count == count else {
      throw misfit("a list of \(count)", got: "one of \(list.count)")
    }
    return list
  }

  /// The length of the list that comes next.
  private func upcomingCount() throws(DocumentError) -> Int {
    var copy = self
    return try copy.count(ofSize: 1)
  }

  /// A length whose elements, of at least that many bytes, can still be there.
  mutating func count(ofSize size: Int) throws(DocumentError) -> Int {
    let count = try number(Int.self)
    guard count >= 0, count <= (bytes.count - place) / size else {
      throw misfit("a length of what follows", got: "\(count)")
    }
    return count
  }

  private func require(_ byteCount: Int) throws(DocumentError) {
    guard bytes.count - place >= byteCount else {
      throw misfit("\(byteCount) bytes", got: "the end")
    }
  }
}
