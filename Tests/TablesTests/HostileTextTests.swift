import Tables
import Testing

@Suite("Hostile text")
struct HostileTextTests {
  private static let parts: [[UInt8]] =
    [
      "0", "1", "9", "12", "31", "2011", "202", "-", "/", ".", ",", ":", " ", "T", "Z", "+", "(",
      ")", "e", "E", "$", "€", "'", "’", "\u{A0}", "\u{202F}", "Jan", "december", "am", "PM",
      "99999999999999999999", "0000", "2011-12-09", "8:26", "+01:00", "1e5",
    ].map { Array($0.utf8) } + [[0], [0xE2], [0xE2, 0x80], [0xC2], [0xFF], [0x82, 0xA0]]

  @Test func `no text brings a format down, and what it reads is in range`() {
    var random = Seeded(31)
    let formats = [
      "iso", "dmy", "mdy", "ymd", "epoch", "WW.YYYY", "DD-Mon-YY HH:mm:ss", "YYYYMMDD", "MM/YYYY",
    ].compactMap { DateFormat(name: $0) }
    var dateCount = 0
    var numberCount = 0
    let count = 200_000
    for _ in 0..<count {
      var text: [UInt8] = []
      for _ in 0..<Int.random(in: 0...7, using: &random) {
        text += Self.parts.randomElement(using: &random) ?? []
      }
      for format in formats {
        guard let instant = format.parse(text.span) else { continue }
        dateCount += 1
        if instant < -62_135_683_200_000_000 || instant > 253_402_387_200_000_000 {
          Issue.record("\(text) is \(instant) in \(format.name)")
        }
      }
      for format in [NumberFormat.point, .comma] {
        guard let number = format.parse(text.span) else { continue }
        numberCount += 1
        if number.isNaN { Issue.record("\(text) is NaN") }
      }
    }
    print("read \(dateCount) dates and \(numberCount) numbers in \(count) texts")
    #expect(formats.count == 9)
    #expect(dateCount > 1_000)
    #expect(numberCount > 1_000)
  }

  @Test func `any cells make a table or an error`() {
    var random = Seeded(32)
    var builtCount = 0
    let count = 5_000
    let kinds: [ColumnKind?] = [nil, .number, .date, .text]
    for _ in 0..<count {
      let kind = kinds.randomElement(using: &random) ?? nil
      var builder = TableBuilder(names: ["c"], kinds: kind.map { ["c": $0] } ?? [:])
      for _ in 0..<Int.random(in: 0...30, using: &random) {
        let text = String(
          decoding: Self.parts.randomElement(using: &random) ?? [], as: UTF8.self)
        switch Int.random(in: 0..<7, using: &random) {
        case 0: builder.columns[0].append(text: text)
        case 1: builder.columns[0].append(numberToken: text)
        case 2: builder.columns[0].append(number: Double(bitPattern: random.next()))
        case 3: builder.columns[0].append(bool: Bool.random(using: &random))
        case 4: builder.columns[0].append(numbers: [1, .nan, -0.0, 1e300])
        default: builder.columns[0].append(number: 5)
        }
      }
      guard let table = try? builder.finish() else { continue }
      builtCount += 1
      for kind in kinds {
        let source = TableSource(table)
        guard (try? source.start([ColumnRequest("c", as: kind)])) != nil else { continue }
        while (try? source.next()) != nil {}
      }
      if canonicalOrder(of: table, identifiers: []).count != table.rowCount {
        Issue.record("rows were lost")
      }
    }
    print("built \(builtCount) of \(count) tables")
    #expect(builtCount > 500 && builtCount < count)
  }
}
