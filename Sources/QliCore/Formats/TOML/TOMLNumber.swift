/// A word that begins like a number: which one it is, or what else.
struct TOMLNumber {
  enum Result {
    case value(Int64)
    case outOfRange
    case malformed
  }

  private let word: UnsafeBufferPointer<UInt8>

  /// - Parameter word: at least one byte; it must outlive this value.
  init(_ word: UnsafeBufferPointer<UInt8>) {
    self.word = word
  }

  /// The integer whose digits begin at `start`, with single underscores between them.
  func integer(from start: Int, base: UInt8, isNegative: Bool) -> Result {
    var value: Int64 = 0
    var overflows = false
    var previousIsDigit = false
    for byte in word[start...] {
      if byte == .underscore {
        guard previousIsDigit else { return .malformed }
        previousIsDigit = false
        continue
      }
      guard let digit = byte.digitValue, digit < base else { return .malformed }
      previousIsDigit = true
      // Subtracts for negative ones, as the least integer has no positive counterpart.
      let (product, first) = value.multipliedReportingOverflow(by: Int64(base))
      let (sum, second) =
        isNegative
        ? product.subtractingReportingOverflow(Int64(digit))
        : product.addingReportingOverflow(Int64(digit))
      value = sum
      overflows = overflows || first || second
    }
    guard previousIsDigit else { return .malformed }
    return overflows ? .outOfRange : .value(value)
  }

  /// Whether a decimal number begins with a zero and goes on.
  var hasLeadingZero: Bool {
    let first = skipSign()
    guard first + 1 < word.count, word[first] == .zero else { return false }
    return word[first + 1].isDecimalDigit || word[first + 1] == .underscore
  }

  /// Whether the word is a float as TOML writes it.
  var isFloat: Bool {
    var index = skipSign()
    if word[index...].elementsEqual("inf".utf8) || word[index...].elementsEqual("nan".utf8) {
      return true
    }
    guard !hasLeadingZero, skipDigits(&index) else { return false }
    if index < word.count && word[index] == .dot {
      index += 1
      guard skipDigits(&index) else { return false }
    }
    if index < word.count && (word[index] == 0x65 || word[index] == 0x45) {
      index += 1
      if index < word.count && (word[index] == .plus || word[index] == .minus) { index += 1 }
      guard skipDigits(&index) else { return false }
    }
    return index == word.count
  }

  /// Whether the word begins as a date or a time does.
  var isDateOrTime: Bool { hasShape("0000-00-00") || hasShape("00:00") }

  private func skipSign() -> Int {
    word[0] == .plus || word[0] == .minus ? 1 : 0
  }

  private func skipDigits(_ index: inout Int) -> Bool {
    var previousIsDigit = false
    while index < word.count {
      if word[index].isDecimalDigit {
        previousIsDigit = true
      } else if word[index] == .underscore && previousIsDigit {
        previousIsDigit = false
      } else {
        break
      }
      index += 1
    }
    return previousIsDigit
  }

  private func hasShape(_ shape: StaticString) -> Bool {
    guard word.count >= shape.utf8CodeUnitCount else { return false }
    return shape.withUTF8Buffer { pattern in
      zip(word, pattern).allSatisfy { byte, wanted in
        wanted == .zero ? byte.isDecimalDigit : byte == wanted
      }
    }
  }
}
