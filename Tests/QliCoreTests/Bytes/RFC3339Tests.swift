import Foundation
import Testing

@testable import QliCore

@Suite struct RFC3339Tests {
  @Test(arguments: [
    (0, 0, "1970-01-01T00:00:00.000000Z"), (-1, 999_999_999, "1969-12-31T23:59:59.999999Z"),
    (1_769_846_709, 123_999, "2026-01-31T08:05:09.000123Z"),
    (951_782_400, 0, "2000-02-29T00:00:00.000000Z"),
    (4_107_542_400, 0, "2100-03-01T00:00:00.000000Z"),
    (4_107_542_399, 1_000, "2100-02-28T23:59:59.000001Z"),
    (253_402_300_799, 999_999_999, "9999-12-31T23:59:59.999999Z"),
  ])
  func knownMoments(_ seconds: Int64, _ nanoseconds: Int64, _ text: String) {
    #expect(RFC3339.text(Timestamp(seconds: seconds, nanoseconds: nanoseconds)) == text)
  }

  /// Every day from 1900 to 2400 (with one year that is no leap year by the rule of 100, and one
  /// that is by the rule of 400), at a second that moves through the day.
  @Test func allDaysAreThoseOfFoundation() throws {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = try #require(TimeZone(identifier: "UTC"))
    let format = Date.ISO8601FormatStyle(timeZone: calendar.timeZone)
    var different: [String] = []
    for day in Int64(-25_567)..<157_054 {
      let seconds = day * 86_400 + (day * 7919) % 86_400
      let text = RFC3339.text(Timestamp(seconds: seconds, nanoseconds: 0))
      let expected = Date(timeIntervalSince1970: TimeInterval(seconds)).formatted(format)
      if text != expected.dropLast() + ".000000Z" { different.append("\(text), not \(expected)") }
    }
    #expect(different.isEmpty)
  }
}
