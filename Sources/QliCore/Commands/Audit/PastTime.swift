/// A moment of the past, as it is typed: how long ago it was, or a date.
enum PastTime: Equatable {
  /// So many milliseconds ago.
  case ago(Int64)
  case date(CivilTime)
  /// The beginning of the day that was so many days ago.
  case day(Int64)
  /// The beginning of the last such day of the week, today's if it is one; Monday is 0.
  case weekday(Int64)

  private static let weekdays = [
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
  ]

  /// The units beside those of `RunDuration`, in milliseconds.
  private static let longUnits: [(name: Character, factor: Int64)] = [
    ("w", 7 * 86_400_000), ("d", 86_400_000),
  ]

  /// Reads `2h`, `1w2d12h`, `2026-11-01`, `2026-11-01T12:00`, `today`, `yesterday`, `monday` and the
  /// like; nil if it is none of them.
  init?(_ text: String) {
    if text.hasSameBytes(as: "today") {
      self = .day(0)
    } else if text.hasSameBytes(as: "yesterday") {
      self = .day(1)
    } else if let number = Self.weekdays.firstIndex(where: { $0.hasSameBytes(as: text) }) {
      self = .weekday(Int64(number))
    } else if let time = CivilTime(text) {
      self = .date(time)
    } else if let span = Self.span(text) {
      self = .ago(span)
    } else {
      return nil
    }
  }

  /// The moment in microseconds since the beginning of 1970. A date without a zone is one of the
  /// place, and without a time its midnight. Nil if it lies in the future.
  func microseconds(at now: Timestamp) -> Int64? {
    let present = now.seconds * 1_000_000 + now.nanoseconds / 1000
    let moment: Int64
    switch self {
    case .ago(let span): moment = present - span * 1000
    case .day(let count): moment = Self.midnight(of: now) { _ in count }
    // The first of January 1970 was a Thursday.
    case .weekday(let number): moment = Self.midnight(of: now) { ($0 + 3 - number) % 7 }
    case .date(let time):
      let seconds =
        if let offset = time.offset {
          time.secondsAsUTC - offset
        } else {
          LocalTime.seconds(of: time) ?? time.secondsAsUTC
        }
      moment = seconds * 1_000_000 + time.microsecond
    }
    return moment <= present ? moment : nil
  }

  /// Where the day began, in microseconds, that was so many days before today as `back` makes of the
  /// number of today, counted from the beginning of 1970.
  private static func midnight(of now: Timestamp, _ back: (Int64) -> Int64) -> Int64 {
    let today = (now.seconds + LocalTime.offset(at: now.seconds)) / 86_400
    let start = (today - back(today)) * 86_400
    // Clocks may have been changed since.
    let near = start - LocalTime.offset(at: start)
    return (start - LocalTime.offset(at: near)) * 1_000_000
  }

  /// Weeks and days in front of what a manifest may write.
  private static func span(_ text: String) -> Int64? {
    var rest = Substring(text)
    var total: Int64 = 0
    for unit in longUnits {
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      guard rest.dropFirst(digits.count).first == unit.name else { continue }
      // So many that they are more than all time are no time ago.
      guard digits.count <= 6, let number = Int64(digits) else { return nil }
      total += number * unit.factor
      rest = rest.dropFirst(digits.count + 1)
    }
    if !rest.isEmpty {
      guard let duration = try? RunDuration(String(rest)) else { return nil }
      total += duration.milliseconds
    }
    return total > 0 ? total : nil
  }
}
