/// What a group's guards need. What depends on the moment, such as a variable, is a warning; a file
/// or a folder that can't be used is an error.
enum GuardCheck {
  /// What the group's own policy needs, and what the rules of its extensions need beyond that.
  static func findings(
    _ manifest: Manifest, group: ExtensionName, _ environment: Environment
  ) -> [Finding] {
    var findings = findings(manifest.policy, "group '\(group)'", group, environment)
    for rule in manifest.extensions {
      let known = Set(findings.map(\.message))
      findings += self.findings(rule.policy, "'\(group) \(rule.name)'", group, environment)
        .filter { !known.contains($0.message) }
    }
    return findings
  }

  private static func findings(
    _ policy: Policy, _ place: String, _ group: ExtensionName, _ environment: Environment
  ) -> [Finding] {
    var findings = RequirementsStep.unmet(policy.requirements, in: environment).map {
      Finding.warning(place, "requirement not met now: \(ErrorReport.sentence($0))")
    }
    findings += RequirementsStep.missing(policy.requiredCommands, in: environment).map {
      Finding.warning(place, "the command '\(Visible.text($0))' isn't on PATH now")
    }
    findings += runFindings(policy.run, group, place, environment)
    findings += SecretCheck.findings(policy.secrets, place, environment)
    if let template = policy.auditLog { findings += auditFindings(template, place, environment) }
    return findings
  }

  private static func runFindings(
    _ run: RunPolicy, _ group: ExtensionName, _ place: String, _ environment: Environment
  ) -> [Finding] {
    var findings: [Finding] = []
    if let template = run.directory { findings += directoryFindings(template, place, environment) }
    guard run.isExclusive else { return findings }
    do throws(ExclusiveRefusal) {
      try ExclusiveLock.check(group, environment)
    } catch {
      findings.append(.error(place, ErrorReport(.exclusive(error))))
    }
    return findings
  }

  private static func directoryFindings(
    _ template: PathTemplate, _ place: String, _ environment: Environment
  ) -> [Finding] {
    do throws(PathTemplate.ExpansionError) {
      let path = try template.expanded(in: environment)
      let subject = "the folder '\(Visible.text(path))' that it runs in"
      guard let status = try? FileStatus(following: path) else {
        return [
          .error(
            place, "\(subject) isn't there",
            help: ["mkdir -p \(Wording.shellQuoted(path.string))"])
        ]
      }
      if status.kind == .directory { return [] }
      return [
        .error(
          place, "\(subject) is \(status.kind.name)", help: ["change 'cwd' in the manifest"])
      ]
    } catch {
      return [.warning(place, "the folder that it runs in isn't known now: \(error.sentence)")]
    }
  }

  private static func auditFindings(
    _ template: PathTemplate, _ place: String, _ environment: Environment
  ) -> [Finding] {
    do throws(AuditError) {
      let log = try AuditLog(template, in: environment)
      let path = Visible.text(log.path)
      if let obstacle = log.obstacle() { return [.error(path, ErrorReport(obstacle: obstacle))] }
      guard log.isTorn else { return [] }
      return [
        .warning(path, "its last line is torn; the next record begins on a line of its own")
      ]
    } catch {
      return [.warning(place, ErrorReport(obstacle: error))]
    }
  }
}
