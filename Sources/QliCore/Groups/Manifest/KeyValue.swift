/// What a key's value may be, as far as a JSON Schema can say it.
///
/// Only the schemas ask for it, and no run does. The readers are stricter: they know what other keys, other
/// tables and the machine have to do with a value.
indirect enum KeyValue {
  case anything, nothing
  case boolean
  case exactly(Bool)
  case integer(ClosedRange<Int64>)
  /// A string. `forms` are regular expressions: it has to match all of those, and none of `excluded`.
  case string(_ forms: [String] = [], but: [String] = [])
  case choice([String])
  case either(KeyValue, KeyValue)
  case not(KeyValue)
  case list(of: KeyValue, atLeast: Int = 0)
  /// The words of a command: a program or a first argument, and what follows.
  case command
  case table(TableShape)
  /// A table of any keys, but those called so.
  case anyTable(but: [String] = [])
  /// A table whose keys match a form, and are none of `excluded`.
  case map(names: String, but: [String] = [], KeyValue)
  /// A table in which each key has such a value, if it is a table at all.
  case each(KeyValue)
  /// A table with these values, if it is one; the keys are there if they have to be.
  case having([KeyRule.Term], isRequired: Bool)
  /// A table whose keys are as these rules say.
  case following([KeyRule])

  /// What a key may be of which only an example is known.
  init(ofExample example: String) {
    let second = example.utf8.dropFirst().first
    switch example.utf8.first {
    case .openBracket where second == .quote || second == .closeBracket: self = .list(of: .string())
    case .openBracket where second == .openBracket: self = .list(of: .anyTable())
    case .openBracket: self = .anyTable()
    case .quote: self = .string()
    case .some(let byte) where byte.isDecimalDigit: self = .integer(Int64.min...Int64.max)
    default: self = .boolean
    }
  }

  /// One line of text.
  static var line: KeyValue { .string(but: ["\\n"]) }
  /// What can be handed to a program.
  static var text: KeyValue { .string(["^[^\\x00]*$"]) }
  static var path: KeyValue { .string([KeyForm.path]) }
  /// See `RunDuration`.
  static var duration: KeyValue { .string(["^\(KeyForm.duration)$", "[1-9]"]) }
  static var variable: KeyValue { .string(["^\(KeyForm.name)$"]) }
  static var variablePatterns: KeyValue { .list(of: .string(["^\(KeyForm.name)\\*?$"])) }
  static var checksum: KeyValue { .string(["^[0-9a-fA-F]{64}$"]) }
  /// True, false, or what a person can type.
  static var switchOrWord: KeyValue {
    .either(.boolean, .string([KeyForm.typable], but: [KeyForm.booleanWord]))
  }
}

/// Regular expressions for the values of keys, in what all dialects have in common.
enum KeyForm {
  /// See `VariableName`.
  static let name = "[A-Za-z_][A-Za-z0-9_]*"
  /// See `ExtensionName`.
  static let extensionName = "[A-Za-z0-9][A-Za-z0-9._+-]{0,\(ExtensionName.maximumLength - 1)}"
  /// See `RunDuration`.
  static let duration = "([0-9]{1,13}h)?([0-9]{1,13}m)?([0-9]{1,13}s)?([0-9]{1,13}ms)?"
  static let variable = "\\$(\(name)|\\{\(name)\\})"
  /// See `PathTemplate`.
  static let path = "^\(path(of: "[^$\\x00]"))$"
  /// Inside `$TMPDIR`, see `WritePlace`.
  static let insideTemporaryFolder = "^(\\$TMPDIR/+|\\$\\{TMPDIR\\}/*)[^/]"
  /// More than one placeholder, or one in a folder's name, see `LogTemplate`.
  static let misplacedPeriod = "\\{(date|month)\\}[^/]*(/|\\{(date|month)\\})"
  /// See `EndpointTemplate`; which addresses and ports there are is arithmetic.
  static let endpoint =
    "^(unix:(auto|\(path(of: "([^${\\x00]|\\{instance\\})")))"
    + "|tcp:([0-9.]+|\\[[0-9A-Fa-f:.]+\\]):(auto|[1-9][0-9]{0,4}))$"
  /// See `ServicePolicy.Readiness`.
  static let readiness =
    "^(endpoint|notify|exit|after:\(duration)|file:\(path(of: "[^$\\x00]"))|line:[^\\n\\x00]+)$"
  static let size = "^[0-9]{1,9}(KiB|MiB|GiB)$"
  /// See `ServiceVersion`.
  static let version =
    "^[0-9]{1,19}(\\.[0-9]{1,19})+(-[A-Za-z0-9][A-Za-z0-9.+~-]*)?$"
  /// A character that isn't a space, and others between two of those.
  static let typable = "^[^ \\x00-\\x1f\\x7f]([^\\x00-\\x1f\\x7f]*[^ \\x00-\\x1f\\x7f])?$"
  /// What means a boolean in another format.
  static let booleanWord =
    "^([tT][rR][uU][eE]|[yY][eE][sS]|[oO][nN]|[fF][aA][lL][sS][eE]|[nN][oO]|[oO][fF][fF])$"

  /// A path whose plain text consists of `part`s.
  private static func path(of part: String) -> String {
    "(~|(~/|/|\(variable))(\(part)|\(variable))*)"
  }
}
