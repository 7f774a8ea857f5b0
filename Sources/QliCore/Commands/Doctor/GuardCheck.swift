/// What a group's guards need, by their own checks. What depends on the moment, such as a variable or
/// a secret, is a warning; another file, or a folder, that can't be used is an error.
struct GuardCheck {
  private let group: ExtensionName
  private let directory: FilePath
  private let context: RunContext

  init(_ group: ExtensionName, in directory: FilePath, _ context: RunContext) {
    self.group = group
    self.directory = directory
    self.context = context
  }

  /// What the group's own policy needs, and what the rules of its extensions need beyond that.
  func findings(_ manifest: Manifest, _ extensions: [ExtensionName]) -> [Finding] {
    let place = "group '\(group)'"
    var findings = findings(manifest.policy, place)
    var known = Set(findings.map { Known($0, of: place) })
    for rule in manifest.extensions {
      let place = "'\(group) \(rule.name)'"
      findings += self.findings(rule.policy, place)
        .filter { known.insert(Known($0, of: place)).inserted }
    }
    return findings + lockFindings(manifest, extensions) + claimFindings(manifest, extensions)
  }

  /// What was found, whichever policy it was found in.
  private struct Known: Hashable {
    private let message: String
    /// Where, if that isn't the policy itself.
    private let place: String?

    init(_ finding: Finding, of policy: String) {
      message = finding.message
      place = finding.place == policy ? nil : finding.place
    }
  }

  private func findings(_ policy: Policy, _ place: String) -> [Finding] {
    let environment = context.environment
    var findings = RequirementsStep.unmet(policy.requirements, in: environment).map {
      Finding.warning(
        place, "requirement not met now: \(ErrorReport.sentence($0))",
        help: [Remedy.meeting($0.requirement)])
    }
    let safety = PathSafety()
    let commands = RequirementsStep.unusable(policy.requiredCommands, environment, safety)
    findings += PermissionCheck.sharedFindings(safety)
    for command in commands {
      if case .missing(let name) = command {
        findings.append(
          .warning(
            place, "the command '\(Visible.text(name))' isn't on PATH now",
            help: ErrorReport(command).help))
      } else {
        findings.append(.error(place, ErrorReport(command)))
      }
    }
    if let template = policy.run.directory {
      findings += Self.directoryFindings(template, place, environment)
    }
    findings += Self.patternFindings(policy, place)
    findings += Self.writeFindings(policy.run, place, environment)
    findings += SecretCheck.findings(policy.secrets, place, context)
    if let audit = policy.audit {
      findings += Self.auditFindings(audit, place, context) + Self.copyFindings(audit)
    }
    return findings
  }

  /// Patterns that were most likely written as regular expressions: nothing that a person would give matches
  /// them.
  private static func patternFindings(_ policy: Policy, _ place: String) -> [Finding] {
    var patterns = policy.reason.patterns.map { (ManifestKey.reason.name, $0) }
    if case .line(let pattern)? = policy.service?.readiness {
      patterns.append((ServiceKey.ready.name, pattern))
    }
    return patterns.filter { Glob.looksLikeExpression($0.1) }.map { key, pattern in
      .warning(
        place,
        "'\(key)' is a pattern as shells have them for files, and '\(Visible.text(pattern))' looks like a "
          + "regular expression",
        help: ["* is any text, ? one character, [0-9] one digit, as in 'INC-[0-9]*'"])
    }
  }

  /// The locks of exclusive extensions. Where the folder of them all can't be used, that is said
  /// once.
  private func lockFindings(_ manifest: Manifest, _ extensions: [ExtensionName]) -> [Finding] {
    let environment = context.environment
    var findings: [Finding] = []
    for name in extensions where manifest.policy(for: name).run.isExclusive {
      if manifest.policy(for: name).run.isExclusiveOnMachine {
        findings += machineLockFindings(name)
        continue
      }
      do throws(ExclusiveRefusal) {
        try ExclusiveLock.check(group, name, environment)
      } catch {
        do throws(ExclusiveRefusal) {
          try ExclusiveLock.check(group, environment)
          findings.append(.error("'\(group) \(name)'", ErrorReport(.exclusive(error))))
        } catch {
          return [.error("group '\(group)'", ErrorReport(.exclusive(error)))]
        }
      }
    }
    return findings
  }

  /// The lock of an extension on this machine; who has it is told, for that is no fault.
  private func machineLockFindings(_ name: ExtensionName) -> [Finding] {
    let place = "'\(group) \(name)'"
    do throws(ExclusiveRefusal) {
      try MachineLock(of: name, in: directory).check()
      return []
    } catch .held(let holder) {
      return [.ok(place, ErrorReport(.exclusive(.held(holder))).headline)]
    } catch {
      return [.error(place, ErrorReport(.exclusive(error)))]
    }
  }

  /// What an extension may write to, and whether that can be kept here.
  private static func writeFindings(
    _ run: RunPolicy, _ place: String, _ environment: Environment
  ) -> [Finding] {
    do throws(WriteRefusal) {
      let safety = PathSafety()
      guard let scope = try WriteScope(run, in: environment, safety) else { return [] }
      try Fence.check(scope, in: environment, safety)
      return PermissionCheck.sharedFindings(safety, effect: "change what it may write to")
    } catch {
      return error.problems.map { problem in
        if case .unknown = problem { return .warning(place, ErrorReport(problem)) }
        return .error(place, ErrorReport(problem))
      }
    }
  }

  /// The folder of all claims, where an extension claims anything.
  private func claimFindings(_ manifest: Manifest, _ extensions: [ExtensionName]) -> [Finding] {
    guard extensions.contains(where: { manifest.policy(for: $0).run.isClaiming }) else { return [] }
    do throws(ClaimRefusal) {
      guard let folder = ClaimFolder(context.environment) else { throw .lock(.noStateFolder) }
      try folder.check()
      return []
    } catch {
      return [.error("group '\(group)'", ErrorReport(error))]
    }
  }

  private static func directoryFindings(
    _ template: PathTemplate, _ place: String, _ environment: Environment
  ) -> [Finding] {
    let path: FilePath
    do throws(PathTemplate.ExpansionError) {
      path = try template.expanded(in: environment)
    } catch {
      return [.warning(place, "the folder that it runs in isn't known now: \(error.sentence)")]
    }
    do throws(Errno) {
      try Launch.check(path)
      return []
    } catch {
      return [.error(place, ErrorReport(directory: path, error))]
    }
  }

  /// Whoever gets copies, named also where all is well; nothing is sent.
  private static func copyFindings(_ policy: AuditPolicy) -> [Finding] {
    guard let target = policy.copy else { return [] }
    let copy = AuditCopy(to: target)
    let path = Visible.text(copy.path)
    if let obstacle = copy.obstacle() { return [.error(path, ErrorReport(obstacle: obstacle))] }
    let shared = PermissionCheck.sharedFindings(copy.safety, effect: "take the records")
    return shared + [
      .ok(
        path, "somebody listens, to whom records are copied (\(target.words))", .copy,
        "\(path) (\(target.words))")
    ]
  }

  private static func auditFindings(
    _ policy: AuditPolicy, _ place: String, _ context: RunContext
  ) -> [Finding] {
    do throws(AuditError) {
      let log = try AuditPlace(policy, in: context.environment).log(at: context.clock.wallTime())
      let path = Visible.text(log.path)
      if let obstacle = log.obstacle() { return [.error(path, ErrorReport(obstacle: obstacle))] }
      var findings = SharedLogCheck.placeFindings(log) + SharedLogCheck.findings(log)
      if log.isTorn {
        findings.append(
          .warning(path, "its last line is torn; the next record begins on a line of its own"))
      }
      if log.hasDamagedHead {
        findings.append(
          .warning(
            Visible.text(log.chainFiles.headPath),
            "it isn't what qli writes; the chain will go on behind the last record of the log",
            help: ["see whether that is whole: qli audit verify"]))
      }
      if log.isReadableByAnyone {
        findings.append(
          .warning(
            path, "anyone on this machine can read it, and so hold its lock and keep runs out",
            help: [log.closingCommand]))
      }
      return findings
    } catch {
      return [.warning(place, ErrorReport(obstacle: error))]
    }
  }
}
