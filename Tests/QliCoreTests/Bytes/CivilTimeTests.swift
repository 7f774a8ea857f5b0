import Foundation
import Testing

@testable import QliCore

@Suite struct CivilTimeTests {
  @Test(
    arguments: [
      ("2026-11-01", 2026, 11, 1, 0, 0, 0, 0, nil),
      ("2026-11-01T12:30", 2026, 11, 1, 12, 30, 0, 0, nil),
      ("2026-11-01 12:30:59", 2026, 11, 1, 12, 30, 59, 0, nil),
      ("2026-11-01t12:30z", 2026, 11, 1, 12, 30, 0, 0, 0),
      ("2026-11-01T12:30:60Z", 2026, 11, 1, 12, 30, 60, 0, 0),
      ("2026-11-01T12:30:00.5Z", 2026, 11, 1, 12, 30, 0, 500_000, 0),
      ("2026-11-01T12:30:00.1234569+01:30", 2026, 11, 1, 12, 30, 0, 123_456, 5400),
      ("2026-11-01T12:30-23:59", 2026, 11, 1, 12, 30, 0, 0, -86_340),
      ("2024-02-29", 2024, 2, 29, 0, 0, 0, 0, nil), ("2000-02-29", 2000, 2, 29, 0, 0, 0, 0, nil),
    ] as [(String, Int64, Int64, Int64, Int64, Int64, Int64, Int64, Int64?)])
  func textsThatAreTimes(
    _ text: String, _ year: Int64, _ month: Int64, _ day: Int64, _ hour: Int64, _ minute: Int64,
    _ second: Int64, _ microsecond: Int64, _ offset: Int64?
  ) throws {
    let time = try #require(CivilTime(text))
    #expect([time.year, time.month, time.day] == [year, month, day])
    #expect([time.hour, time.minute, time.second] == [hour, minute, second])
    #expect(time.microsecond == microsecond && time.offset == offset)
  }

  @Test(arguments: [
    "", "2026", "2026-11", "2026-11-1", "26-11-01", "2026-13-01", "2026-00-01", "2026-11-00",
    "2026-11-31", "2023-02-29", "1900-02-29", "2026-11-01T", "2026-11-01T12", "2026-11-01T24:00",
    "2026-11-01T12:60", "2026-11-01T12:00:61", "2026-11-01T12:00:00.", "2026-11-01T12:00:00,5",
    "2026-11-01T12:00+1", "2026-11-01T12:00+01", "2026-11-01T12:00+24:00", "2026-11-01T12:00ZZ",
    "2026-11-01x", "2026-11-01Z", " 2026-11-01", "２026-11-01", "0000-01-01",
    "0000-12-31T23:59:59Z",
  ])
  func textsThatAreNoTime(_ text: String) { #expect(CivilTime(text) == nil) }

  /// Both sides of each leap day, or of where one is left out, in every year. Before 1583 the
  /// calendar of Foundation is another one; that of RFC 3339 is the same every 400 years.
  @Test func asFoundationCounts() throws {
    let format = Date.ISO8601FormatStyle(timeZone: .gmt)
    var different: [String] = []
    for year in 1...9999 {
      let eras = year < 1583 ? 4 : 0
      for day in ["02-28T23:59:59Z", "03-01T00:00:00Z"] {
        let known = try format.parse("\(year + eras * 400)-\(day)").timeIntervalSince1970
        let text = String(repeating: "0", count: 4 - "\(year)".count) + "\(year)-\(day)"
        let expected = Int64(known) - Int64(eras * 146_097 * 86_400)
        if CivilTime(text)?.secondsAsUTC != expected { different.append(text) }
      }
    }
    #expect(different.isEmpty)
  }

  /// What is written is read again, all through the years that have four digits.
  @Test func whatIsWrittenIsRead() throws {
    for seconds in stride(from: Int64(-62_135_596_800), to: 253_402_300_799, by: 8_640_017 * 13) {
      let text = RFC3339.text(Timestamp(seconds: seconds, nanoseconds: 7_000))
      let time = try #require(CivilTime(text))
      #expect(time.secondsAsUTC == seconds && time.microsecond == 7, "\(text)")
    }
  }
}
