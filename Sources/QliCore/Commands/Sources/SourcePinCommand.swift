/// `qli sources pin NAME`: writes the checksum that a plugin's program has now into its sidecar.
enum SourcePinCommand {
  /// Shows the old checksum and the new one, asks, and writes.
  static func run(
    _ name: String, _ answers: GivenAnswers, _ context: RunContext
  ) -> ExitStatus {
    do throws(SourcePinError) {
      let text = try pin(name, answers, context)
      return ResultWriter.write(CommandResult(text), context.console)
    } catch {
      if case .interrupted(let signal) = error {
        return ExitStatus(Outcome.interrupted(signal, end: nil))
      }
      context.console.report(ErrorReport(error))
      return ExitStatus(error.exitCode)
    }
  }

  /// - Returns: what was done, for standard output.
  private static func pin(
    _ name: String, _ answers: GivenAnswers, _ context: RunContext
  ) throws(SourcePinError) -> String {
    let (sidecar, definition) = try converting(SourcePinError.lookup) {
      () throws(SourceLookupError) in
      let sidecar = try SourceCatalog(context.environment).sidecar(named: name)
      return (sidecar, try sidecar.definition(checksum: .ignored))
    }
    let digest = try converting(SourcePinError.program) { () throws(SourceProgramError) in
      try SourceProgram.checksum(of: definition)
    }
    let old = try? sidecar.definition().checksum
    if old == digest { return "'\(sidecar.name)' is pinned already: \(digest)\n" }
    guard let bytes = SidecarEditor.pinning(digest, in: sidecar) else {
      throw .notEditable(sidecar.path)
    }
    let change = """
      program: \(Visible.text(definition.program))
      old: \(old?.description ?? "none")
      new: \(digest)

      """
    if !answers.isConfirmed {
      if answers.forbidsAsking(in: context.environment) { throw .refused(.noInput) }
      try ask(change, sidecar, answers, context)
    }
    try converting({ SourcePinError.sidecar(sidecar.path, $0) }) { () throws(Errno) in
      // Of a link, what it leads to is replaced.
      try FileReplacement.rewrite(sidecar.path.resolved(), with: bytes)
    }
    return (answers.isConfirmed ? change : "") + "'\(sidecar.name)' is pinned\n"
  }

  private static func ask(
    _ change: String, _ sidecar: SidecarFile, _ answers: GivenAnswers, _ context: RunContext
  ) throws(SourcePinError) {
    let loop = try converting({ SourcePinError.refused(.cannotAsk($0)) }) { () throws(Errno) in
      try EventLoop(callerMask: context.callerMask, clock: context.clock)
    }
    do throws(Prompt.Failure) {
      let place = Visible.text(sidecar.path)
      let patience = Patience(answers, context.environment)
      let answer = try Prompt.ask(
        "\(change)Write this into '\(place)'? [y/N] ", patience, loop)
      if !ConfirmStep.isYes(ReasonText.trimmed(answer[...])) {
        throw Prompt.Failure.refused(.declined)
      }
    } catch {
      switch error {
      case .refused(let reason): throw .refused(reason)
      case .interrupted(let signal): throw .interrupted(signal)
      }
    }
  }
}

/// Why a plugin wasn't pinned.
enum SourcePinError: Error {
  case lookup(SourceLookupError)
  case program(SourceProgramError)
  case refused(ConfirmationRefusal.Cause)
  case interrupted(Signal)
  /// The text of the sidecar isn't one that can be changed in one place.
  case notEditable(FilePath)
  /// The sidecar can't be written.
  case sidecar(FilePath, Errno)

  var exitCode: ExitCode {
    switch self {
    case .lookup(.notFound): .notFound
    case .refused: .notConfirmed
    case .lookup, .program, .interrupted, .notEditable, .sidecar: .qliFailed
    }
  }
}

extension ErrorReport {
  fileprivate init(_ error: SourcePinError) {
    switch error {
    case .lookup(let error): self.init(error)
    case .program(let error): self.init(error)
    case .refused(let reason): self.init(notPinned: reason)
    case .interrupted(let signal): self.init("interrupted by \(signal)")
    case .notEditable(let path):
      self.init(
        "cannot change the sidecar '\(Visible.text(path))': a value goes on over several lines",
        help: ["write 'executable' and 'checksum_sha256' on one line each"])
    case .sidecar(let path, let errno):
      self.init("cannot write the sidecar '\(Visible.text(path))': \(errno)")
    }
  }

  private init(notPinned reason: ConfirmationRefusal.Cause) {
    let help = "in scripts, confirm with '--yes'"
    switch reason {
    case .declined, .differentWord, .mismatch, .unattended:
      self.init("not confirmed; nothing was changed")
    case .noInput:
      self.init("pinning needs a confirmation, and '--no-input' forbids to ask", help: [help])
    case .noTerminal:
      self.init(
        "pinning needs a confirmation, and standard input isn't a terminal", help: [help])
    case .cannotAsk(let error):
      self.init(
        "pinning needs a confirmation, and the terminal can't be asked: \(error)", help: [help])
    case .unanswered(let limit):
      self.init("pinning needs a confirmation, and nobody answered in \(limit)", help: [help])
    case .badPatience(let error):
      self.init("pinning needs a confirmation, and QLI_ASK_TIMEOUT \(error)", help: [help])
    }
  }
}
