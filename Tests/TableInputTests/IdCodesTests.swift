import Tables
import Testing

// The size of a part is internal, as are the codes of ids.
@testable import TableInput

@Suite("Ids without their texts")
struct IdCodesTests {
  /// Ids as shops write them, and texts that nearly are: shared beginnings, zeros before, digits too
  /// few or too many, and the same text with and without quotation marks.
  private func randomId(using random: inout Seeded) -> String {
    let beginnings = [
      "", "C", "I", "CA-2016-", "SO 00", "é", "\"\"", "0", "a beginning that is long", "1",
      "100000",
    ]
    let number = [
      Int.random(in: 0...30, using: &random), Int.random(in: 990...1_010, using: &random),
      Int.random(in: 536_365...536_400, using: &random),
      Int.random(in: 0...2_000_000_000, using: &random),
    ].randomElement(using: &random)
    var digits = String(number ?? 0)
    let width = [0, 0, 4, 6, 9, 12].randomElement(using: &random) ?? 0
    digits = String(repeating: "0", count: max(0, width - digits.count)) + digits
    return (beginnings.randomElement(using: &random) ?? "")
      + digits + (Int.random(in: 0..<9, using: &random) == 0 ? "x" : "")
  }

  /// The codes of the only column.
  private func codes(
    _ bytes: [UInt8], needsLabels: Bool, threadCount: Int, bufferSize: Int
  ) throws -> (codes: [Int32], labels: [Label]) {
    let folder = TemporaryFolder()
    let source = try CSVSource(
      try OpenFile.open(unrestricted: try folder.write(bytes)), options: CSVOptions(),
      threadCount: threadCount, bufferSize: bufferSize)
    try source.start([ColumnRequest("id", as: .text, needsLabels: needsLabels)])
    var codes: [Int32] = []
    while let batch = try source.next() {
      guard case .codes(let cells) = batch.columns[0] else { continue }
      codes += cells
    }
    return (codes, source.labels(of: 0))
  }

  @Test func `ids have the same code where they are the same text, and only there`() throws {
    var random = Seeded(77)
    var (compared, distinctCount) = (0, 0)
    for _ in 0..<60 {
      let pool = (0..<Int.random(in: 1...120, using: &random)).map { _ in
        randomId(using: &random)
      }
      var text = "id,b\n"
      for _ in 0..<400 {
        let id = pool.randomElement(using: &random) ?? ""
        let isQuoted = id.contains("\"") || Int.random(in: 0..<4, using: &random) == 0
        text += isQuoted ? "\"\(id)\",1\n" : "\(id),1\n"
      }
      let bytes = Array(text.utf8)
      let bufferSize = [7, 64, 900, 512 << 10].randomElement(using: &random) ?? 64
      let told = try codes(
        bytes, needsLabels: false, threadCount: Int.random(in: 1...3, using: &random),
        bufferSize: bufferSize)
      let named = try codes(bytes, needsLabels: true, threadCount: 1, bufferSize: 512 << 10)

      // A code stands for a text, and a text for a code.
      let pairs = Set(zip(told.codes, named.codes).map { [$0, $1] })
      let isOneToOne =
        pairs.count == Set(told.codes).count && pairs.count == Set(named.codes).count
      try #require(isOneToOne && told.codes.count == 400, "parts of \(bufferSize) bytes")
      #expect(told.labels.isEmpty)
      compared += told.codes.count
      distinctCount += pairs.count
    }
    print("compared \(compared) ids, \(distinctCount) of them distinct in their file")
    #expect(compared == 24_000 && distinctCount > 2_000)
  }

  @Test func `a missing id has no code`() throws {
    let read = try codes(
      Array("id,b\nI0001,1\n,1\nNA,1\nI0001,1\n".utf8), needsLabels: false, threadCount: 1,
      bufferSize: 512 << 10)

    #expect(read.codes == [read.codes[0], -1, -1, read.codes[0]])
    #expect(read.codes[0] >= 0)
  }

  @Test func `consecutive ids have neighbouring codes`() throws {
    let ids = (0..<5_000).map { "I\($0 + 100_000),1\n" }.joined()

    let read = try codes(
      Array(("id,b\n" + ids).utf8), needsLabels: false, threadCount: 1, bufferSize: 1_000)

    #expect(Set(read.codes).count == 5_000)
    #expect((read.codes.max() ?? 0) < 5_016)
  }

  @Test(arguments: [
    ("536365", 0, 0, 536_365 as UInt32), ("C536379", 1, 0, 536_379), ("I00000012", 1, 8, 12),
    ("1234567890", 1, 0, 234_567_890), ("1000000000", 1, 9, 0), ("CA-2016-152156", 8, 0, 152_156),
  ])
  func `the number of an id`(text: String, start: Int, width: Int, number: UInt32) {
    let bytes = text.utf8.span
    let id = NumberedId(bytes, 0..<bytes.count)

    #expect(id?.start == start)
    #expect(id?.width == width)
    #expect(id?.number == number)
  }

  @Test(arguments: ["", "123", "x12", "1234x", "a beginning of 14 1234"])
  func `what is no numbered id`(text: String) {
    let bytes = text.utf8.span
    let id = NumberedId(bytes, 0..<bytes.count)

    #expect(id == nil)
  }

  /// Ids of which no two share a block of sixteen neighbouring numbers.
  private func scattered(_ count: Int, needsLabels: Bool, codeLimit: Int) throws -> TableError? {
    let folder = TemporaryFolder()
    let rows = (0..<count).map { "\(1_000_000 + 16 * $0),1\n" }.joined()
    let source = try CSVSource(
      try OpenFile.open(unrestricted: try folder.write(Array(("id,b\n" + rows).utf8))),
      options: CSVOptions(), bufferSize: 10_000, codeLimit: codeLimit)
    do {
      try source.start([ColumnRequest("id", as: .text, needsLabels: needsLabels)])
      while try source.next() != nil {}
      return nil
    } catch {
      return error
    }
  }

  @Test func `more ids than codes are refused before a code comes twice`() throws {
    #expect(try scattered(50, needsLabels: false, codeLimit: 800) == nil)
    #expect(try scattered(50, needsLabels: true, codeLimit: 50) == nil)

    let scattered = try scattered(51, needsLabels: false, codeLimit: 800)
    let told = try self.scattered(51, needsLabels: true, codeLimit: 50)

    #expect(
      scattered?.description
        == "the first 51 rows of column \"id\" hold too many different ids with numbers far apart, "
        + "but at most 50 blocks of sixteen neighbouring numbers can be told apart; cut the file "
        + "into parts by date and send them one by one")
    #expect(
      told?.description
        == "the first 51 rows of column \"id\" hold too many different texts, but at most 50 of a "
        + "column can be told apart; cut the file into parts by date and send them one by one")
  }
}
