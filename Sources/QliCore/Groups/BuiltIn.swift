/// A command of qli's own, by its name: what no group can be called without standing behind `run`.
///
/// A new one is a case here, and the compiler asks for the description in its folder.
enum BuiltIn: String, CaseIterable {
  case run, list, which, explain, new, sources, audit, doctor, completions, help, version

  /// Whether a later command will be called `name`; taken from now on, so that no group is
  /// surprised.
  static func isFutureName(_ name: String) -> Bool {
    switch name {
    case "start", "stop", "status", "logs": true
    default: false
    }
  }

  /// Whether a group called `name` is reached by `qli run` alone.
  static func reserves(_ name: String) -> Bool {
    BuiltIn(rawValue: name) != nil || isFutureName(name)
  }

  /// How a line begins that runs an extension of `group`.
  static func line(for group: ExtensionName) -> String {
    reserves(group.text) ? "qli run \(group)" : "qli \(group)"
  }
}
