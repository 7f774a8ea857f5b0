/// Timestamps as RFC 3339 writes them.
enum RFC3339 {
  /// `time`, in year 0 or later, in UTC with microseconds: `2026-01-31T08:05:09.000123Z`. Behind year
  /// 9999, which is the last one of RFC 3339, the year has five digits.
  static func text(_ time: Timestamp) -> String {
    let days = floorDivide(time.seconds, 86_400)
    let second = time.seconds - days * 86_400
    let date = civilDate(days: days)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(27)
    append(date.year, digits: 4, to: &bytes)
    bytes.append(UInt8(ascii: "-"))
    append(date.month, digits: 2, to: &bytes)
    bytes.append(UInt8(ascii: "-"))
    append(date.day, digits: 2, to: &bytes)
    bytes.append(UInt8(ascii: "T"))
    append(second / 3600, digits: 2, to: &bytes)
    bytes.append(UInt8(ascii: ":"))
    append(second / 60 % 60, digits: 2, to: &bytes)
    bytes.append(UInt8(ascii: ":"))
    append(second % 60, digits: 2, to: &bytes)
    bytes.append(UInt8(ascii: "."))
    append(time.nanoseconds / 1000, digits: 6, to: &bytes)
    bytes.append(UInt8(ascii: "Z"))
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The moment that `text` says, with its zone; nil if it isn't such a time.
  static func timestamp(_ text: String) -> Timestamp? {
    guard let time = CivilTime(text), let offset = time.offset else { return nil }
    return Timestamp(
      seconds: time.secondsAsUTC - offset, nanoseconds: time.microsecond * 1000)
  }

  /// The proleptic Gregorian date `days` after 1970-01-01.
  private static func civilDate(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    // Counted from 0000-03-01, so that a leap day is the last of its year; an era is 400 years.
    let shifted = days + 719_468
    let era = floorDivide(shifted, 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (
      year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month: month,
      day: dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    )
  }

  private static func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
    value >= 0 ? value / divisor : -((-value + divisor - 1) / divisor)
  }

  /// Appends `value`, which isn't negative, with at least so many digits.
  private static func append(_ value: Int64, digits: Int, to bytes: inout [UInt8]) {
    var divisor: Int64 = 1
    for _ in 1..<digits { divisor *= 10 }
    while value / divisor >= 10 { divisor *= 10 }
    while divisor > 0 {
      bytes.append(UInt8(ascii: "0") + UInt8(value / divisor % 10))
      divisor /= 10
    }
  }
}
