/// Moments as the clocks of the place show them.
struct LocalCalendar {
  /// The quarter of an hour, in UTC, that was asked for last: nowhere do clocks change within one.
  private var quarter: Int64?
  private var offset: Int64 = 0

  /// `2026-11-21 07:45:19`, of microseconds since the beginning of 1970.
  mutating func text(_ time: Int64) -> String {
    let seconds = (time - (time < 0 ? 999_999 : 0)) / 1_000_000
    if quarter != seconds / 900 {
      quarter = seconds / 900
      offset = LocalTime.offset(at: seconds)
    }
    let utc = RFC3339.text(Timestamp(seconds: seconds + offset, nanoseconds: 0))
    // Counted from the end: a zone may lead to the year 10000.
    return "\(utc.dropLast(17)) \(utc.suffix(16).prefix(8))"
  }
}
