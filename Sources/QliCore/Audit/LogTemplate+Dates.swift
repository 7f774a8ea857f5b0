extension LogTemplate.Period {
  /// The UTC day or month of `time`, as RFC 3339 writes it.
  func text(of time: Timestamp) -> String { String(RFC3339.text(time).prefix(length)) }

  /// How many characters such a text has, up to year 9999.
  var length: Int {
    switch self {
    case .day: 10
    case .month: 7
    }
  }

  /// Whether `text` is such a day or month, of the calendar.
  func isDate(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    guard text.count == length else { return false }
    var day = String(decoding: text, as: UTF8.self)
    if self == .month { day += "-01" }
    return CivilTime(day) != nil
  }

  /// The placeholder that is in `name` first, and where.
  static func first(in name: ArraySlice<UInt8>) -> (period: Self, place: Int)? {
    guard let brace = name.firstIndex(of: .openBrace) else { return nil }
    for place in name.indices[brace...] {
      for period in allCases where name[place...].starts(with: period.rawValue.utf8) {
        return (period, place)
      }
    }
    return nil
  }
}
