extension StepOutlook {
  /// Step 5.
  static func auditStart(_ request: RunRequest, _ context: RunContext) -> StepOutlook {
    var step = StepOutlook(.auditStart)
    do throws(AuditError) {
      guard let place = try AuditStep.place(request.policy.audit, context) else { return step }
      let log = place.log(at: context.clock.wallTime())
      if let obstacle = log.obstacle() { throw obstacle }
      step.add(.passed, nil, "'\(Visible.text(log.path))' may be written to")
      if log.isSynced { step.add(.passed, "sync", "nothing runs before its start is on the disk") }
      if log.isChained {
        let head = Visible.text(log.chainFiles.headPath)
        step.add(.passed, "chain", "each record is tied to the one before it by '\(head)'")
      }
      if log.isReadableByAnyone {
        step.add(
          .unknown, "lock",
          "anyone on this machine can read it, and so hold its lock; to end that: "
            + log.closingCommand)
      }
      if let copy = place.copy { step.add(copy) }
    } catch {
      let report = ErrorReport(obstacle: error)
      step.block(.refused(.audit(error)), nil, report.headline, help: report.help)
    }
    return step
  }

  /// Whether somebody listens is found out without sending anything, and whether it would be taken isn't.
  private mutating func add(_ copy: AuditCopy) {
    if let obstacle = copy.obstacle() {
      let report = ErrorReport(obstacle: obstacle)
      return block(.refused(.audit(obstacle)), "copy", report.headline, help: report.help)
    }
    add(
      .unknown, "copy",
      "each record goes to \(copy.target.words), too: somebody listens at '\(Visible.text(copy.path))', "
        + "and only a run finds out whether it is taken")
  }

  /// Step 6.
  static func spawn(
    _ request: RunRequest, _ environment: EnvironmentOutlook, _ context: RunContext
  ) -> StepOutlook {
    let path = request.extension.program
    var step = StepOutlook(.spawn)
    let folder = step.addFolder(request, context)
    let forecast = StartForecast(path, in: folder)
    if case .fails(let failure) = forecast.verdict {
      step.block(.failed(.spawn(failure)), "program")
    } else {
      let words = request.extension.commandWords?.map { Wording.shellQuoted($0.lossyText) }
      step.add(
        .passed, "program", "starts \(words?.joined(separator: " ") ?? Visible.text(path))")
      step.addInterpreter(forecast, context.environment)
    }
    step.addDigests(request, context)
    if request.policy.run.readsNothing {
      step.add(.passed, "stdin", "with nothing to read: standard input is /dev/null")
    }
    if let reason = request.answers.reason,
      "QLI_REASON=\(reason)".utf8.count > Secret.entryLimit
    {
      step.block(.failed(.spawn(.argumentsTooLong(path))), "environment")
    }
    step.add(.passed, "environment", "environment: \(environment.text)")
    let cleaned = context.environment["PATH"]?.withBytes {
      SearchPath.absolute(UnsafeRawBufferPointer($0))
    }
    if cleaned != nil {
      step.add(.passed, "PATH", "without the entries of PATH that are empty or relative")
    }
    return step
  }

  /// What is compared before it runs, or recorded.
  private mutating func addDigests(_ request: RunRequest, _ context: RunContext) {
    guard let digests = request.digests else { return }
    let holding = try? TrustRecord.holding(
      for: request.group.name, in: context.environment, context.safety)
    var words: [String] = []
    if holding != nil { words.append("compared with what was looked at") }
    if request.policy.audit != nil { words.append("recorded") }
    add(.passed, "sha256", "SHA-256 \(digests.file)")
    add(.passed, "manifest_sha256", "SHA-256 of the manifest: \(digests.manifest)")
    add(.passed, "digests", "both are \(words.joined(separator: ", and "))")
  }

  /// - Returns: the folder, or nil for qli's own or none.
  private mutating func addFolder(_ request: RunRequest, _ context: RunContext) -> FilePath? {
    do throws(Outcome) {
      guard let folder = try SpawnStep.directory(request, context) else { return nil }
      try converting({ Outcome.failed(.spawn($0)) }) { () throws(SpawnFailure) in
        try Launch.check(folder, for: request.extension.path)
      }
      add(.passed, "folder", "in the folder \(Visible.text(folder))")
      return folder
    } catch {
      block(error, "folder")
      return nil
    }
  }

  private mutating func addInterpreter(_ forecast: StartForecast, _ environment: Environment) {
    guard forecast.head != nil else {
      return add(.unknown, "interpreter", "its first line can't be read")
    }
    guard let shebang = forecast.shebang else {
      return switch forecast.verdict {
      case .startsUnderShell: add(.passed, "interpreter", "by /bin/sh, as it has no '#!' line")
      case .starts: add(.passed, "interpreter", "as a binary")
      case .unknown, .foreign, .fails:
        add(.unknown, "interpreter", "as a binary, of a kind that only the system knows")
      }
    }
    let words = [shebang.interpreter, shebang.argument].filter { !$0.isEmpty }
    let line = words.map { Visible.text($0) }.joined(separator: " ")
    if case .unknown = forecast.verdict {
      return add(
        .unknown, "interpreter", "by \(line), of which only the system knows whether it can run")
    }
    guard let (program, found) = forecast.programOfEnv(in: environment) else {
      return add(.passed, "interpreter", "by \(line)")
    }
    // env(1) is what is started, and says with a code of its own what it can't execute.
    switch (program, found) {
    case (.name, let found?):
      add(.passed, "interpreter", "by \(line), which is \(Visible.text(found))")
    case (.name(let name), nil):
      add(.unknown, "interpreter", "by \(line); '\(Visible.text(name))' isn't on PATH")
    case (.path, _?): add(.passed, "interpreter", "by \(line)")
    case (.path(let path), nil):
      add(.unknown, "interpreter", "by \(line); '\(Visible.text(path))' can't be executed")
    case (.unknown, _):
      add(.unknown, "interpreter", "by \(line), of which only env knows what it executes")
    }
  }

  /// Step 7.
  static func wait(_ request: RunRequest) -> StepOutlook {
    let run = request.policy.run
    var step = StepOutlook(.wait)
    if let service = request.policy.service {
      step.add(
        .passed, "ready",
        "a service, which counts as ready \(service.readiness.words); \(service.readyTimeout) at most"
      )
    }
    if let limit = run.timeLimit {
      step.add(
        .passed, "time_limit", "ended after \(limit) by SIGTERM, and \(run.grace) later by SIGKILL")
    } else {
      step.add(.passed, "time_limit", "no time limit")
    }
    if run.endsWithCaller {
      step.add(
        .passed, "with_caller",
        "ended as well when nobody reads its output any more, or who started qli is gone")
    }
    if run.endsWithQli { step.add(.passed, "with_qli", "ended as well when qli is killed") }
    // Nobody passes them on to a service: what tells qli to end stops it.
    if request.policy.isService { return step }
    step.add(
      .passed, Self.signals,
      "passes on every signal that would end qli, SIGTSTP, SIGCONT and SIGWINCH; "
        + "the terminal's Ctrl-C reaches it by itself")
    return step
  }

  /// Step 8.
  static func auditFinish(_ request: RunRequest, _ context: RunContext) -> StepOutlook {
    var step = StepOutlook(.auditFinish)
    if let audit = request.policy.audit {
      let copy = audit.copy.map { ", and copied to \($0.words)" } ?? ""
      step.add(.passed, nil, "how it ended is recorded in the same file\(copy)")
    }
    return step
  }
}

extension EnvironmentOutlook {
  /// All names where they are few, else how many there are.
  fileprivate var text: String {
    if names.count <= 12 { return names.map { Visible.text($0) }.joined(separator: " ") }
    return
      "\(inheritedCount) of the \(callerCount) variables that qli has got (--json names them), and "
      + own.map { Visible.text($0) }.joined(separator: " ")
  }
}

extension ServicePolicy.Readiness {
  /// When that is, behind "ready".
  fileprivate var words: String {
    switch self {
    case .after(let time): "after \(time)"
    case .endpoint: "when it accepts connections at its endpoint"
    case .notify: "when it has said so"
    case .file(let path): "when the file '\(Visible.text(path.source))' is there"
    case .line(let pattern): "when it has written a line like '\(Visible.text(pattern))'"
    case .exit: "when its main process has ended, and left others"
    case .command(let words): "when '\(Visible.text(words.joined(separator: " ")))' says so"
    }
  }
}
