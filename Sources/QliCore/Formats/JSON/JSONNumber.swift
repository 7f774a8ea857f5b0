/// A number of a document, kept as it was written: JSON sets no limit to digits.
struct JSONNumber: Equatable, Sendable {
  /// What the document has.
  let text: String

  /// Takes over what the scanner has seen to be a number.
  init(validated text: String) { self.text = text }

  /// The value, or nil if it doesn't fit or is written with a fraction or an exponent, `1.0` too.
  var int64: Int64? { Int64(text) }

  /// The nearest value, or nil if that is infinite.
  var double: Double? {
    guard let value = Double(text), value.isFinite else { return nil }
    return value
  }
}
