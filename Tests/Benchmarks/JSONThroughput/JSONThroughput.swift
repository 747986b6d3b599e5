import Decimals
import Glibc
import JSON

/// Prints megabytes a second of checking, reading and writing; the median of several runs.
///
///     SEGMENTD_BENCHMARKS=1 swift run -c release json-throughput [--keep FILE]
///
/// `--keep` writes the rows that were measured to a file, to measure others with the same.
@main
struct JSONThroughput {
  static func main() {
    let data = Generated(rowCount: 100_000)
    print("\(data.rowCount) rows of \(data.width), \(data.rows.count / 1_000_000) MB")
    let arguments = CommandLine.arguments
    if let index = arguments.firstIndex(of: "--keep"), index + 1 < arguments.count {
      keep(data.rows, as: arguments[index + 1])
    }

    measure("validate, rows with eight decimals", data.rows) { validated(data.rows) }
    measure("validate, columns with eight decimals", data.columns) { validated(data.columns) }
    measure("validate, rows with 17 digits", data.longRows) { validated(data.longRows) }
    let text = parse(data.rows)
    measure("rows to columns alone, eight decimals", data.rows) { readRows(text.root, data.width) }
    measure("validate + rows to columns, eight decimals", data.rows) {
      readRows(parse(data.rows).root, data.width)
    }
    measure("validate + rows to columns, 17 digits", data.longRows) {
      readRows(parse(data.longRows).root, data.width)
    }
    measure("validate + columns, eight decimals", data.columns) {
      readColumns(parse(data.columns).root)
    }
    measure("write doubles, 17 digits", written(data.values)) { written(data.values).count }
    let short = data.values.map { Double(Int($0 * 1e4)) / 1e4 }
    measure("write doubles, four decimals", written(short)) { written(short).count }
    let segments = data.values.map { Int32(truncatingIfNeeded: Int($0 * 8)) }
    measure("write integers", written(segments)) { written(segments).count }
    let strings = data.values.map { "customer \($0)" }
    measure("write strings", written(strings)) { written(strings).count }
  }

  private static func parse(_ bytes: [UInt8]) -> JSONText {
    do {
      return try JSONText(bytes)
    } catch {
      fatalError(error.description)
    }
  }

  private static func validated(_ bytes: [UInt8]) -> Int {
    parse(bytes).root.range.count
  }

  /// Rows into columns as a service does it: a block of rows, then column by column out of it.
  private static func readRows(_ root: JSONSlice, _ width: Int) -> Int {
    var columns = [[Double]](repeating: [], count: width)
    var block: [Double] = []
    var reader = JSONReader(root)
    reader.enterObject()
    while let key = reader.nextKey() {
      guard key == "rows" else {
        reader.skip()
        continue
      }
      reader.enterArray()
      while true {
        block.removeAll(keepingCapacity: true)
        let count = reader.readNumericRows(width: width, limit: 512, into: &block)
        guard count > 0 else { break }
        for column in 0..<width {
          for row in 0..<count { columns[column].append(block[row &* width &+ column]) }
        }
      }
      precondition(!reader.nextElement())
    }
    return columns[width - 1].count
  }

  private static func readColumns(_ root: JSONSlice) -> Int {
    var columns: [[Double]] = []
    var reader = JSONReader(root)
    reader.enterObject()
    while reader.nextKey() != nil {
      reader.enterObject()
      while reader.nextKey() != nil {
        var values: [Double] = []
        reader.enterArray()
        while reader.readNumbers(into: &values, limit: 65_536) {}
        columns.append(values)
      }
    }
    return columns[0].count
  }

  private static func written(_ values: [Double]) -> [UInt8] {
    var writer = JSONWriter()
    writer.write(numbers: values)
    return writer.bytes
  }

  private static func written(_ values: [Int32]) -> [UInt8] {
    var writer = JSONWriter()
    writer.write(integers: values)
    return writer.bytes
  }

  private static func written(_ values: [String]) -> [UInt8] {
    var writer = JSONWriter()
    writer.array { for value in values { $0.write(value) } }
    return writer.bytes
  }

  /// The median, and the best and worst, of eleven runs.
  private static func measure(_ name: String, _ bytes: [UInt8], _ work: () -> Int) {
    let clock = ContinuousClock()
    var seconds: [Double] = []
    var sum = 0
    for _ in 0..<11 {
      let duration = clock.measure { sum &+= work() }
      seconds.append(Double(duration.components.attoseconds) * 1e-18)
    }
    seconds.sort()
    let rates = seconds.map { Int(Double(bytes.count) / 1e6 / $0) }
    precondition(sum > 0)
    print("\(rates[5]) MB/s (\(rates[10]) to \(rates[0])): \(name)")
  }

  /// Prints the bytes to a file; C's interface is unsafe throughout.
  private static func keep(_ bytes: [UInt8], as path: String) {
    guard let file = unsafe fopen(path, "w") else { return }
    unsafe fwrite(bytes, 1, bytes.count, file)
    unsafe fclose(file)
  }
}
