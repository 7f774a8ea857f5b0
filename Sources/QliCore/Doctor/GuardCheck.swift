/// What a group's guards need: all of it depends on the moment, but for the audit log.
enum GuardCheck {
  static func findings(
    _ policy: Policy, group: ExtensionName, _ environment: Environment
  ) -> [Finding] {
    let place = "group '\(group)'"
    var findings = RequirementsStep.unmet(policy.requirements, in: environment).map {
      Finding.warning(place, "requirement not met now: \(ErrorReport.sentence($0))")
    }
    findings += RequirementsStep.missing(policy.requiredCommands, in: environment).map {
      Finding.warning(place, "the command '\(Visible.text($0))' isn't on PATH now")
    }
    findings += secretFindings(policy.secrets, place, environment)
    if let template = policy.auditLog { findings += auditFindings(template, place, environment) }
    return findings
  }

  private static func secretFindings(
    _ secrets: [SecretDeclaration], _ place: String, _ environment: Environment
  ) -> [Finding] {
    var findings: [Finding] = []
    for secret in secrets where secret.provider == .environment {
      guard environment[secret.reference] == nil else { continue }
      let error = SecretError(
        variable: secret.variable, reason: .variableNotSet(secret.reference))
      findings.append(warning(place, ErrorReport(error)))
    }
    if let secret = secrets.first(where: { $0.provider == .onePassword }),
      OnePassword.command(in: environment) == nil
    {
      let error = SecretError(variable: secret.variable, reason: .onePasswordNotInstalled)
      findings.append(warning(place, ErrorReport(error)))
    }
    return findings
  }

  private static func auditFindings(
    _ template: PathTemplate, _ place: String, _ environment: Environment
  ) -> [Finding] {
    let path: FilePath
    do throws(PathTemplate.ExpansionError) {
      path = try template.expanded(in: environment)
    } catch {
      let error = AuditError(path: template.source, reason: .expansion(error))
      return [warning(place, ErrorReport(obstacle: error))]
    }
    if let error = AuditLog(path: path).obstacle() {
      return [.error(Visible.text(path), ErrorReport(obstacle: error))]
    }
    if AuditLog(path: path).isTorn {
      return [
        .warning(
          Visible.text(path), "its last line is torn; the next record begins on a line of its own")
      ]
    }
    return []
  }

  private static func warning(_ place: String, _ report: ErrorReport) -> Finding {
    Finding(
      level: .warning, place: place, message: report.headline, details: report.details,
      help: report.help)
  }
}
