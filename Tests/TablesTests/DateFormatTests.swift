import Tables
import Testing

@Suite("Date formats")
struct DateFormatTests {
  /// Days that are in every calendar: the epoch, leap days, the day a century is not leap.
  @Test(arguments: [
    ("1970-01-01", Int64(0)), ("1970-01-02", 86_400_000_000), ("1969-12-31", -86_400_000_000),
    ("2000-02-29", 951_782_400_000_000), ("2011-12-09", 1_323_388_800_000_000),
    ("1900-03-01", -2_203_891_200_000_000), ("0001-01-01", -62_135_596_800_000_000),
    ("9999-12-31", 253_402_214_400_000_000),
  ])
  func `known days have their known instants`(text: String, expected: Int64) {
    #expect(DateFormat.iso.reads(text) == expected)
    #expect(dateText(expected) == text + "T00:00:00")
  }

  @Test(arguments: [
    ("2011-12-09", "2011-12-09T00:00:00"), ("2011-12-09T12:50:00", "2011-12-09T12:50:00"),
    ("2011-12-09 12:50", "2011-12-09T12:50:00"), ("2011-12-09t12:50", "2011-12-09T12:50:00"),
    ("2011-12-09T12:50:00.5", "2011-12-09T12:50:00.5"),
    ("2011-12-09T12:50:00,123456789", "2011-12-09T12:50:00.123456"),
    ("2011-12-09T12:50:00Z", "2011-12-09T12:50:00"),
    ("2011-12-09T12:50:00+01:00", "2011-12-09T11:50:00"),
    ("2011-12-09T12:50:00-0530", "2011-12-09T18:20:00"),
    ("2011-12-09 00:30:00 +02", "2011-12-08T22:30:00"), ("  2011-12-09 ", "2011-12-09T00:00:00"),
  ])
  func `iso reads times, fractions and offsets`(text: String, expected: String) {
    #expect(read(text, "iso") == expected)
  }

  @Test(arguments: [
    ("9/12/2011", "dmy", "2011-12-09T00:00:00"), ("09.12.2011", "dmy", "2011-12-09T00:00:00"),
    ("9-12-11", "dmy", "2011-12-09T00:00:00"), ("31/12/68", "dmy", "2068-12-31T00:00:00"),
    ("1/1/69", "dmy", "1969-01-01T00:00:00"), ("12/1/2010 8:26", "mdy", "2010-12-01T08:26:00"),
    ("12/1/2010 08:26:00", "mdy", "2010-12-01T08:26:00"),
    ("12/1/2010 8:26 PM", "mdy", "2010-12-01T20:26:00"),
    ("12/1/2010 12:00am", "mdy", "2010-12-01T00:00:00"),
    ("12/1/2010 12 pm", "mdy", "2010-12-01T12:00:00"),
    ("2011/1/9", "ymd", "2011-01-09T00:00:00"), ("2011.01.09 8:26", "ymd", "2011-01-09T08:26:00"),
    ("11-01-09", "ymd", "2011-01-09T00:00:00"), ("20111209", "ymd", "2011-12-09T00:00:00"),
    ("9-Dec-2011", "dmy", "2011-12-09T00:00:00"), ("9 december 2011", "dmy", "2011-12-09T00:00:00"),
    ("Dec 9, 2011 8:26:30 pm", "mdy", "2011-12-09T20:26:30"),
    ("2011-12-09T12:50:00Z", "ymd", "2011-12-09T12:50:00"),
  ])
  func `days, months and years are read in the order declared`(
    text: String, name: String, expected: String
  ) {
    #expect(read(text, name) == expected)
  }

  @Test(arguments: [
    ("31/02/2011", "dmy"), ("29/02/2011", "dmy"), ("29.02.1900", "dmy"), ("0/1/2011", "dmy"),
    ("1/13/2011", "dmy"), ("13/1/2011", "mdy"), ("1/1/0", "dmy"), ("1/1/0000", "dmy"),
    ("1/1/20111", "dmy"), ("1/1-2011", "dmy"), ("1/1/2011x", "dmy"), ("1/1/2011 25:00", "dmy"),
    ("1/1/2011 8:60", "dmy"), ("1/1/2011 13:00 pm", "dmy"), ("1/1/2011 8", "dmy"),
    ("2011-1-9", "iso"), ("2011-02-30", "iso"), ("2011-12-09T", "iso"), ("2011-12-09T12", "iso"),
    ("2011-12-09T12:50:00+1", "iso"), ("2011-12-09T12:50:00+19:00", "iso"), ("20110230", "ymd"),
    ("", "iso"), ("-", "dmy"), ("abc", "dmy"), ("//", "mdy"), ("1e400", "epoch"), ("nan", "epoch"),
    ("Dez 9 2011", "mdy"), ("2011", "iso"), ("999999999999999999/1/1", "ymd"),
    ("-62135596801", "epoch"), ("253402300800000", "epoch"),
  ])
  func `what is no date is nil`(text: String, name: String) {
    #expect(read(text, name) == nil)
  }

  @Test(arguments: [
    ("1323435000", "2011-12-09T12:50:00"), ("1323435000000", "2011-12-09T12:50:00"),
    ("1323435000.25", "2011-12-09T12:50:00.25"), ("0", "1970-01-01T00:00:00"),
    ("-86400", "1969-12-31T00:00:00"), ("-62135596800", "0001-01-01T00:00:00"),
    ("253402300799000", "9999-12-31T23:59:59"),
  ])
  func `epoch is seconds or, from 100,000,000,000 on, milliseconds`(text: String, expected: String)
  {
    #expect(read(text, "epoch") == expected)
  }

  @Test(arguments: [
    ("DD.MM.YYYY HH:mm", "09.12.2011 12:50", "2011-12-09T12:50:00"),
    ("YYYYMMDD", "20111209", "2011-12-09T00:00:00"), ("MM/YYYY", "12/2011", "2011-12-01T00:00:00"),
    ("DD-Mon-YY", "09-dec-11", "2011-12-09T00:00:00"),
    ("YYYY-MM-DDTHH:mm:ssZ", "2011-12-09T12:50:07Z", "2011-12-09T12:50:07"),
    // ISO weeks: 2019-01-14 is the Monday of week 3; week 1 of 2020 begins in 2019; 2020 has 53
    // weeks.
    ("WW.YYYY", "3.2019", "2019-01-14T00:00:00"), ("WW.YYYY", "1.2020", "2019-12-30T00:00:00"),
    ("WW.YYYY", "53.2020", "2020-12-28T00:00:00"), ("WW.YYYY", "3.202", "2020-01-13T00:00:00"),
    ("YYYY-WWW", "2019-W03", "2019-01-14T00:00:00"),
  ])
  func `a pattern is read part by part`(pattern: String, text: String, expected: String) {
    if pattern == "YYYY-WWW" {
      // A letter that is no part is refused, so that a misspelled pattern does not match nothing.
      #expect(DateFormat(name: pattern) == nil)
    } else {
      #expect(read(text, pattern) == expected)
    }
  }

  @Test(arguments: [
    ("WW.YYYY", "54.2020"), ("WW.YYYY", "53.2019"), ("WW.YYYY", "0.2019"),
    ("DD.MM.YYYY", "31.02.2011"), ("DD.MM.YYYY", "1.2.11"), ("YYYY HH", "2011 24"),
  ])
  func `a pattern refuses what does not exist`(pattern: String, text: String) {
    #expect(read(text, pattern) == nil)
  }

  @Test(arguments: [
    "", "DD.MM", "YYYY YYYY", "YYYY YY", "WW.MM.YYYY", "dd.mm.yyyy", "DD.YYYY", "x",
  ])
  func `an unusable pattern is no format`(pattern: String) {
    #expect(DateFormat(name: pattern) == nil)
  }

  @Test func `a year that lost its zero is counted`() throws {
    let format = try #require(DateFormat(name: "WW.YYYY"))
    var repairs = 0

    _ = format.parse("3.2019".utf8.span, repairs: &repairs)
    _ = format.parse("3.202".utf8.span, repairs: &repairs)

    #expect(repairs == 1)
  }

  @Test func `the names of formats are the protocol's`() {
    for name in ["iso", "dmy", "mdy", "ymd", "epoch", "WW.YYYY"] {
      #expect(DateFormat(name: name)?.name == name)
    }
  }
}

@Suite("Dates there and back")
struct DateRoundTripTests {
  @Test func `a random instant of 1900 to 2100 reads back from its text`() {
    var random = Seeded(1)
    var compared = 0
    for _ in 0..<20_000 {
      let instant = Int64.random(in: -2_208_988_800_000_000...4_133_980_799_999_999, using: &random)

      let text = dateText(instant)

      #expect(DateFormat.iso.reads(text) == instant)
      compared += 1
    }
    print("compared \(compared) instants")
    #expect(compared >= 10_000)
  }

  /// The day after each day is the next one, over two whole cycles of the calendar.
  @Test func `every day of 1600 to 2400 has its own text and order`() throws {
    var year = 1600
    var month = 1
    var day = 1
    var compared = 0
    var instant = try #require(DateFormat.iso.reads("1600-01-01"))
    let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    while year < 2400 {
      let isLeap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0)
      let expected = "\(year)-\(month / 10)\(month % 10)-\(day / 10)\(day % 10)"

      #expect(dateText(instant) == expected + "T00:00:00")
      #expect(DateFormat.iso.reads(expected) == instant)

      compared += 1
      day += 1
      if day > lengths[month - 1] + (month == 2 && isLeap ? 1 : 0) { (month, day) = (month + 1, 1) }
      if month > 12 { (year, month) = (year + 1, 1) }
      instant += 86_400_000_000
    }
    print("compared \(compared) days")
    #expect(compared == 292_194)
  }

  @Test func `any instant has a text`() {
    #expect(dateText(.max) == "294247-01-10T04:00:54.775807")
    #expect(dateText(.min + 1).hasPrefix("-29"))
    #expect(dateText(Column.missingDate) == "")
  }
}
