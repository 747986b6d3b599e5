import JSON

/// Data that differs per run, so that nothing can be learnt by heart.
struct Generated {
  let rowCount: Int
  let width = 8
  let rows: [UInt8]
  let columns: [UInt8]
  let longRows: [UInt8]
  let values: [Double]

  init(rowCount: Int) {
    self.rowCount = rowCount
    let width = self.width
    var eight = JSONWriterless()
    var long = JSONWriterless()
    var values: [Double] = []
    var cells: [[String]] = Array(repeating: [], count: width)
    eight.open()
    long.open()
    for row in 0..<rowCount {
      var texts: [String] = []
      for column in 0..<width {
        let value = Double.random(in: 0..<1) * [1, 10, 100, 1000, 1, 5, 50, 10][column]
        values.append(value)
        texts.append(eightDecimals(value))
        cells[column].append(texts[column])
      }
      eight.row(texts, isFirst: row == 0)
      long.row(values.suffix(width).map(\.description), isFirst: row == 0)
    }
    eight.close()
    long.close()
    rows = eight.bytes
    longRows = long.bytes
    self.values = values
    var text = "{\"columns\":{"
    for column in 0..<width {
      text += (column == 0 ? "" : ",") + "\"c\(column)\":[" + cells[column].joined(separator: ",")
      text += "]"
    }
    columns = Array((text + "}}").utf8)
  }
}

/// Plain text of rows, made without the code that is measured.
private struct JSONWriterless {
  var bytes: [UInt8] = []

  mutating func open() {
    bytes += "{\"fields\":[\"a\",\"b\",\"c\",\"d\",\"e\",\"f\",\"g\",\"h\"],\"rows\":[".utf8
  }

  mutating func row(_ cells: [String], isFirst: Bool) {
    bytes += ((isFirst ? "[" : ",[") + cells.joined(separator: ",") + "]").utf8
  }

  mutating func close() {
    bytes += "]}".utf8
  }
}

private func eightDecimals(_ value: Double) -> String {
  let scaled = Int(value * 1e8)
  let fraction = String(scaled % 100_000_000)
  return "\(scaled / 100_000_000)." + String(repeating: "0", count: 8 - fraction.count) + fraction
}
