/// A command of qli's own, by its name: what no group can be called without standing behind `run`.
///
/// A new one is a case here, and the compiler asks for the description in its folder.
enum BuiltIn: String, CaseIterable {
  case run, start, status, stop, logs
  case list, which, explain, unit, new, trust, sources, audit, doctor, completions, help, version

  /// Compared one by one: of so many names the compiler makes a table, which costs each run more than all
  /// that is in it.
  init?(rawValue: String) {
    guard let command = Self.allCases.first(where: { $0.rawValue.hasSameBytes(as: rawValue) })
    else { return nil }
    self = command
  }

  /// Whether a line of it names an extension, behind which all is the extension's own.
  var startsExtensions: Bool { self == .run || self == .start }

  /// Whether it looks for services that were started.
  var findsServices: Bool { self == .status || self == .stop || self == .logs }

  /// Whether what stands behind `--`, and an extension's name before that, is the extension's own.
  var namesArguments: Bool { self == .unit || self == .explain }

  /// Whether a group called `name` is reached by `qli run` alone.
  static func reserves(_ name: String) -> Bool { BuiltIn(rawValue: name) != nil }

  /// How a line begins that runs an extension of `group`.
  ///
  /// - Parameter options: the words that stand before the group.
  static func line(for group: ExtensionName, _ options: [String] = []) -> String {
    let words = ["qli"] + (reserves(group.text) ? ["run"] : []) + options + [group.text]
    return words.joined(separator: " ")
  }
}
