import FuzzSupport
import Tables

/// One run: lines of cells, read as dates, as numbers or as a column.
///
/// The last bytes choose which, and the format; a pattern is the first line.
@c(LLVMFuzzerTestOneInput)
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  var draw = Draw(bytes)
  let choice = draw.choice(of: 8)
  let part = draw.choice(of: 3)
  var cells = draw.text.split(separator: 0x0A, omittingEmptySubsequences: false).map(Array.init)
  let names = ["iso", "dmy", "mdy", "ymd", "epoch"]
  var name = choice < names.count ? names[choice] : nil
  if choice >= 6 { name = String(decoding: cells.removeFirst(), as: UTF8.self) }
  let format = name.flatMap { DateFormat(name: $0) }
  if let format {
    require(format.name == name, "the format \(name ?? "") is called \(format.name)")
  }
  switch part {
  case 0:
    for cell in cells.prefix(20) { checkDate(cell, format ?? .dayMonthYear) }
  case 1:
    let formats = [
      NumberFormat.point, .comma, NumberFormat(decimal: 0x2E, thousands: 0x2C),
      NumberFormat(decimal: 0x2C, thousands: 0x2E), NumberFormat(decimal: 0x2E, thousands: 0x20),
      NumberFormat(decimal: 0x2E, thousands: 0x27),
    ]
    for cell in cells.prefix(20) { checkNumber(cell, formats[choice % formats.count]) }
  default: checkColumn(cells, format)
  }
  return 0
}

/// The instants from the year 1 to the end of the year 9999, a day more on both sides for zones.
private let instants: ClosedRange<Int64> =
  (-62_135_596_800 - 86_400) * 1_000_000...(253_402_300_800 + 86_400) * 1_000_000

/// A date lies in the calendar, blanks around it do not count, and it is written so that it is read.
private func checkDate(_ cell: [UInt8], _ format: DateFormat) {
  var repairs = 0
  let instant = format.parse(cell.span, repairs: &repairs)
  require((0...1).contains(repairs) && (instant != nil || repairs == 0), "\(repairs) repairs")
  let padded = [0x20, 0x09] + cell + [0x20]
  require(format.parse(padded.span) == instant, "blanks around it make it another date")
  guard let instant else { return }
  require(instants.contains(instant), "\(instant) is outside of the calendar")
  guard instant >= -62_135_596_800_000_000, instant < 253_402_300_800_000_000 else { return }
  let text = dateText(instant)
  let again = DateFormat.iso.parse(text.utf8.span)
  require(again == instant, "\(instant) is written \(text), which is \(again ?? 0)")
  let day = Int(
    (instant - (instant % 86_400_000_000 + 86_400_000_000) % 86_400_000_000) / 86_400_000_000)
  let date = calendarDate(ofDay: day)
  require(
    (1...9999).contains(date.year) && (1...12).contains(date.month) && (1...31).contains(date.day),
    "day \(day) is \(date)")
}

/// A number is one or refused, blanks do not count, and it is what the standard library reads.
private func checkNumber(_ cell: [UInt8], _ format: NumberFormat) {
  let number = format.parse(cell.span)
  require(number.map { !$0.isNaN } ?? true, "a cell is not a number")
  let padded = [0x20] + cell + [0x20]
  require(format.parse(padded.span) == number, "blanks around it make it another number")
  if format == .point, let number, let plain = Double(String(decoding: cell, as: UTF8.self)) {
    require(plain == number, "\(number) is not \(plain)")
  }
}

/// A column is recognised alike every time, and what it was recognised as reads some of its cells.
private func checkColumn(_ cells: [[UInt8]], _ format: DateFormat?) {
  var evidence = ColumnEvidence(declared: nil, dateFormat: format)
  for (row, cell) in cells.enumerated() where !cell.isEmpty { evidence.add(cell.span, row: row) }
  _ = evidence.isUndecided
  do throws(TableError) {
    switch try evidence.decide(column: "x") {
    case .number(let format, _):
      let isRead = cells.contains { !$0.isEmpty && format.parse($0.span) != nil }
      require(isRead || evidence.cellCount == 0, "no cell of a column of numbers is one")
    case .date(let format, _, _):
      // Cells that are dates in one order each make a column of dates together.
      let isRead = cells.contains { !$0.isEmpty && format.parse($0.span) != nil }
      require(isRead, "no cell of a column of dates is one")
    case .text: break
    }
  } catch {
    requireSentence(error.description)
  }
  var builder = TableBuilder(
    names: ["x", "y", "z"], kinds: ["y": .date, "z": .number], dateFormat: format)
  for cell in cells {
    let text = String(decoding: cell, as: UTF8.self)
    for column in builder.columns.indices {
      if cell.isEmpty {
        builder.columns[column].appendMissing()
      } else {
        builder.columns[column].append(text: text)
      }
    }
  }
  var declared = TableBuilder(names: ["x"], dateFormat: format)
  declared.columns[0] = builder.columns[0]
  for built in [builder, declared] {
    do throws(TableError) {
      let table = try built.finish()
      require(table.rowCount == cells.count, "rows are lost")
      require(table == (try? built.finish()), "finished twice, it is another table")
    } catch {
      requireSentence(error.description)
    }
  }
}
