/// A date and a time of day, as RFC 3339 writes them: `2026-11-01T12:00:00.5+01:00`. The seconds, the
/// zone, or all behind the date may be left out.
struct CivilTime: Equatable {
  let year: Int64
  let month: Int64
  let day: Int64
  private(set) var hour: Int64 = 0
  private(set) var minute: Int64 = 0
  private(set) var second: Int64 = 0
  private(set) var microsecond: Int64 = 0
  /// The seconds that it is ahead of UTC; nil where that isn't said.
  private(set) var offset: Int64?

  /// Reads all of `text`, or returns nil if it isn't such a time, or no day of the calendar. Years
  /// count from 1, so that no zone leads to one below 0.
  init?(_ text: UnsafeBufferPointer<UInt8>) {
    var digits = Digits(text: text)
    guard let year = digits.number(4), digits.eat(.minus), let month = digits.number(2),
      digits.eat(.minus), let day = digits.number(2), year > 0, (1...12).contains(month),
      day > 0, day <= Self.days(in: month, of: year)
    else { return nil }
    (self.year, self.month, self.day) = (year, month, day)
    if digits.isAtEnd { return }
    guard digits.eat(UInt8(ascii: "T")) || digits.eat(UInt8(ascii: "t")) || digits.eat(.space),
      let hour = digits.number(2), digits.eat(.colon), let minute = digits.number(2), hour < 24,
      minute < 60
    else { return nil }
    (self.hour, self.minute) = (hour, minute)
    if digits.eat(.colon) {
      // 60 is a leap second.
      guard let second = digits.number(2), second <= 60 else { return nil }
      self.second = second
      if digits.eat(.dot) {
        guard let fraction = digits.microseconds() else { return nil }
        microsecond = fraction
      }
    }
    if digits.isAtEnd { return }
    guard let offset = digits.offset(), digits.isAtEnd else { return nil }
    self.offset = offset
  }

  /// Reads all of `text`.
  init?(_ text: String) {
    var text = text
    guard let time = text.withUTF8({ CivilTime($0) }) else { return nil }
    self = time
  }

  /// The seconds from the beginning of 1970 to this time of UTC, whatever `offset` says.
  var secondsAsUTC: Int64 {
    // Counted from 0000-03-01, so that a leap day is the last of its year; an era is 400 years.
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = shiftedYear / 400
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    let days = era * 146_097 + dayOfEra - 719_468
    return days * 86_400 + hour * 3600 + minute * 60 + second
  }

  private static func days(in month: Int64, of year: Int64) -> Int64 {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

/// The numbers of a text, from its front.
private struct Digits {
  let text: UnsafeBufferPointer<UInt8>
  private var position = 0

  init(text: UnsafeBufferPointer<UInt8>) { self.text = text }

  var isAtEnd: Bool { position == text.count }

  @inline(__always)
  mutating func eat(_ byte: UInt8) -> Bool {
    guard position < text.count, text[position] == byte else { return false }
    position += 1
    return true
  }

  /// The number of exactly `count` digits that is here.
  @inline(__always)
  mutating func number(_ count: Int) -> Int64? {
    guard text.count - position >= count else { return nil }
    var value: Int64 = 0
    for index in position..<(position + count) {
      guard text[index].isDecimalDigit else { return nil }
      value = value * 10 + Int64(text[index] - .zero)
    }
    position += count
    return value
  }

  /// The fraction of a second that is here; what is below a microsecond is dropped.
  mutating func microseconds() -> Int64? {
    var (value, count): (Int64, Int) = (0, 0)
    while position < text.count, text[position].isDecimalDigit {
      if count < 6 { value = value * 10 + Int64(text[position] - .zero) }
      count += 1
      position += 1
    }
    guard count > 0 else { return nil }
    while count < 6 {
      value *= 10
      count += 1
    }
    return value
  }

  /// The seconds ahead of UTC: `Z`, or hours and minutes behind a sign.
  mutating func offset() -> Int64? {
    if eat(UInt8(ascii: "Z")) || eat(UInt8(ascii: "z")) { return 0 }
    let isBehind = eat(.minus)
    guard isBehind || eat(.plus), let hours = number(2), eat(.colon), let minutes = number(2),
      hours < 24, minutes < 60
    else { return nil }
    let offset = hours * 3600 + minutes * 60
    return isBehind ? -offset : offset
  }
}
