/// A moment of the past, as it is typed: how long ago it was, or a date.
enum PastTime: Equatable {
  /// So many milliseconds ago.
  case ago(Int64)
  case date(CivilTime)

  /// The units beside those of `RunDuration`, in milliseconds.
  private static let longUnits: [(name: Character, factor: Int64)] = [
    ("w", 7 * 86_400_000), ("d", 86_400_000),
  ]

  /// Reads `2h`, `1w2d12h`, `2026-11-01`, `2026-11-01T12:00` and the like; nil if it is none of
  /// them.
  init?(_ text: String) {
    if let time = CivilTime(text) {
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
