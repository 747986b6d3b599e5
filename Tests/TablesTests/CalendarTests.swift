import Testing

// The calendar is internal: dates are its only way out, and this looks at the days alone.
@testable import Tables

@Suite("Calendar")
struct CalendarTests {
  @Test func `days count from 1970`() {
    #expect(Calendar.day(year: 1970, month: 1, day: 1) == 0)
  }
}
