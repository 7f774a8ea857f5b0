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

  @Test(arguments: [
    "", "2", "h", "2x", "2hh", "1h1d", "1d1w", "1d1d", "0d", "0s", "-1h", "1 h", "1.5h", "9999999d",
    "1d2026-11-01", "d", "w1d",
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
