extension ErrorReport {
  /// The words for an outcome, or nil where the extension has spoken for itself.
  init?(_ outcome: Outcome) {
    switch outcome {
    case .finished, .signalled, .interrupted: return nil
    case .timedOut(let limit, let end):
      self.init(
        "the extension was ended by \(end.signal): it had run for \(limit), which is its time limit",
        details: Self.survivorLines(end))
    case .outputLimit(let end):
      self.init(
        "the extension was ended by \(end.signal): "
          + "it wrote more than the \(OutputCapture.limit >> 20) MiB that can be kept",
        details: Self.survivorLines(end))
    case .left(let companion, let end?):
      self.init(
        "the extension was ended by \(end.signal): \(companion.endText)",
        details: Self.survivorLines(end))
    case .left(let companion, nil): self.init("nothing was run: \(companion.endText)")
    case .refused(let refusal): self.init(refusal)
    case .notFound(let error), .failed(.lookup(let error)): self.init(error)
    case .failed(.spawn(let failure)): self.init(failure)
    case .failed(.system(let error, let step)):
      self.init("the step '\(step.rawValue)' failed: \(error)")
    }
  }

  /// The words for a guard's refusal.
  init(_ refusal: Refusal) {
    switch refusal {
    case .requirements(let unmet, let commands, let subject): self.init(unmet, commands, subject)
    case .exclusive(let refusal): self.init(refusal)
    case .write(let refusal): self.init(refusal)
    case .claim(let refusal): self.init(refusal)
    case .depth:
      self.init(
        "this run is nested in \(RunDepth.limit) others: it seems that an extension calls itself",
        help: [
          "see which call which: qli audit",
          "or let it begin anew: \(Remedy.without("QLI_DEPTH", "qli GROUP EXTENSION"))",
        ])
    case .confirmation(let refusal): self.init(refusal)
    case .secret(let error): self.init(error)
    case .audit(let error): self.init(error)
    case .service(let refusal): self.init(refusal)
    }
  }

  private init(
    _ unmet: [UnmetRequirement], _ commands: [ProgramError], _ subject: String
  ) {
    self.init("the environment isn't what \(subject) requires")
    for unmet in unmet {
      details.append("  \(Self.sentence(unmet))")
      help.append(Remedy.meeting(unmet.requirement))
    }
    for command in commands {
      let report = ErrorReport(command)
      details += ["  \(report.headline)"] + report.details.map { "  \($0)" }
      help += report.help
    }
  }

  private init(_ refusal: ExclusiveRefusal) {
    switch refusal {
    case .held(let holder): self.init(heldBy: holder)
    case .removed(let path):
      self.init(
        "cannot take the lock '\(Visible.text(path))': it is removed again and again")
    case .lock(let failure):
      self.init(
        failure, of: "the lock of this exclusive extension", effect: "change who has it")
    }
  }

  /// The words for a lock that somebody has.
  private init(heldBy holder: LockHolder) {
    let isAround = holder.isAround
    let who = isAround ? "the run around this one" : "another run"
    var detail = ""
    var help = ["to wait for it, put --wait 10m before the group's name"]
    switch holder {
    case .run(let note):
      detail = ": process \(note.process.rawValue) since \(note.since), run \(note.runID)"
    case .leftBehind(let process, let left):
      let program = process.programName.map { " (\(Visible.text($0)))" } ?? ""
      let run =
        left.map { left in
          ", which run \(left.runID)\(left.since.map { " of \($0)" } ?? "") has left behind"
        } ?? ""
      detail = ": process \(process.rawValue)\(program)\(run)"
      // What it has started has the lock as well. Nobody else's is ended on the word of that one.
      let all = left.flatMap { RunID($0.runID) }.map { LiveRuns.leftovers(of: $0) } ?? []
      let others = all.filter { $0 != process && $0.user == process.user }
      let numbers = ([process] + others).map { "\($0.rawValue)" }
      help = ["wait until it has ended, or end it: kill \(numbers.joined(separator: " "))"]
    case .process(let process, let user, let start):
      let owner = user.map { " of the user '\(Accounts.shownName(of: $0))'" } ?? ""
      let since =
        start.map { ", started \(RFC3339.text(Timestamp(seconds: $0, nanoseconds: 0)))" } ?? ""
      detail = ": process \(process.rawValue)\(owner)\(since)"
    case .unknown: help.append("see whether one has left it behind: qli audit --failed")
    }
    if isAround {
      help = ["an exclusive extension can't start itself: it would wait for its own end"]
    }
    self.init("\(who) has this extension to itself\(detail)", help: help)
  }

  /// The words for a run that waits because somebody has its lock.
  init(waiting limit: RunDuration, for holder: LockHolder) {
    self.init("waiting up to \(limit): \(ErrorReport(.exclusive(.held(holder))).headline)")
  }

  /// What goes on in spite of all.
  private static func survivorLines(_ end: TreeEnd) -> [String] {
    let lines = end.survivors.map { survivor in
      let program = survivor.program.map { " (\(Visible.text($0)))" } ?? ""
      return "  process \(survivor.process.rawValue)\(program) could not be ended"
    }
    guard end.mayHideSurvivors else { return lines }
    return lines + [
      "  what it has started could not be found and ended: "
        + "/proc doesn't show this pid namespace"
    ]
  }

  /// What is wrong with one variable.
  static func sentence(_ unmet: UnmetRequirement) -> String {
    let name = unmet.requirement.name
    let found =
      switch unmet.found {
      case .unset: "isn't set"
      case .empty: "is empty"
      case .different: "has another value"
      case .differentBlanks: "has other white space in its value"
      case .carriageReturn: "ends in a carriage return (Windows line ends)"
      }
    switch unmet.requirement.condition {
    case .notEmpty: return "\(name) \(found)"
    case .equal(let value): return "\(name) \(found); it must be '\(Visible.text(value))'"
    }
  }
}

extension Remedy {
  /// Sets a variable as it has to be.
  static func meeting(_ requirement: EnvironmentRequirement) -> String {
    switch requirement.condition {
    case .notEmpty: setting(requirement.name.text)
    case .equal(let value): setting(requirement.name.text, to: value)
    }
  }
}
