/// Moments as people say them: when it was here, and how long ago that is.
enum Moment {
  /// `03:01:01, 2 s ago`, with the date where that isn't today's; of a moment that lies ahead, as where
  /// somebody has set the clock, only when it is.
  static func text(_ moment: Timestamp, now: Timestamp) -> String {
    var calendar = LocalCalendar()
    let then = calendar.text(moment.seconds * 1_000_000)
    let today = calendar.text(now.seconds * 1_000_000)
    let isToday = then.utf8.dropLast(9).elementsEqual(today.utf8.dropLast(9))
    let time = isToday ? String(then.suffix(8)) : then
    return ago(moment, now: now).map { "\(time), \($0)" } ?? time
  }

  /// The same of a time as records have it; what is none stays as it is.
  static func text(_ moment: String, now: Timestamp) -> String {
    RFC3339.timestamp(moment).map { text($0, now: now) } ?? Visible.text(moment)
  }

  /// `just now`, `2 s ago`, `5 min ago`, `3 h ago` or `2 days ago`; nil of what lies ahead.
  static func ago(_ moment: Timestamp, now: Timestamp) -> String? {
    let milliseconds = now.milliseconds - moment.milliseconds
    guard milliseconds >= 0 else { return nil }
    let seconds = milliseconds / 1000
    return switch seconds {
    case 0: "just now"
    case ..<60: "\(seconds) s ago"
    case ..<3600: "\(seconds / 60) min ago"
    case ..<86_400: "\(seconds / 3600) h ago"
    default: "\(Wording.count(Int(seconds / 86_400), "day")) ago"
    }
  }

  /// How long ago a time is that stands in a record, or when it was where it lies ahead.
  static func since(_ moment: String, clock: Clock = .system) -> String {
    guard let then = RFC3339.timestamp(moment) else { return Visible.text(moment) }
    let now = clock.wallTime()
    return ago(then, now: now) ?? text(then, now: now)
  }

  /// How many bytes `2026-01-31T08:05:09.000123Z` has, as qli writes times.
  private static let length = 27

  /// `text` with each time that stands in it as a word, as qli writes times, in words. One that is a part
  /// of something else, such as of a path or a quotation, stays.
  static func told(in text: String, now: Timestamp) -> String {
    // Mostly there is none.
    guard text.utf8.count >= length else { return text }
    var words: [String] = []
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
      let rest = word.utf8.dropFirst(length)
      guard word.utf8.count >= length, rest.allSatisfy({ !$0.isWordLike }),
        word.utf8.first.map({ $0.isDecimalDigit }) == true,
        let start = word.utf8.index(
          word.utf8.startIndex, offsetBy: length, limitedBy: word.utf8.endIndex),
        word[..<start].utf8.last == UInt8(ascii: "Z"),
        let moment = RFC3339.timestamp(String(word[..<start]))
      else {
        words.append(String(word))
        continue
      }
      words.append(self.text(moment, now: now) + word[start...])
    }
    return words.joined(separator: " ")
  }
}

extension UInt8 {
  /// Whether a byte behind a time makes it a part of something else: a stop doesn't.
  fileprivate var isWordLike: Bool {
    switch self {
    case UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ":"), UInt8(ascii: "."),
      UInt8(ascii: ")"):
      false
    default: true
    }
  }
}
