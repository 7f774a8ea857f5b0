import Testing

@testable import QliCore

/// Times as people say them.
@Suite struct MomentTests {
  /// Half past a noon: no zone has midnight within a minute of it.
  private let now = Timestamp(seconds: 1_796_041_800, nanoseconds: 0)

  private func before(_ seconds: Int64) -> Timestamp {
    Timestamp(seconds: now.seconds - seconds, nanoseconds: 0)
  }

  @Test(
    arguments: [
      (0, "just now"), (1, "1 s ago"), (59, "59 s ago"), (60, "1 min ago"), (3599, "59 min ago"),
      (3600, "1 h ago"), (86_399, "23 h ago"), (86_400, "1 day ago"), (200_000, "2 days ago"),
    ] as [(Int64, String)])
  func howLongAgo(_ seconds: Int64, _ text: String) {
    #expect(Moment.ago(before(seconds), now: now) == text)
  }

  @Test func whatLiesAhead() {
    #expect(Moment.ago(before(-1), now: now) == nil)
    #expect(Moment.text(before(-1), now: now).wholeMatch(of: /\d\d:\d\d:\d\d/) != nil)
  }

  @Test func theDateWhereItIsAnother() {
    #expect(Moment.text(before(2), now: now).wholeMatch(of: /\d\d:\d\d:\d\d, 2 s ago/) != nil)
    #expect(
      Moment.text(before(172_800), now: now)
        .wholeMatch(of: /\d{4}-\d\d-\d\d \d\d:\d\d:\d\d, 2 days ago/) != nil)
    #expect(Moment.text("no time\u{1b}", now: now) == "no time\\x1b")
  }

  @Test func timesWithinASentence() {
    let time = RFC3339.text(before(2))
    let told = Moment.text(before(2), now: now)
    #expect(
      Moment.told(in: "process 3 since \(time), run x of \(time) is here", now: now)
        == "process 3 since \(told), run x of \(told) is here")
    // What is a part of something else, or no time of qli's, stays.
    for text in [
      "'\(time)'", "/log/\(time).jsonl", "\(time)x", "2026-01-02", "\(time.dropLast())+",
      "since 2026-13-41T00:00:00.000000Z", "",
    ] {
      #expect(Moment.told(in: text, now: now) == text)
    }
  }
}
