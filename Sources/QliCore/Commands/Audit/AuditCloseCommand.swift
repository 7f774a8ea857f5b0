/// `qli audit --close`: somebody knows what has become of a run of which there is no end.
enum AuditCloseCommand {
  /// Records it, and says so.
  static func run(
    _ closing: AuditCommand.Line.Closing, _ group: ByteString?, _ name: ByteString?,
    _ context: RunContext
  ) -> ExitStatus {
    let console = context.console
    let catalog = ExtensionCatalog(context.environment)
    let logs: TrailLogs
    do throws(LookupError) {
      logs = TrailLogs(of: try catalog.entries(named: group), ofAll: group == nil, catalog)
    } catch {
      console.report(ErrorReport(error, of: .audit, extension: name?.text, near: catalog))
      return ExitStatus(Outcome(error))
    }
    for problem in logs.problems { console.warn(problem) }
    var failures: [AuditError] = []
    let readers = logs.open { failures.append($0) }
    let filter = TrailFilter(
      group: group, extension: name.map { ExtensionFile.name(of: $0) }, runID: closing.runID)
    var found: [(run: KeptRun, log: Int)] = []
    for reader in readers {
      var merge = TrailMerge([reader], filter)
      while let run = merge.nextOfAll() { found.append((KeptRun(run), reader.log)) }
      failures += merge.takeFailures()
    }
    for error in failures { console.warn(ErrorReport(reading: error)) }
    // What wasn't read may hold the end, or another run whose id begins so.
    if !failures.isEmpty || !logs.problems.isEmpty {
      return fail(.unread(isOfAll: group == nil), closing, console)
    }
    // What is read of a run lies in it.
    defer { withExtendedLifetime(found) {} }
    guard let only = found.first else {
      console.report(
        ErrorReport(
          "there is no run '\(closing.runID.text)' on record",
          help: ["see those without an end: qli audit --failed"]))
      return ExitStatus(.notFound)
    }
    guard found.count == 1 else { return fail(.several(found.map { $0.run }), closing, console) }
    let policy = policy(of: only.run.run, catalog.finder)
    let place = place(policy, in: logs.places[only.log], context.environment)
    var redaction = Redaction(of: policy?.secrets ?? [], context.environment)
    for secret in policy?.secrets ?? [] where secret.provider == .file {
      if let value = try? SecretFile.read(secret.reference, in: context.environment) {
        redaction.add(value)
      }
    }
    let isSecret = redaction.occurs(in: ByteString(closing.reason))
    let reason = isSecret ? Secret.redaction : closing.reason
    return close(only.run.run, in: place, closing, because: reason, context)
  }

  /// The run's own rules, as far as there still are any.
  private static func policy(of run: TrailRun, _ finder: ExtensionFinder) -> Policy? {
    let names = [AuditMember.group, .extension].map { member in
      run.string(member).map { JSONStringToken(bytes: $0, hasEscapes: true).text } ?? ""
    }
    guard let group = try? finder.group(names[0]), let name = ExtensionName(names[1]) else {
      return nil
    }
    return group.manifest.policy(for: name)
  }

  /// The log as the run's own rules have it: also whoever gets a copy of its records gets this one.
  private static func place(
    _ policy: Policy?, in place: AuditPlace, _ environment: Environment
  ) -> AuditPlace {
    guard var policy = policy?.audit else { return place }
    // It is chained as soon as anybody says so.
    if place.policy.isChained { policy.isChained = true }
    guard let own = try? AuditPlace(policy, in: environment), own.isSamePlace(as: place)
    else { return place }
    return own
  }

  /// - Parameter reason: without the secrets of the run.
  private static func close(
    _ run: TrailRun, in place: AuditPlace, _ closing: AuditCommand.Line.Closing,
    because reason: String, _ context: RunContext
  ) -> ExitStatus {
    let loop: EventLoop
    do throws(Errno) {
      loop = try EventLoop(callerMask: context.callerMask, clock: context.clock)
    } catch {
      context.console.report(ErrorReport("cannot wait for the audit log: \(error)"))
      return ExitStatus(.qliFailed)
    }
    defer { context.console.signals.hold(loop.release) }
    do throws(RunAcknowledgement.Refusal) {
      let acknowledgement = try RunAcknowledgement(
        of: run, in: place, context.environment, context.clock)
      try acknowledgement.record(reason, loop)
    } catch {
      if case .interrupted(let signal) = error {
        return ExitStatus(Outcome.interrupted(signal, end: nil))
      }
      return fail(.refused(error), closing, context.console)
    }
    let names = [AuditMember.group, .extension].compactMap { run.string($0) }
      .map { RecordText.visible($0) }
    let id = run.string(.runID).map { RecordText.visible($0) } ?? ""
    return ResultWriter.write(
      CommandResult("closed \(names.joined(separator: " ")) \(id)\n"), context.console)
  }

  /// Why nothing was recorded, or not copied.
  private enum Failure {
    case unread(isOfAll: Bool)
    case several([KeptRun])
    case refused(RunAcknowledgement.Refusal)
  }

  private static func fail(
    _ failure: Failure, _ closing: AuditCommand.Line.Closing, _ console: Console
  ) -> ExitStatus {
    console.report(report(failure, closing.runID.text))
    return ExitStatus(.qliFailed)
  }

  /// The line that closes the run `id`, of a group or an extension if they are named.
  static func line(_ id: String, of names: [ByteString] = []) -> String {
    let words = (["qli", "audit"] + names.map { Wording.shellQuoted($0) }).joined(separator: " ")
    return "\(words) --close \(id) --reason <text>"
  }

  /// The most ids that are offered.
  private static let mostChoices = 8

  /// The lines that close those of `runs` that can be closed here, each once. One id may stand in the logs of
  /// several groups.
  private static func lines(for runs: [KeptRun]) -> [String] {
    var lines: [String] = []
    for kept in runs {
      defer { withExtendedLifetime(kept) {} }
      let run = kept.run
      guard run.canBeClosed, let id = run.string(.runID).flatMap({ RunID(RecordText.visible($0)) }),
        let group = run.string(.group).flatMap({ ExtensionName(RecordText.visible($0)) })
      else { continue }
      let line = line(id.text, of: [ByteString(group.text)])
      if !lines.contains(line) { lines.append(line) }
    }
    return lines
  }

  private static func report(_ failure: Failure, _ id: String) -> ErrorReport {
    let subject = "cannot close run '\(id)'"
    switch failure {
    case .unread(let isOfAll):
      return ErrorReport(
        "\(subject): not all that is on record could be read",
        help: isOfAll ? ["name its group: \(line(id, of: ["GROUP"]))"] : [])
    case .several(let runs):
      let lines = lines(for: runs)
      var report = ErrorReport(
        "\(subject): the ids of \(runs.count) runs begin so"
          + (lines.isEmpty ? ", and none of them can be closed here" : ""),
        help: Array(lines.prefix(mostChoices)))
      if lines.count > mostChoices { report.help.append("see them all: qli audit --failed") }
      return report
    case .refused(.hasEnd):
      return ErrorReport(
        "\(subject): its end is on record", help: ["see it: qli audit --run \(id)"])
    case .refused(.running(let processes)):
      if processes.isEmpty { return ErrorReport("\(subject): it goes on") }
      let names = processes.map { process in
        "\(process.rawValue)" + (process.programName.map { " (\(Visible.text($0)))" } ?? "")
      }
      let numbers = processes.map { "\($0.rawValue)" }.joined(separator: " ")
      return ErrorReport(
        "\(subject): it goes on, as process\(names.count == 1 ? "" : "es") \(Wording.list(names, "and"))",
        help: ["wait until it has ended, or end it: kill \(numbers)"])
    case .refused(.elsewhere(let host)):
      return ErrorReport(
        "\(subject): it was run on '\(Visible.text(host))', and only there is it known whether it goes "
          + "on", help: ["close it there"])
    case .refused(.ofOther):
      return ErrorReport(
        "\(subject): another user ran it, and only that user and root see whether something of it goes "
          + "on", help: ["close it as root: sudo \(line(id))"])
    case .refused(.malformed):
      return ErrorReport("\(subject): its start isn't what qli writes")
    case .refused(.audit(let error)):
      if case .copy = error.reason {
        return ErrorReport(copyOfClosingLost: error)
      }
      return ErrorReport(obstacle: error)
    case .refused(.interrupted(let signal)): return ErrorReport("\(subject): \(signal)")
    }
  }
}
