extension ErrorReport {
  /// The words for a command line that qli doesn't understand.
  init(_ error: UsageError) {
    switch error.reason {
    case .noCommand: self.init("no group and no command", help: ["qli list", "qli --help"])
    case .unknownOption(let option): self.init(unknown: option, error)
    case .misplacedOption(let option, let command):
      // A form of a command has its operands behind it.
      let words = command.split(separator: " ").prefix { word in
        !word.utf8.contains { $0.isCapital } && word.utf8.first != .minus
      }
      self.init(
        "'\(command)' takes no option '\(option)'",
        help: [
          command.hasSuffix(" -")
            ? "what a request may have is in: man qli-json"
            : "qli \(words.joined(separator: " ")) --help"
        ])
      if command == BuiltIn.audit.rawValue, Option(spelling: option) == .lines {
        help.insert("so many of the last runs: qli audit --last 20", at: 0)
      }
    case .instanceBehindName(let words, let isAlone):
      let quote = { (words: [ByteString]) in
        words.map { Wording.shellQuoted($0) }.joined(separator: " ")
      }
      let (option, service) = (quote(words), quote(Array(error.operands.prefix(2))))
      let rest = isAlone ? "" : " <arguments>"
      self.init(
        "'--instance' stands behind the extension's name, where all is the extension's",
        help: [
          "qli start \(option) \(service)\(rest)",
          "or, if it is meant for the extension: qli start -- \(service) \(option)\(rest)",
        ])
    case .missingValue(let option):
      let value = Option.allCases.first { $0.spellings.contains(option) }?.valueName
      self.init("option '\(option)' needs a value", help: value.map { ["\(option) \($0)"] } ?? [])
    case .badValue(let value, let option, let allowed):
      let words = allowed.split(separator: "|").map { "'\($0)'" }
      self.init(
        "option '\(option)' can't be '\(Visible.text(value))'; write \(Wording.list(words))")
    case .badReason(let option):
      self.init("option '\(option)' needs a text: one line of UTF-8 that isn't empty")
    case .emptyPath(let option):
      self.init(
        "option '\(option)' needs a path that isn't empty",
        help: ["is a variable unset? write it in quotes, and look: \(option) \"$PWD/out\""])
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
      self.init(
        "option '\(option)' can't be '\(Visible.text(value))': it \(error)",
        help: ["\(option) \(Self.duration(near: value))"])
    case .badTime(let value, let option):
      self.init(
        "option '\(option)' can't be '\(Visible.text(value))': it is no time",
        help: [
          "so long ago: \(option) 90m, \(option) 2h, \(option) 7d",
          "a date: \(option) 2026-11-01, \(option) 2026-11-01T12:00",
          "a day: \(option) today, \(option) yesterday, \(option) monday",
        ])
    case .futureTime(let value, let option):
      self.init("option '\(option)' can't be '\(Visible.text(value))': it lies in the future")
    case .badCount(let value, let option, let least):
      self.init(
        "option '\(option)' can't be '\(Visible.text(value))': it must be a number, \(least) or more",
        help: ["\(option) 20"])
    case .badRunID(let value, let option):
      self.init(
        "option '\(option)' can't be '\(Visible.text(value))': "
          + "no run's id begins so; one is like 0199c82c-cf49-7651-a9a8-128b0c5c7fd0",
        help: ["see all of them: qli audit --json"])
    case .badParentRun(let value, let option):
      self.init(
        "option '\(option)' can't be '\(Visible.text(value))': it must be the whole id of a run, as an "
          + "extension finds it in QLI_RUN_ID",
        help: ["\(option) \"$QLI_RUN_ID\""])
    case .badPosition(let value, let option):
      self.init(
        "option '\(option)' can't be '\(Visible.text(value))': it must be a record's number and "
          + "SHA-256, with a colon between them",
        help: ["as it is printed, in quotes, by: qli audit head"])
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
    case .withoutOption(let option, let needed, let line):
      self.init("option '\(option)' needs '\(needed)' beside it", help: [line])
    case .terminalInput(let option):
      self.init(
        "option '\(option)' hands on a file or a pipe, and standard input is a terminal",
        help: ["qli run --json \(option) GROUP EXTENSION <FILE"])
    case .unexpectedValue(let option): self.init("option '\(option)' takes no value")
    case .tooManyOperands(let word, let command):
      self.init(
        "'\(command.rawValue)' doesn't know what to do with '\(Visible.text(word))'",
        help: [
          command.namesArguments
            ? "the extension's arguments stand behind '--'" : "qli \(command.rawValue) --help"
        ])
      if let line = Self.instanceLine(command, error.operands) {
        // What isn't for services alone has arguments more often than instances.
        let isForOthers = command.namesArguments
        help.insert(
          "\(isForOthers ? "or, of a service, " : "")an instance is named so: \(line)",
          at: isForOthers ? help.count : 0)
      }
    case .missingOperands(let command):
      self.init(
        "'\(command.rawValue)' needs \(command.description.operands)",
        help: ["qli \(command.rawValue) --help"])
    case .noCommandOfHelp(let word):
      self.init(
        "'help --json' tells of qli's commands, and '\(Visible.text(word))' is none"
          + Suggestion.clause(for: word, among: BuiltIn.allCases.map { $0.rawValue }),
        help: ["all of them: qli help --json", "groups and their extensions: qli list --json"])
    case .unknownAction(let word):
      let names = SourcesAction.allCases.map { $0.rawValue }
      self.init(
        "'sources' has no action '\(Visible.text(word))'"
          + Suggestion.clause(for: word, among: names),
        help: ["qli sources --help"])
    case .unknownShell(let word):
      self.init(
        "'completions' knows no shell '\(Visible.text(word))'; write "
          + Wording.list(CompletionShell.allCases.map { "'\($0.rawValue)'" }),
        help: ["qli completions --help"])
    case .missingOperandsOfAction(let action):
      self.init(
        "'\(action.line)' needs \(action.operands)", help: ["qli sources --help"])
    }
  }
}

// MARK: - What to type instead

extension ErrorReport {
  /// The words for an option that qli doesn't have, with the nearest one of the line's command.
  private init(unknown option: String, _ error: UsageError) {
    let command = error.command ?? (error.isRun ? .run : nil)
    let options = command.map { $0.description.options + BuiltIn.commonOptions } ?? Option.allCases
    let spellings = options.flatMap { $0.spellings }
      .filter { $0.utf8.starts(with: "--".utf8) }
    var help: [String] = []
    if error.isRun { help = ["an option of the extension's stands behind the extension's name"] }
    if let command { help.append("qli \(command.rawValue) --help") }
    if help.isEmpty { help = [option == "-v" || option == "-V" ? "qli --version" : "qli --help"] }
    self.init(
      "unknown option '\(Visible.text(option))'" + Suggestion.clause(for: option, among: spellings),
      help: help)
  }

  /// A span of time like `text`, which is none.
  private static func duration(near text: String) -> String {
    (try? RunDuration(text + "s")) == nil ? "90s" : text + "s"
  }

  /// The line that was meant where the instance of a service stands apart, or nil.
  private static func instanceLine(_ command: BuiltIn, _ operands: [ByteString]) -> String? {
    guard operands.count == 3, command.description.options.contains(.instance),
      let service = TypedService(
        group: operands[0].lossyText, name: operands[1].lossyText, instance: operands[2].lossyText
      ).id
    else { return nil }
    return "qli \(command.rawValue) \(service)"
  }
}
