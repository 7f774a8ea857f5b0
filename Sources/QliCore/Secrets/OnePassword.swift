/// 1Password, asked through its command `op read REF`.
enum OnePassword {
  /// How long `op` may take, in seconds: a person may have to unlock it.
  static let timeLimit = 60

  /// The variables that hold the store's own keys.
  static let credentials: [VariablePattern] = [
    .name("OP_SERVICE_ACCOUNT_TOKEN"), .name("OP_CONNECT_TOKEN"), .prefix("OP_SESSION_"),
  ]

  /// Where `op` is: a program that gets the store's own keys.
  static func command(
    in environment: Environment, _ safety: PathSafety = PathSafety()
  ) throws(SecretError.Reason) -> FilePath {
    try converting(SecretError.Reason.onePassword) { () throws(ProgramError) in
      try SearchPath.program("op", in: environment, safety)
    }
  }

  /// Whether one of the store's own keys is in `environment`. Without, `op` may ask a person, once in
  /// each process.
  static func hasToken(in environment: Environment) -> Bool {
    var found = false
    environment.forEachEntry { entry in
      guard !found, credentials.contains(where: { $0.matches(entry) }) else { return }
      found = !Environment.value(ofEntry: entry).isEmpty
    }
    return found
  }

  /// Fetches the value that `reference` names with `command`.
  static func read(
    _ reference: String, with command: FilePath, _ environment: Environment, _ loop: EventLoop
  ) -> HelperProcess {
    // Without --no-newline: so exactly one newline is op's own, and one that is part of the value
    // isn't taken for it.
    let launch = Launch(
      program: command, arguments: Arguments(["read", ByteString(reference)]),
      environment: ChildEnvironment(environment), signalMask: loop.callerMask)
    return HelperProcess(
      launch, Limits(time: .seconds(Int64(timeLimit))), outputLimit: Secret.entryLimit + 1, loop)
  }

  /// The value that `op` has printed.
  static func value(of process: HelperProcess) -> SecretBuffer {
    process.output.dropLast(UInt8(ascii: "\n"))
    return process.output
  }

  /// Why `op` has printed none.
  ///
  /// - Parameter redaction: what is taken out of what `op` says, beside its answer.
  static func reason(
    _ failure: HelperProcess.Failure, of process: HelperProcess, redacting redaction: Redaction
  ) -> SecretError.Reason {
    switch failure {
    case .start(let failure): return .start(failure)
    case .unsuccessful(let end, let errors):
      var redaction = redaction
      redaction.add(value(of: process).bytes)
      return .onePasswordFailed(end, errorText: redaction.tail(errors.bytes, isCut: errors.isCut))
    case .timedOut: return .timedOut(seconds: timeLimit)
    case .tooMuchOutput: return .defect(.tooLong(limit: Secret.entryLimit))
    case .system(let error): return .system(error)
    // Never the first failure: another one came before it.
    case .cancelled: return .system(.interrupted)
    }
  }
}
