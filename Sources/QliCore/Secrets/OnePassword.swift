/// 1Password, asked through its command `op read REF`.
enum OnePassword {
  /// How long `op` may take, in seconds: a person may have to unlock it.
  static let timeLimit = 60

  /// The variables that hold the store's own keys.
  static let credentials: [VariablePattern] = [
    .name("OP_SERVICE_ACCOUNT_TOKEN"), .name("OP_CONNECT_TOKEN"), .prefix("OP_SESSION_"),
  ]

  /// What went wrong.
  enum Failure: Error {
    case reason(SecretError.Reason)
    case interrupted(Signal)
  }

  /// Where `op` is, or nil if it isn't installed.
  static func command(in environment: Environment) -> FilePath? {
    SearchPath(environment).find("op")
  }

  /// Fetches the value that `reference` names.
  static func read(
    _ reference: String, environment: Environment, _ loop: EventLoop
  ) throws(Failure) -> SecretBuffer {
    guard let command = command(in: environment) else {
      throw .reason(.onePasswordNotInstalled)
    }
    let result: HelperProcess.Result
    do throws(HelperProcess.Failure) {
      // Without --no-newline: so exactly one newline is op's own, and one that is part of the value
      // isn't taken for it.
      let process = try HelperProcess(
        command, arguments: Arguments(["read", ByteString(reference)]),
        environment: ChildEnvironment(environment), outputLimit: Secret.entryLimit + 1,
        signalMask: loop.callerMask)
      let deadline = loop.clock.monotonicTime().advanced(bySeconds: Double(timeLimit))
      result = try process.finish(until: deadline, loop)
    } catch {
      throw failure(error)
    }
    guard result.end == .exited(0) else {
      throw .reason(.onePasswordFailed(result.end, errorText: result.errorText))
    }
    result.output.dropLast(UInt8(ascii: "\n"))
    return result.output
  }

  private static func failure(_ failure: HelperProcess.Failure) -> Failure {
    switch failure {
    case .start(let failure): .reason(.start(failure))
    case .timedOut: .reason(.timedOut(seconds: timeLimit))
    case .tooMuchOutput: .reason(.defect(.tooLong(limit: Secret.entryLimit)))
    case .interrupted(let signal): .interrupted(signal)
    case .system(let error): .reason(.system(error))
    }
  }
}
