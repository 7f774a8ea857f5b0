/// A command of qli's own.
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

  /// Its operands, as usage lines show them.
  var operands: String {
    switch self {
    case .run: "GROUP EXTENSION [ARGUMENT...]"
    case .list: "[GROUP]"
    case .which, .explain: "GROUP EXTENSION"
    case .sources: "[ACTION NAME [REF]]"
    case .new: "GROUP [EXTENSION]"
    case .audit: "[GROUP] [EXTENSION]"
    case .completions: "bash|zsh|fish"
    case .help: "[TOPIC | GROUP EXTENSION]"
    case .doctor, .version: ""
    }
  }

  /// How many operands it takes; a run takes any number.
  var operandCounts: ClosedRange<Int> {
    switch self {
    case .run: 0...Int.max
    case .list: 0...1
    case .help, .audit: 0...2
    case .which, .explain: 2...2
    case .sources: 0...3
    case .new: 1...2
    case .completions: 1...1
    case .doctor, .version: 0...0
    }
  }

  /// What its operands name, in their order. What follows behind them is free.
  var operandKinds: [OperandKind] {
    switch self {
    case .run, .which, .explain, .audit: [.group, .extension]
    case .list, .new: [.group]
    case .sources: [.sourcesAction, .sourcePlugin]
    case .completions: [.shell]
    case .help: [.helpSubject, .extension]
    case .doctor, .version: []
    }
  }

  /// The options that it takes, beside `--help`, `--quiet` and `--color`, which all take.
  var options: [Option] {
    switch self {
    case .run:
      [.yes, .confirm, .reason, .noInput, .timeout, .statusDescriptor, .statusFile, .json, .output]
    case .list, .which, .doctor: [.json]
    case .explain: [.yes, .confirm, .reason, .noInput, .timeout, .json]
    case .sources: [.json, .yes, .noInput]
    case .new: [.guarded, .shell]
    case .audit: [.since, .failed, .runID, .follow, .json]
    case .completions, .help, .version: []
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
    case .explain: "show what a run would do, and whether it would pass"
    case .sources: "show the plugins that fetch secrets, and look after one"
    case .new: "begin a group, or an extension of it"
    case .audit: "show the runs that are on record"
    case .doctor: "find out what is wrong, and how to mend it"
    case .completions: "print the script that completes qli's lines in a shell"
    case .help: "explain a command, a topic or an extension"
    case .version: "print the version"
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
