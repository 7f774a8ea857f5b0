/// A command of qli's own, by its name: what no group can be called without standing behind `run`.
enum BuiltIn: CaseIterable {
  case run, list, which, explain, new, sources, audit, doctor, completions, help, version

  /// What is typed.
  var name: String {
    switch self {
    case .run: "run"
    case .list: "list"
    case .which: "which"
    case .explain: "explain"
    case .sources: "sources"
    case .new: "new"
    case .audit: "audit"
    case .doctor: "doctor"
    case .completions: "completions"
    case .help: "help"
    case .version: "version"
    }
  }

  /// The command called `name`, or nil. A `switch`, as every run asks: a table of names would have
  /// to be made first.
  init?(name: String) {
    switch name {
    case "run": self = .run
    case "list": self = .list
    case "which": self = .which
    case "explain": self = .explain
    case "sources": self = .sources
    case "new": self = .new
    case "audit": self = .audit
    case "doctor": self = .doctor
    case "completions": self = .completions
    case "help": self = .help
    case "version": self = .version
    default: return nil
    }
  }

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
    BuiltIn(name: name) != nil || isFutureName(name)
  }

  /// How a line begins that runs an extension of `group`.
  static func line(for group: ExtensionName) -> String {
    reserves(group.text) ? "qli run \(group)" : "qli \(group)"
  }
}
