/// The calendar expressions of systemd.time(7), as far as it takes to tell what systemd would refuse: it says so only
/// when the timer is to be switched on.
enum CalendarTimes {
  /// Whether `text` may be one: a word that stands for one, or days of the week, a date, a time and the name of a time
  /// zone, each of which may be left out. The fields of crontab(5) are none.
  static func mayBe(_ text: String) -> Bool {
    var words = text.lowercased().split(separator: " ")[...]
    guard let first = words.first else { return false }
    if names.contains(String(first)) {
      return words.count == 1 || words.count == 2 && isZone(words[1])
    }
    var isAny = false
    for isPart in [isDays, isDate, isTime] as [(Substring) -> Bool] {
      guard let word = words.first, isPart(word) else { continue }
      words.removeFirst()
      isAny = true
    }
    if let word = words.first, isAny, isZone(word) { words.removeFirst() }
    return isAny && words.isEmpty
  }

  private static let names = [
    "minutely", "hourly", "daily", "weekly", "monthly", "quarterly", "semiannually", "yearly",
    "annually",
  ]
  private static let days = [
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
  ]

  private static func isDays(_ word: Substring) -> Bool {
    // A comma may stand before the next field, too.
    let parts = word.split { $0 == "," || $0 == "." || $0 == "-" }
    return !parts.isEmpty
      && parts.allSatisfy { part in
        days.contains { $0 == part || part.utf8.count == 3 && $0.hasPrefix(part) }
      }
  }

  /// `YEAR-MONTH-DAY` or `MONTH-DAY`, or with `~` from the month's end.
  private static func isDate(_ word: Substring) -> Bool {
    let parts = word.split(omittingEmptySubsequences: false) { $0 == "-" || $0 == "~" }
    guard 2...3 ~= parts.count else { return false }
    return isNumbers(parts[parts.count - 1], 1...31) && isNumbers(parts[parts.count - 2], 1...12)
      && (parts.count == 2 || isNumbers(parts[0], 0...9999))
  }

  /// `HOUR:MINUTE` and perhaps seconds.
  private static func isTime(_ word: Substring) -> Bool {
    let parts = word.split(separator: ":", omittingEmptySubsequences: false)
    guard 2...3 ~= parts.count else { return false }
    return isNumbers(parts[0], 0...23) && isNumbers(parts[1], 0...59)
      && (parts.count == 2 || isNumbers(parts[2], 0...59))
  }

  /// Several numbers of a field, each perhaps a range, or with what is added to it again and again.
  private static func isNumbers(_ field: Substring, _ range: ClosedRange<Int>) -> Bool {
    let parts = field.split(separator: ",", omittingEmptySubsequences: false)
    return parts.allSatisfy { part in
      let values = part.split(omittingEmptySubsequences: true) { $0 == "." || $0 == "/" }
      guard let first = values.first, values.count <= 4 else { return false }
      return (first == "*" || Int(first).map(range.contains) == true)
        && values.dropFirst().allSatisfy { Int($0) != nil }
    }
  }

  /// `utc`, or a name such as `europe/berlin`.
  private static func isZone(_ word: Substring) -> Bool {
    word == "utc"
      || word.utf8.contains(.slash) && word.utf8.first.map { !$0.isDecimalDigit } == true
  }
}
