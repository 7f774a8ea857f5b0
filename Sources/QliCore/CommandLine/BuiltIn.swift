/// A command of qli's own.
enum BuiltIn: String, CaseIterable {
  case run, list, which, doctor, help, version

  /// Its operands, as usage lines show them.
  var operands: String {
    switch self {
    case .run: "GROUP EXTENSION [ARGUMENT...]"
    case .list: "[GROUP]"
    case .which: "GROUP EXTENSION"
    case .help: "[TOPIC]"
    case .doctor, .version: ""
    }
  }

  /// How many operands it takes; a run takes any number.
  var operandCounts: ClosedRange<Int> {
    switch self {
    case .run: 0...Int.max
    case .list, .help: 0...1
    case .which: 2...2
    case .doctor, .version: 0...0
    }
  }

  /// The options that it takes, beside `--help`, `--quiet` and `--color`, which all take.
  var options: [Option] {
    switch self {
    case .run: [.yes]
    case .list, .which, .doctor: [.json]
    case .help, .version: []
    }
  }

  /// The options that every command takes.
  static let commonOptions: [Option] = [.quiet, .color, .help]

  /// What it does, in one line.
  var summary: String {
    switch self {
    case .run: "run an extension; reaches a group called like a command of qli's"
    case .list: "show the groups and their extensions"
    case .which: "print the path of an extension"
    case .doctor: "find out what is wrong, and how to mend it"
    case .help: "explain a command or a topic"
    case .version: "print the version"
    }
  }

  /// Names that later commands will have; taken from now on, so that no group is surprised.
  static let futureNames = [
    "explain", "sources", "completions", "new", "audit", "start", "stop", "status", "logs",
  ]

  /// Whether a group called `name` is reached by `qli run` alone.
  static func reserves(_ name: String) -> Bool {
    BuiltIn(rawValue: name) != nil || futureNames.contains(name)
  }
}
