import Testing

@testable import QliCore

@Suite struct PastTimeTests {
  private let hour: Int64 = 3_600_000

  @Test func spansInThePast() {
    #expect(PastTime("2h") == .ago(2 * hour))
    #expect(PastTime("1h30m") == .ago(hour * 3 / 2))
    #expect(PastTime("500ms") == .ago(500))
    #expect(PastTime("7d") == .ago(7 * 24 * hour))
    #expect(PastTime("1w2d3h") == .ago((9 * 24 + 3) * hour))
    #expect(PastTime("999999d") == .ago(999_999 * 24 * hour))
  }

  @Test func daysInThePast() {
    // A Thursday.
    let now = Timestamp(seconds: 1_795_694_400 + 3 * 3600, nanoseconds: 0)
    let offset = LocalTime.offset(at: now.seconds)
    let local = now.seconds + offset
    let today = local - local % 86_400
    // Where clocks were changed in that week the day begins an hour earlier or later.
    let begins = { (text: String, days: Int64) in
      let start = today - days * 86_400
      return PastTime(text)?.microseconds(at: now)
        == (start - LocalTime.offset(at: start - offset)) * 1_000_000
    }
    #expect(begins("today", 0) && begins("yesterday", 1))
    let weekday = (local / 86_400 + 3) % 7
    let names = [
      "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    ]
    for (number, name) in names.enumerated() {
      #expect(begins(name, (weekday - Int64(number) + 7) % 7), "\(name)")
    }
  }

  @Test(arguments: [
    "", "2", "h", "2x", "2hh", "1h1d", "1d1w", "1d1d", "0d", "0s", "-1h", "1 h", "1.5h", "9999999d",
    "1d2026-11-01", "d", "w1d", "Today", "mon", "tomorrow", "today 12:00",
  ])
  func textsThatAreNoTime(_ text: String) { #expect(PastTime(text) == nil) }

  @Test func momentsInThePast() throws {
    let now = Timestamp(seconds: 1_000_000, nanoseconds: 5_000)
    #expect(PastTime.ago(1000).microseconds(at: now) == 999_999_000_005)
    let date = { (text: String) in PastTime(text)?.microseconds(at: now) }
    #expect(date("1970-01-12T13:46:40Z") == 1_000_000_000_000)
    #expect(date("1970-01-12T13:46:40.000005Z") == 1_000_000_000_005)
    #expect(date("1970-01-12T14:46:40+01:00") == 1_000_000_000_000)
    // The next microsecond, and the next century.
    #expect(date("1970-01-12T13:46:40.000006Z") == nil)
    #expect(date("2070-01-01") == nil)
  }
}
