/// A program's version: numbers with dots between them, two at least, and a suffix behind a dash,
/// as in `1.10` and `1.2.0-rc1`.
struct ServiceVersion: Sendable {
  /// The version as it is written.
  let text: String
  /// The numbers, in their order.
  private let fields: [UInt64]
  /// What stands behind the dash, or nil without one.
  private let suffix: [UInt8]?

  /// The most bytes that a version may have.
  static let maximumLength = 64

  /// Returns nil if `text` isn't such a version.
  init?(_ text: String) { self.init(utf8: text.utf8) }

  /// Returns nil if `bytes` aren't such a version.
  init?(utf8 bytes: some Collection<UInt8>) {
    let bytes = Array(bytes)
    guard bytes.count <= Self.maximumLength else { return nil }
    let dash = bytes.firstIndex(of: .minus) ?? bytes.count
    var fields: [UInt64] = []
    for field in bytes[..<dash].split(separator: .dot, omittingEmptySubsequences: false) {
      // With 19 digits any number fits.
      guard !field.isEmpty, field.count <= 19, field.allSatisfy({ $0.isDecimalDigit }) else {
        return nil
      }
      fields.append(field.reduce(0) { $0 * 10 + UInt64($1 - .zero) })
    }
    guard fields.count >= 2 else { return nil }
    if dash < bytes.count {
      let suffix = bytes[(dash + 1)...]
      guard let first = suffix.first, Self.isAlphanumeric(first),
        suffix.allSatisfy({ Self.isAlphanumeric($0) || Self.joins($0) })
      else { return nil }
      self.suffix = Array(suffix)
    } else {
      suffix = nil
    }
    self.fields = fields
    self.text = String(decoding: bytes, as: UTF8.self)
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    VariableName.isDigit(byte) || VariableName.isLetter(byte) && byte != .underscore
  }

  /// Whether `byte` may stand within a suffix, beside letters and digits, as distributions have it.
  private static func joins(_ byte: UInt8) -> Bool {
    byte == .dot || byte == .minus || byte == .plus || byte == UInt8(ascii: "~")
  }
}

extension ServiceVersion: CustomStringConvertible {
  /// The version as it is written.
  var description: String { text }
}

extension ServiceVersion: Comparable {
  /// Numbers are compared one by one, and a missing one is 0; with a suffix a version is earlier
  /// than without. In suffixes, too, what is a number counts as one: `rc2` is earlier than `rc10`.
  static func < (left: Self, right: Self) -> Bool { left.isEarlier(than: right) }

  /// Whether neither is the earlier one: `1.2` is `1.2.0`.
  static func == (left: Self, right: Self) -> Bool {
    !left.isEarlier(than: right) && !right.isEarlier(than: left)
  }

  private func isEarlier(than other: ServiceVersion) -> Bool {
    for index in 0..<max(fields.count, other.fields.count) {
      let mine = index < fields.count ? fields[index] : 0
      let its = index < other.fields.count ? other.fields[index] : 0
      if mine != its { return mine < its }
    }
    guard let suffix else { return false }
    guard let others = other.suffix else { return true }
    return Self.precedes(suffix[...], others[...])
  }

  /// Whether a suffix stands before another one.
  private static func precedes(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Bool {
    var (left, right) = (left, right)
    while let mine = left.first, let its = right.first {
      guard mine.isDecimalDigit, its.isDecimalDigit else {
        if mine != its { return mine < its }
        left.removeFirst()
        right.removeFirst()
        continue
      }
      let numbers = (number(&left), number(&right))
      if numbers.0.count != numbers.1.count { return numbers.0.count < numbers.1.count }
      if !numbers.0.elementsEqual(numbers.1) {
        return numbers.0.lexicographicallyPrecedes(numbers.1)
      }
    }
    return left.isEmpty && !right.isEmpty
  }

  /// Removes the digits at the front of `rest`; returns them without zeros before the number.
  private static func number(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let digits = rest.prefix { $0.isDecimalDigit }
    rest = rest.dropFirst(digits.count)
    return digits.drop { $0 == .zero }
  }
}
