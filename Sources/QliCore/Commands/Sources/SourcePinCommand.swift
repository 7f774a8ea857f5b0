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
      if case .question(.interrupted(let signal)) = error {
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
    try converting(SourcePinError.question) { () throws(Prompt.Failure) in
      let question = "\(change)Write this into '\(Visible.text(sidecar.path))'? [y/N] "
      try CommandQuestion.ask(question, answers, context)
    }
    try converting({ SourcePinError.sidecar(sidecar.path, $0) }) { () throws(Errno) in
      // Of a link, what it leads to is replaced.
      try FileReplacement.rewrite(sidecar.path.resolved(), with: bytes)
    }
    return (answers.isConfirmed ? change : "") + "'\(sidecar.name)' is pinned\n"
  }
}

/// Why a plugin wasn't pinned.
enum SourcePinError: Error {
  case lookup(SourceLookupError)
  case program(SourceProgramError)
  case question(Prompt.Failure)
  /// The text of the sidecar isn't one that can be changed in one place.
  case notEditable(FilePath)
  /// The sidecar can't be written.
  case sidecar(FilePath, Errno)

  var exitCode: ExitCode {
    switch self {
    case .lookup(.notFound): .notFound
    case .question(.refused): .notConfirmed
    case .lookup, .program, .question(.interrupted), .notEditable, .sidecar: .qliFailed
    }
  }
}

extension ErrorReport {
  fileprivate init(_ error: SourcePinError) {
    switch error {
    case .lookup(let error): self.init(error)
    case .program(let error): self.init(error)
    case .question(.refused(let cause)): self.init(unconfirmed: "pinning", undone: "changed", cause)
    case .question(.interrupted(let signal)): self.init("interrupted by \(signal)")
    case .notEditable(let path):
      self.init(
        "cannot change the sidecar '\(Visible.text(path))': a value goes on over several lines",
        help: ["write 'executable' and 'checksum_sha256' on one line each"])
    case .sidecar(let path, let errno):
      self.init("cannot write the sidecar '\(Visible.text(path))': \(errno)")
    }
  }
}
