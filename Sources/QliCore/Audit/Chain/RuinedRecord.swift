/// A line that begins as qli's do, and has something of the end of a chained record, but is none.
struct RuinedRecord {
  /// Its number, if that can be read.
  let number: Int64?

  private static let beginning = Array("{\"event\":\"".utf8)
  private static let numberName = Array(",\"seq\":".utf8)
  private static let digestName = Array(",\"prev\":".utf8)
  /// Within so many bytes the end of a record lies.
  private static let endLength = 160

  /// - Returns: nil if `line` isn't such a one: a torn record mostly ends before that.
  init?(_ line: UnsafeBufferPointer<UInt8>) {
    guard line.starts(with: Self.beginning) else { return nil }
    let end = UnsafeBufferPointer(rebasing: line.suffix(Self.endLength))
    let digits = Self.place(behind: Self.numberName, in: end)
    guard digits != nil || Self.place(behind: Self.digestName, in: end) != nil else { return nil }
    number = digits.flatMap { Self.number(end[$0...]) }
  }

  private static func place(
    behind text: [UInt8], in bytes: UnsafeBufferPointer<UInt8>
  ) -> Int? {
    guard bytes.count >= text.count else { return nil }
    return (0...(bytes.count - text.count)).last { bytes[$0...].starts(with: text) }
      .map { $0 + text.count }
  }

  private static func number(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Int64? {
    let digits = bytes.prefix { $0.isDecimalDigit }
    guard (1...18).contains(digits.count), digits.first != .zero else { return nil }
    return digits.reduce(0) { $0 * 10 + Int64($1 - .zero) }
  }
}
