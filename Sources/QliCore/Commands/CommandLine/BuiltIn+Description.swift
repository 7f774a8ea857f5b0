extension BuiltIn {
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
}
