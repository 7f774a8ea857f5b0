/// The name of an environment variable, as POSIX has it: `[A-Za-z_][A-Za-z0-9_]*`.
struct VariableName: Sendable, Hashable {
  /// The name.
  let text: String

  /// Returns nil if `text` isn't such a name.
  init?(_ text: String) {
    guard let first = text.utf8.first, !Self.isDigit(first),
      text.utf8.allSatisfy({ Self.isLetter($0) || Self.isDigit($0) })
    else { return nil }
    self.text = text
  }

  /// Whether qli sets it itself, or a loader, shell or interpreter obeys it, so that no secret may
  /// be called so.
  var isReserved: Bool {
    Self.reservedNames.contains(text)
      || Self.reservedPrefixes.contains { text.utf8.starts(with: $0.utf8) }
  }

  private static let reservedNames = [
    "QLI", "PATH", "HOME", "BASH_ENV", "ENV", "IFS", "SHELLOPTS", "PROMPT_COMMAND", "NODE_OPTIONS",
    "PERL5OPT", "PYTHONPATH", "PYTHONSTARTUP", "RUBYOPT",
  ]
  private static let reservedPrefixes = ["QLI_", "LD_", "DYLD_"]

  /// A regular expression for those.
  static var reservedForm: String {
    "^((\(reservedNames.joined(separator: "|")))$|\(reservedPrefixes.joined(separator: "|")))"
  }

  /// Whether `byte` is a letter or an underscore.
  static func isLetter(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "_"):
      true
    default: false
    }
  }

  /// Whether `byte` is a decimal digit.
  static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}

extension VariableName: CustomStringConvertible {
  /// The name.
  var description: String { text }
}
