import Decimals
import Glibc
import JSON

/// Prints megabytes a second of checking, reading and writing; the median of several runs.
///
///     SEGMENTD_BENCHMARKS=1 swift run -c release json-throughput [--keep FILE] [--only WORD]
///
/// `--keep` writes the rows that were measured to a file, to measure others with the same; `--only`
/// measures what has a word in its name.
@main
struct JSONThroughput {
  static func main() {
    let data = Generated(rowCount: 100_000)
    print("\(data.rowCount) rows of \(data.width), \(data.rows.count / 1_000_000) MB")
    if let path = option("--keep") { keep(data.rows, as: path) }

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
    measureWorstCases()
    measure("write doubles, 17 digits", written(data.values)) { written(data.values).count }
    let short = data.values.map { Double(Int($0 * 1e4)) / 1e4 }
    measure("write doubles, four decimals", written(short)) { written(short).count }
    let segments = data.values.map { Int32(truncatingIfNeeded: Int($0 * 8)) }
    measure("write integers", written(segments)) { written(segments).count }
    let strings = data.values.map { "customer \($0)" }
    measure("write strings", written(strings)) { written(strings).count }
  }

  /// Numbers made to need the exact comparison: the middle above a double just over 2^53, and the
  /// longest middle of all, above the largest subnormal.
  private static func measureWorstCases() {
    let middle = "9007199254740993.0"
    let short = Array("{\"columns\":{\"a\":[\(repeated(middle, 100_000))]}}".utf8)
    measure("validate + column, middles of 17 digits", short) { readColumns(parse(short).root) }
    let digits = String(repeating: "24703282292062327208299363732", count: 27)
    let long = Array("{\"columns\":{\"a\":[\(repeated("2.\(digits)e-324", 2_000))]}}".utf8)
    measure("validate + column, 783 digits near a middle", long) { readColumns(parse(long).root) }
  }

  private static func repeated(_ text: String, _ count: Int) -> String {
    [String](repeating: text, count: count).joined(separator: ",")
  }

  private static func option(_ name: String) -> String? {
    let arguments = CommandLine.arguments
    guard let index = arguments.firstIndex(of: name), index + 1 < arguments.count else {
      return nil
    }
    return arguments[index + 1]
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
          columns[column].append(
            contentsOf: (0..<count).lazy.map { block[$0 &* width &+ column] })
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

  /// Seconds that this thread has had a processor: on a shared machine the wall clock tells more
  /// about the neighbours.
  private static func processorSeconds() -> Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// The median, and the worst and best, of eleven runs.
  private static func measure(_ name: String, _ bytes: [UInt8], _ work: () -> Int) {
    guard name.contains(option("--only") ?? "") else { return }
    var seconds: [Double] = []
    var sum = 0
    for _ in 0..<11 {
      let start = processorSeconds()
      sum &+= work()
      seconds.append(processorSeconds() - start)
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
