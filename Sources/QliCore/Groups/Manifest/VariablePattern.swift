/// Which variables of the environment are meant: `NAME`, or `PREFIX*`.
struct VariablePattern: Sendable, Equatable {
  private let text: String
  private let isPrefix: Bool

  /// Returns nil if `source` is no such pattern; `*` alone is none, as it means everything.
  init?(_ source: String) {
    isPrefix = source.utf8.last == UInt8(ascii: "*")
    guard let name = VariableName(isPrefix ? String(source.dropLast()) : source) else { return nil }
    text = name.text
  }

  private init(_ text: String, isPrefix: Bool) {
    self.text = text
    self.isPrefix = isPrefix
  }

  /// The variable `name`.
  static func name(_ name: String) -> VariablePattern { VariablePattern(name, isPrefix: false) }

  /// The variables whose names begin with `prefix`.
  static func prefix(_ prefix: String) -> VariablePattern {
    VariablePattern(prefix, isPrefix: true)
  }

  /// Whether all variables that `other` means are meant.
  func covers(_ other: VariablePattern) -> Bool {
    isPrefix ? other.text.utf8.starts(with: text.utf8) : self == other
  }

  /// Whether `entry`, written `NAME=value`, is such a variable.
  func matches(_ entry: UnsafePointer<CChar>) -> Bool {
    isPrefix
      ? Environment.entry(entry, hasPrefix: text) : Environment.entry(entry, isVariable: text)
  }
}

extension VariablePattern: CustomStringConvertible {
  /// The pattern as a manifest writes it.
  var description: String { isPrefix ? text + "*" : text }
}
