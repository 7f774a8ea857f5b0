/// What `qli doctor` has found, for people and for programs.
enum FindingListing {
  /// How wide the word in front of each finding is, with the gap behind it.
  private static let column = 9

  /// For a person at a terminal, what is wrong comes first, and of what is in order a line each kind; else a
  /// line each, in the order in which it was looked at, and what is to be done about it. With `--quiet`
  /// what is wrong alone.
  static func text(_ findings: [Finding], _ console: Console) -> String {
    let problems = findings.filter { $0.level != .ok }
    let style = console.output.style
    let lines = Lines(columns: console.output.columns)
    if !console.output.isTerminal {
      let text = (console.isQuiet ? problems : findings).map { self.text($0, lines, style) }
        .joined()
      return console.isQuiet ? text : text + count(of: problems) + "\n"
    }
    let errors = problems.filter { $0.level == .error }
    let warnings = problems.filter { $0.level == .warning }
    let text = (errors + warnings).map { self.text($0, lines, style) }.joined()
    if console.isQuiet { return text }
    return text + folded(findings.filter { $0.level == .ok }, lines, style)
      + conclusion(errors, warnings, style) + "\n"
  }

  private static func text(_ finding: Finding, _ lines: Lines, _ style: Style) -> String {
    let label =
      switch finding.level {
      case .ok: style.good("ok     ")
      case .warning: style.warning("warning")
      case .error: style.error("error  ")
      }
    var text = "\(label)  \(lines.text("\(finding.place): \(finding.message)", behind: column))\n"
    text += lines.details(finding.details, behind: column)
    return text + help(finding.help, lines, style)
  }

  private static func help(_ help: [String], _ lines: Lines, _ style: Style) -> String {
    let blank = String(repeating: " ", count: column)
    let text = help.map { line in
      "\(blank)\(style.hint("help:")) \(lines.help(line, behind: column + "help: ".utf8.count))\n"
    }.joined()
    guard let note = Wording.shellNote(for: help) else { return text }
    return text + "\(blank)  \(style.dim(note))\n"
  }

  /// What is in order: alike things are one dim line, and what could be better about them stands below.
  private static func folded(_ findings: [Finding], _ lines: Lines, _ style: Style) -> String {
    var text = ""
    for kind in Finding.Kind.allCases {
      let alike = findings.filter { $0.kind == kind }
      if alike.isEmpty { continue }
      let items = alike.map { $0.item ?? "\($0.place): \($0.message)" }.joined(separator: ", ")
      let line = kind.title.map { "\($0): \(items)" } ?? items
      text += "\(style.good("ok     "))  \(style.dim(lines.text(line, behind: column)))\n"
      text += help(alike.flatMap { $0.help }, lines, style)
    }
    return text
  }

  private static func count(of problems: [Finding]) -> String {
    let errors = problems.count { $0.level == .error }
    return Wording.count(errors, "error") + ", "
      + Wording.count(problems.count - errors, "warning")
  }

  /// The last line: whether all is well.
  private static func conclusion(
    _ errors: [Finding], _ warnings: [Finding], _ style: Style
  ) -> String {
    let count = count(of: errors + warnings)
    if !errors.isEmpty { return style.error(count) }
    return warnings.isEmpty ? style.good("all is well: \(count)") : style.warning(count)
  }

  // MARK: - The same as JSON

  static func json(_ findings: [Finding]) -> CommandResult {
    CommandResult(json: { writer in
      writer.member("errors", Int64(findings.count { $0.level == .error }))
      writer.member("warnings", Int64(findings.count { $0.level == .warning }))
      writer.name("findings")
      writer.array { writer in
        for finding in findings {
          writer.object { writer in
            writer.member("level", finding.level.rawValue)
            writer.member("place", finding.place)
            writer.member("message", finding.message)
            writer.member("details", finding.details)
            writer.member("help", finding.help)
          }
        }
      }
    })
  }
}
