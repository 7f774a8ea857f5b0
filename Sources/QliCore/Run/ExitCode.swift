/// The codes that qli gives itself. A contract: never renumbered.
enum ExitCode: Int32, CaseIterable {
  case success = 0
  case doctorFoundErrors = 1
  case usage = 2
  case requirementNotMet = 120
  case notConfirmed = 121
  case secretNotResolved = 122
  case notAudited = 123
  case timedOut = 124
  case qliFailed = 125
  case notExecutable = 126
  case notFound = 127

  /// What it means, for `qli help exit-codes`, the man page and README.
  var meaning: String {
    switch self {
    case .success: "success"
    case .doctorFoundErrors:
      "'doctor' found errors; a plugin or service isn't ready; a log is broken"
    case .usage: "usage error of a command of qli's own"
    case .requirementNotMet: "refused: a requirement isn't met"
    case .notConfirmed: "refused: not confirmed, or no reason given"
    case .secretNotResolved: "refused: a secret couldn't be resolved"
    case .notAudited: "refused: the audit record couldn't be written"
    case .timedOut: "timed out; 137 if SIGKILL was needed"
    case .qliFailed:
      "qli itself failed: invalid manifest, unsafe or untrusted, internal error"
    case .notExecutable: "found, but couldn't be executed"
    case .notFound: "no such group or extension"
    }
  }

  /// Whether a run ends with it; the others are of qli's own commands.
  var isOfRuns: Bool { rawValue >= ExitCode.requirementNotMet.rawValue }
}

extension ExitStatus {
  /// The status of a code that qli gives itself.
  init(_ code: ExitCode) { self = .code(code.rawValue) }

  /// The status of a run: the one place that decides it.
  init(_ outcome: Outcome) {
    switch outcome {
    case .finished(let code): self = .code(code)
    case .signalled(let signal): self = Self.ended(by: signal)
    case .timedOut(_, let end):
      self = end.signal == .kill ? .code(128 + Signal.kill.rawValue) : Self(.timedOut)
    case .outputLimit: self.init(.qliFailed)
    case .left(let companion, _): self = .code(128 + companion.signal.rawValue)
    case .interrupted(let signal, end: nil): self = Self.ended(by: signal)
    case .interrupted(_, end: .exited(let code)?): self = .code(code)
    case .interrupted(_, end: .signalled(let signal)?): self = Self.ended(by: signal)
    case .refused(.requirements), .refused(.exclusive), .refused(.claim), .refused(.depth):
      self.init(.requirementNotMet)
    // It isn't kept from writing, and so doesn't run.
    case .failed(.spawn(.fence)): self.init(.requirementNotMet)
    case .refused(.write(let refusal)):
      self.init(refusal.isMistake ? .qliFailed : .requirementNotMet)
    case .refused(.confirmation): self.init(.notConfirmed)
    case .refused(.secret): self.init(.secretNotResolved)
    case .refused(.audit): self.init(.notAudited)
    case .refused(.service(let refusal)):
      self.init(refusal.isFailure ? .qliFailed : .requirementNotMet)
    case .notFound: self.init(.notFound)
    case .failed(.lookup(.notExecutable)), .failed(.lookup(.danglingExtension)), .failed(.spawn):
      self.init(.notExecutable)
    case .failed(.lookup(.command(_, let error, _))):
      if case .unsafe = error { self.init(.qliFailed) } else { self.init(.notExecutable) }
    case .failed(.lookup), .failed(.system): self.init(.qliFailed)
    }
  }

  private static func ended(by signal: Signal) -> ExitStatus {
    signal == .interrupt ? .diedOfInterrupt : .code(128 + signal.rawValue)
  }
}
