/// What `qli sources` does with one plugin.
enum SourcesAction: String, CaseIterable {
  case check, pin, reset

  /// Its operands, as usage lines show them.
  var operands: String {
    switch self {
    case .check: "NAME [REF]"
    case .pin, .reset: "NAME"
    }
  }

  /// How many operands it takes.
  var operandCounts: ClosedRange<Int> {
    switch self {
    case .check: 1...2
    case .pin, .reset: 1...1
    }
  }

  /// The options that it takes, beside those that every command takes.
  var options: [Option] {
    switch self {
    case .pin: [.yes, .noInput, .askTimeout]
    case .check, .reset: []
    }
  }

  /// What it does, in one line.
  var summary: String {
    switch self {
    case .check: "start it, and ask if it is ready; prints no value"
    case .pin: "write its program's present checksum into its sidecar"
    case .reset: "clear its crashes, so that it is started again"
    }
  }

  /// How a line begins that asks for it.
  var line: String { "\(BuiltIn.sources.rawValue) \(rawValue)" }

  /// What help and completion say of it.
  var verb: CommandDescription.Verb {
    CommandDescription.Verb(
      name: rawValue, summary: summary, operands: operands, options: options)
  }
}
