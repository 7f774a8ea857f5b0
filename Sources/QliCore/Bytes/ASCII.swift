/// The ASCII characters that mean something to TOML.
extension UInt8 {
  static let tab: UInt8 = 0x09
  static let lineFeed: UInt8 = 0x0A
  static let carriageReturn: UInt8 = 0x0D
  static let space: UInt8 = 0x20
  static let quote: UInt8 = 0x22
  static let hash: UInt8 = 0x23
  static let apostrophe: UInt8 = 0x27
  static let plus: UInt8 = 0x2B
  static let comma: UInt8 = 0x2C
  static let minus: UInt8 = 0x2D
  static let dot: UInt8 = 0x2E
  static let slash: UInt8 = 0x2F
  static let zero: UInt8 = 0x30
  static let colon: UInt8 = 0x3A
  static let equals: UInt8 = 0x3D
  static let openBracket: UInt8 = 0x5B
  static let backslash: UInt8 = 0x5C
  static let closeBracket: UInt8 = 0x5D
  static let underscore: UInt8 = 0x5F
  static let openBrace: UInt8 = 0x7B
  static let closeBrace: UInt8 = 0x7D

  /// Whether a bare key may have it: `A-Za-z0-9_-`.
  var isBareKey: Bool {
    switch self {
    case 0x61...0x7A, 0x41...0x5A, 0x30...0x39, .underscore, .minus: true
    default: false
    }
  }

  /// Whether it is one of `A` to `Z`.
  var isCapital: Bool { self >= 0x41 && self <= 0x5A }
  /// The same byte, in small where it is a capital letter.
  var lowercased: UInt8 { isCapital ? self + 0x20 : self }
  var isDecimalDigit: Bool { self >= 0x30 && self <= 0x39 }

  /// The value as a digit of a base up to 16, or nil.
  var digitValue: UInt8? {
    switch self {
    case 0x30...0x39: self - 0x30
    case 0x41...0x46: self - 0x41 + 10
    case 0x61...0x66: self - 0x61 + 10
    default: nil
    }
  }
}
