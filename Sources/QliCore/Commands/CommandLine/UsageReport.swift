extension ErrorReport {
  /// The words for a command line that qli doesn't understand.
  init(_ error: UsageError) {
    let all = Option.allCases.flatMap { $0.spellings }.filter { $0.utf8.starts(with: "--".utf8) }
    switch error.reason {
    case .noCommand: self.init("no group and no command", help: ["qli list", "qli --help"])
    case .unknownOption(let option):
      self.init(
        "unknown option '\(Visible.text(option))'" + Suggestion.clause(for: option, among: all),
        help: [
          error.isRun
            ? "an option of the extension's stands behind the extension's name" : "qli --help"
        ])
    case .misplacedOption(let option, let command):
      self.init("'\(command)' takes no option '\(option)'", help: ["qli \(command) --help"])
    case .missingValue(let option): self.init("option '\(option)' needs a value")
    case .badValue(let value, let option, let allowed):
      let words = allowed.split(separator: "|").map { "'\($0)'" }
      self.init(
        "option '\(option)' can't be '\(Visible.text(value))'; write \(Wording.list(words))")
    case .badReason(let option):
      self.init("option '\(option)' needs a text: one line of UTF-8 that isn't empty")
    case .badDescriptor(let value, let option):
      self.init(
        "option '\(option)' can't be '\(Visible.text(value))': "
          + "it must be the number, from 3 on, of a descriptor that is open for writing",
        help: ["qli \(option) 3 GROUP EXTENSION 3> FILE"])
    case .badStatusFile(let path, let kind):
      self.init(
        "option '--status-file' can't be '\(Visible.text(FilePath(path)))': it is \(kind.name), "
          + "and no regular file")
    case .foreignStatusFile(let path):
      self.init(
        "option '--status-file' can't be '\(Visible.text(FilePath(path)))': it holds something else",
        help: ["name another file, or remove this one"])
    case .unsafeStatusFile(let path, let unsafe):
      let report = ErrorReport(unsafe, effect: "change what is reported")
      self.init(
        "option '--status-file' can't be '\(Visible.text(FilePath(path)))': \(report.headline)",
        details: report.details, help: report.help)
    case .unwritableStatusFile(let path, let errno):
      self.init("option '--status-file' can't be '\(Visible.text(FilePath(path)))': \(errno)")
    case .badDuration(let value, let option, let error):
      self.init("option '\(option)' can't be '\(Visible.text(value))': it \(error)")
    case .badTime(let value, let option):
      self.init(
        "option '\(option)' can't be '\(Visible.text(value))': it is no time",
        help: [
          "so long ago: \(option) 90m, \(option) 2h, \(option) 7d",
          "a date: \(option) 2026-11-01, \(option) 2026-11-01T12:00",
        ])
    case .futureTime(let value, let option):
      self.init("option '\(option)' can't be '\(Visible.text(value))': it lies in the future")
    case .badCount(let value, let option):
      self.init(
        "option '\(option)' can't be '\(Visible.text(value))': it must be a number, 0 or more")
    case .badRunID(let value, let option):
      self.init(
        "option '\(option)' can't be '\(Visible.text(value))': "
          + "no run's id begins so; one is like 0199c82c-cf49-7651-a9a8-128b0c5c7fd0",
        help: ["see all of them: qli audit --json"])
    case .badInstance(let name):
      self.init(
        "'\(Visible.text(name))' can't be an instance's name",
        help: ["letters, digits, '.', '_', '+' and '-', as in the names of extensions"])
    case .badTimer(let value, let option):
      self.init(
        "option '\(option)' can't be '\(Visible.text(value))': it is no calendar expression",
        help: [
          "every day, or at some times of it: \(option) daily, \(option) '*-*-* 06,18:30'",
          "every ten minutes: \(option) '*:0/10'; more of them are in systemd.time(7)",
        ])
    case .contradiction(let one, let other):
      self.init("options '\(one)' and '\(other)' don't go together")
    case .needsOption(let option, let needed):
      self.init("option '\(option)' means nothing without '\(needed)'")
    case .unexpectedValue(let option): self.init("option '\(option)' takes no value")
    case .tooManyOperands(let word, let command):
      self.init(
        "'\(command.rawValue)' doesn't know what to do with '\(Visible.text(word))'",
        help: [
          command.namesArguments
            ? "the extension's arguments stand behind '--'" : "qli \(command.rawValue) --help"
        ])
    case .missingOperands(let command):
      self.init(
        "'\(command.rawValue)' needs \(command.description.operands)",
        help: ["qli \(command.rawValue) --help"])
    case .unknownAction(let word):
      let names = SourcesAction.allCases.map { $0.rawValue }
      self.init(
        "'sources' has no action '\(Visible.text(word))'"
          + Suggestion.clause(for: word, among: names),
        help: ["qli sources --help"])
    case .unknownShell(let word):
      self.init(
        "'completions' knows no shell '\(Visible.text(word))'; write "
          + Wording.list(CompletionShell.allCases.map { "'\($0.rawValue)'" }))
    case .missingOperandsOfAction(let action):
      self.init(
        "'\(action.line)' needs \(action.operands)", help: ["qli sources --help"])
    }
  }
}
