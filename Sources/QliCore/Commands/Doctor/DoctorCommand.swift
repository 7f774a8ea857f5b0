/// `qli doctor`: reads everything, changes nothing.
enum DoctorCommand {
  static var description: CommandDescription {
    CommandDescription(
      summary: "find out what is wrong, and how to mend it",
      options: [.json]
    ) { line in
      let isJSON = line.has(.json)
      return { run(isJSON: isJSON, $0) }
    }
  }

  /// Prints the findings; the code tells whether there are errors among them.
  static func run(isJSON: Bool, _ context: RunContext) -> ExitStatus {
    let findings = findings(context)
    let errors = findings.count { $0.level == .error }
    let warnings = findings.count { $0.level == .warning }
    var result =
      isJSON
      ? json(findings, errors, warnings)
      : text(
        // Quiet, it says what isn't in order, and else nothing.
        context.console.isQuiet ? findings.filter { $0.level != .ok } : findings, errors, warnings,
        context.console.output.style, columns: context.console.output.columns)
    if context.console.isQuiet, !isJSON, errors + warnings == 0 { result.output = [] }
    result.code = errors > 0 ? .doctorFoundErrors : .success
    return ResultWriter.write(result, context.console)
  }

  private static func findings(_ context: RunContext) -> [Finding] {
    let environment = context.environment
    let catalog = ExtensionCatalog(environment)
    var findings = EnvironmentCheck.findings(environment)
    findings += RootCheck.findings(catalog)
    findings += catalog.entries.flatMap { GroupCheck.findings($0, catalog, context) }
    findings += TrailCheck.findings(catalog)
    findings += ServiceCheck.findings(catalog, context)
    findings += SourceCheck.findings(environment, context.clock)
    findings += SearchPathCheck.findings(catalog, environment)
    if catalog.entries.isEmpty {
      findings.append(.warning("groups", "there are none yet", help: ErrorReport.firstSteps))
    }
    let redaction = redaction(catalog)
    return withoutRepetition(findings.map { $0.hiding(redaction) })
  }

  /// Hides what is known of the secrets of all groups: each may stand in the path of a log or a folder,
  /// which is looked at in several places.
  private static func redaction(_ catalog: ExtensionCatalog) -> Redaction {
    let environment = catalog.finder.environment
    let manifests = catalog.entries.compactMap { try? catalog.finder.group($0.name.text).manifest }
    let policies = manifests.flatMap { [$0.policy] + $0.extensions.map { $0.policy } }
    return Redaction(of: policies.flatMap { $0.secrets }, environment)
  }

  /// What lies further up on the way to many files is said once.
  private static func withoutRepetition(_ findings: [Finding]) -> [Finding] {
    var said: Set<String> = []
    return findings.filter { finding in
      if finding.level == .ok { return true }
      let isUnsafe = finding.message.utf8.starts(with: "unsafe: ".utf8)
      let words = [isUnsafe ? "" : finding.place, finding.message] + finding.details
      return said.insert(words.joined(separator: "\n")).inserted
    }
  }

  private static func text(
    _ findings: [Finding], _ errors: Int, _ warnings: Int, _ style: Style, columns: Int?
  ) -> CommandResult {
    let indent = "\n" + String(repeating: " ", count: 9)
    var text = ""
    for finding in findings {
      let label =
        switch finding.level {
        case .ok: style.good("ok     ")
        case .warning: style.warning("warning")
        case .error: style.error("error  ")
        }
      // What a program reads is a line each; commands to type are never broken.
      let sentence = "\(finding.place): \(finding.message)"
      let lines = columns.map { Wording.wrapped(sentence, columns: $0 - 9) } ?? [sentence]
      text += "\(label)  \(lines.joined(separator: indent))\n"
      for line in finding.details { text += "         \(line)\n" }
      for line in finding.help { text += "         \(style.hint("help:")) \(line)\n" }
      if let note = Wording.shellNote(for: finding.help) {
        text += "           \(style.dim(note))\n"
      }
    }
    text += "\(Wording.count(errors, "error")), \(Wording.count(warnings, "warning"))\n"
    return CommandResult(text)
  }

  private static func json(
    _ findings: [Finding], _ errors: Int, _ warnings: Int
  ) -> CommandResult {
    CommandResult(json: { writer in
      writer.member("errors", Int64(errors))
      writer.member("warnings", Int64(warnings))
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
