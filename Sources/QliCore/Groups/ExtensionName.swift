/// The name of a group or of an extension.
///
/// ASCII letters, digits, `.`, `_`, `+` and `-`, beginning with a letter or a digit, at most 64
/// bytes.
struct ExtensionName: Sendable, Hashable, Comparable {
  /// The most bytes that a name may have.
  static let maximumLength = 64

  /// The name.
  let text: String

  /// Returns nil if `text` isn't such a name.
  init?(_ text: String) { self.init(utf8: text.utf8) }

  /// Returns nil if `bytes` aren't such a name.
  init?(_ bytes: ByteString) { self.init(utf8: bytes.bytes) }

  /// Returns nil if `bytes` aren't such a name.
  init?(utf8 bytes: some Collection<UInt8>) {
    guard Self.isName(bytes) else { return nil }
    text = String(decoding: bytes, as: UTF8.self)
  }

  /// Whether `bytes` are such a name.
  static func isName(_ bytes: some Collection<UInt8>) -> Bool {
    guard let first = bytes.first, isLetterOrDigit(first), bytes.count <= maximumLength else {
      return false
    }
    return bytes.allSatisfy { isLetterOrDigit($0) || isMark($0) }
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: false
    }
  }

  private static func isMark(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "+"), UInt8(ascii: "-"): true
    default: false
    }
  }

  /// By bytes: for ASCII, which names are, that is the order of strings.
  static func < (left: Self, right: Self) -> Bool { left.text < right.text }
}

extension ExtensionName: CustomStringConvertible {
  /// The name.
  var description: String { text }
}
