/// `qli doctor [GROUP]`: reads everything, changes nothing.
enum DoctorCommand {
  static var description: CommandDescription {
    CommandDescription(
      summary: "find out what is wrong, and how to mend it",
      operands: "[GROUP]",
      operandCounts: 0...1,
      operandKinds: [.group],
      options: [.json]
    ) { line in
      let group = line.operand(0)
      let isJSON = line.has(.json)
      return { run(group: group, isJSON: isJSON, $0) }
    }
  }

  /// Prints the findings, or those of the group called `name`; the code tells whether there are errors
  /// among them.
  static func run(group name: ByteString?, isJSON: Bool, _ context: RunContext) -> ExitStatus {
    let catalog = ExtensionCatalog(context.environment)
    let findings: [Finding]
    if let name {
      do throws(LookupError) {
        findings = Self.findings(of: try catalog.entry(named: name), catalog, context)
      } catch {
        context.console.report(ErrorReport(error, of: .doctor, near: catalog))
        return ExitStatus(Outcome(error))
      }
    } else {
      findings = Self.findings(catalog, context)
    }
    let shown = shownFindings(findings, catalog)
    let code = shown.contains { $0.level == .error } ? ExitCode.doctorFoundErrors : .success
    if isJSON {
      var result = FindingListing.json(shown)
      result.code = code
      return ResultWriter.write(result, context.console)
    }
    return ResultWriter.show(
      CommandResult(FindingListing.text(shown, context.console), code: code), context)
  }

  /// What there is to say of all.
  private static func findings(
    _ catalog: ExtensionCatalog, _ context: RunContext
  ) -> [Finding] {
    let environment = context.environment
    var findings = EnvironmentCheck.findings(environment)
    findings += RootCheck.findings(catalog)
    findings += catalog.entries.flatMap { GroupCheck.findings($0, catalog, context) }
    findings += TrailCheck.findings(catalog, of: catalog.entries)
    findings += ServiceCheck.findings(catalog, context) { _ in true }
    findings += SourceCheck.findings(environment, context.clock)
    findings += SearchPathCheck.findings(catalog, environment)
    if catalog.entries.isEmpty, catalog.unreadableRoots.isEmpty {
      findings.append(.warning("groups", "there are none yet", help: ErrorReport.firstSteps))
    }
    return findings
  }

  /// What there is to say of one group: of its folder, its log, its services, and of the source plugins
  /// that it has secrets from.
  private static func findings(
    of entry: ExtensionCatalog.Entry, _ catalog: ExtensionCatalog, _ context: RunContext
  ) -> [Finding] {
    let sources = policies(of: [entry], catalog).flatMap { $0.secrets }
      .compactMap { secret -> ExtensionName? in
        if case .source(let name) = secret.provider { name } else { nil }
      }
    return GroupCheck.findings(entry, catalog, context)
      + TrailCheck.findings(catalog, of: [entry])
      + ServiceCheck.findings(catalog, context) { $0.group == entry.name }
      + SourceCheck.findings(of: sources, context.environment, context.clock)
  }

  /// All rules that hold in these groups.
  private static func policies(
    of entries: [ExtensionCatalog.Entry], _ catalog: ExtensionCatalog
  ) -> [Policy] {
    let manifests = entries.compactMap { try? catalog.finder.group($0.name.text).manifest }
    return manifests.flatMap { [$0.policy] + $0.extensions.map { $0.policy } }
  }

  /// Those that are shown, each once, without what is known of the secrets of all groups: each may stand
  /// in the path of a log or a folder, which is looked at in several places.
  private static func shownFindings(
    _ findings: [Finding], _ catalog: ExtensionCatalog
  ) -> [Finding] {
    let redaction = Redaction(
      of: policies(of: catalog.entries, catalog).flatMap { $0.secrets }, catalog.finder.environment)
    return withoutRepetition(findings.map { $0.hiding(redaction) })
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

}
