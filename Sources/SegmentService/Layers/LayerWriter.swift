import Tables

/// Lists of numbers and texts as bytes: how the layers of a model that are large are kept.
///
/// Numbers are little-endian; every list begins with its length. The checksum is the file's.
struct LayerWriter {
  private(set) var bytes: [UInt8] = []

  mutating func write(_ number: some FixedWidthInteger) {
    unsafe withUnsafeBytes(of: number.littleEndian) { unsafe bytes.append(contentsOf: $0) }
  }

  mutating func write(_ number: Double) { write(number.bitPattern) }

  mutating func write(_ flag: Bool) { write(UInt8(flag ? 1 : 0)) }

  mutating func write(_ text: String) {
    write(text.utf8.count)
    bytes.append(contentsOf: text.utf8)
  }

  mutating func write(_ numbers: [some FixedWidthInteger]) {
    write(numbers.count)
    bytes.reserveCapacity(bytes.count + numbers.count * MemoryLayout<Int>.size)
    for number in numbers { write(number) }
  }

  mutating func write(_ numbers: [Double]) {
    write(numbers.count)
    bytes.reserveCapacity(bytes.count + numbers.count * 8)
    for number in numbers { write(number.bitPattern) }
  }

  mutating func write(_ texts: [String]) {
    write(texts.count)
    for text in texts { write(text) }
  }

  mutating func write(_ column: TextColumn) {
    write(column.codes)
    write(column.labels.count)
    for label in column.labels {
      write(label.isNumber)
      write(label.text)
    }
  }

  mutating func write(_ columns: [TextColumn]) {
    write(columns.count)
    for column in columns { write(column) }
  }

  /// What may be absent.
  mutating func write<Value>(optional value: Value?, _ write: (inout LayerWriter, Value) -> Void) {
    self.write(value != nil)
    if let value { write(&self, value) }
  }
}
