import Kernels
import Testing

// Cutting is internal: here it is compared with cutting cell by cell.
@testable import TableInput

@Suite("Records cut out of a text")
struct RecordScannerTests {
  /// What a scan came to.
  private struct Cut: Equatable {
    var cells: [Range<Int>] = []
    var isEscaped: [Bool] = []
    var starts: [Int] = []
    var ragged: [Range<Int>] = []
    var end = 0
  }

  private let columnCount = 4
  private let slots: [Int32] = [1, -1, 0, 2]

  /// By the ends of many cells at once.
  private func scanned(_ text: [UInt8], delimiter: UInt8, isLast: Bool) -> Cut {
    var scanner = RecordScanner(delimiter: delimiter, slots: slots, slotCount: 3, limit: 37)
    var cut = Cut()
    while true {
      let (end, outcome) = scanner.scan(
        text.span, from: cut.end, stop: text.count, isLast: isLast)
      for cell in scanner.cells[..<(3 * scanner.recordCount)] {
        cut.cells.append(cell.range)
        cut.isEscaped.append(cell.isEscaped)
      }
      cut.starts += scanner.recordStarts[..<scanner.recordCount]
      cut.ragged += scanner.ragged.map(\.range)
      cut.end = end
      guard case .full = outcome else { return cut }
    }
  }

  /// Cell by cell.
  private func cutOneByOne(_ text: [UInt8], delimiter: UInt8, isLast: Bool) -> Cut {
    var cut = Cut()
    var finder = EndFinder(delimiter: delimiter)
    while true {
      cut.end = RecordScanner.skipBlankLines(text.span, from: cut.end)
      var cells = Array(repeating: CellRange(start: 0, end: 0, isEscaped: false), count: 3)
      var span = cells.mutableSpan
      guard cut.end < text.count,
        case .record(let end, let count, let lastIsEmpty) = RecordScanner.cut(
          text.span, from: cut.end, isLast: isLast, &finder, slots: slots.span, into: &span, at: 0)
      else { return cut }
      if count == columnCount || (count == columnCount + 1 && lastIsEmpty) {
        cut.starts.append(cut.end)
        cut.cells += cells.map(\.range)
        cut.isEscaped += cells.map(\.isEscaped)
      } else {
        cut.ragged.append(cut.end..<end)
      }
      cut.end = end
    }
  }

  /// Rows of which some have quotation marks, other numbers of cells, or thousands of letters.
  private func randomText(_ delimiter: UInt8, using random: inout Seeded) -> [UInt8] {
    let ends = ["\n", "\r\n", "\r", "\n\n"]
    let end = ends.randomElement(using: &random) ?? "\n"
    let oddity = [3, 30, 3_000].randomElement(using: &random) ?? 3
    var text: [UInt8] = []
    for _ in 0..<Int.random(in: 0...200, using: &random) {
      var count = columnCount
      let chance = Int.random(in: 0..<oddity, using: &random)
      if chance == 0 { count = Int.random(in: 1...6, using: &random) }
      for cell in 0..<count {
        if cell > 0 { text.append(delimiter) }
        let length = Int.random(in: 0...12, using: &random)
        switch Int.random(in: 0..<(20 * oddity), using: &random) {
        case 0: text += Array("\"a\(end)\"\"b\"".utf8)
        case 1: text += Array("5\" pipe".utf8)
        case 2: text += Array(repeating: 0x61, count: 400 * length)
        case 3: text += [0, 0x0B, 0x0C, 0x8A, 0x8D, 0xAC, 0xA2]
        default: text += Array(repeating: UInt8(0x61 + cell), count: length)
        }
      }
      let own = chance == 1 ? ends.randomElement(using: &random) ?? end : end
      text += Array(own.utf8)
    }
    return text
  }

  @Test(arguments: KernelLevel.available)
  func `many ends at once cut the same records as one after another`(_ level: KernelLevel) {
    let before = KernelLevel.current
    KernelLevel.use(level)
    defer { KernelLevel.use(before) }
    var random = Seeded(17)
    var (records, ragged) = (0, 0)
    for _ in 0..<400 {
      let delimiters: [UInt8] = [0x2C, 0x3B, 0x09, 0x00, 0xA7]
      let delimiter = delimiters.randomElement(using: &random) ?? 0x2C
      let text = randomText(delimiter, using: &random)
      let isLast = Bool.random(using: &random)

      let cut = scanned(text, delimiter: delimiter, isLast: isLast)

      let expected = cutOneByOne(text, delimiter: delimiter, isLast: isLast)
      if cut != expected { Issue.record("cut otherwise at byte \(expected.end)") }
      records += expected.starts.count
      ragged += expected.ragged.count
    }
    print("compared \(records) records, \(ragged) ragged ones, level \(level.rawValue)")
    #expect(records > 20_000 && ragged > 1_000)
  }
}
