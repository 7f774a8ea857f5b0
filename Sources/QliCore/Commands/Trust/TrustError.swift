/// Why a group wasn't recorded, or not forgotten.
enum TrustError: Error {
  case lookup(LookupError)
  case question(Prompt.Failure)
  case signature(SignatureError, group: ExtensionName)
  /// The record can't be written or removed.
  case record(TrustRecord.Failure)
  /// Root has looked at it for everyone; this helps.
  case ofRoot(ExtensionName, String)
  /// Nobody has looked at a group of this name.
  case notRecorded(String)
  /// Nothing can be shown.
  case output(Errno)
  case system(Errno)

  var status: ExitStatus {
    switch self {
    case .lookup(let error): ExitStatus(Outcome(error))
    case .question(.refused): ExitStatus(.notConfirmed)
    case .notRecorded: ExitStatus(.notFound)
    case .question(.interrupted(let signal)): ExitStatus(Outcome.interrupted(signal, end: nil))
    case .signature, .record, .ofRoot, .output, .system: ExitStatus(.qliFailed)
    }
  }
}

extension ErrorReport {
  init(_ error: TrustError) {
    switch error {
    case .lookup(let error): self.init(error)
    case .question(.refused(let cause)):
      self.init(unconfirmed: "to trust a group", undone: "recorded", cause)
    case .question(.interrupted(let signal)): self.init("interrupted by \(signal)")
    case .signature(let error, let group): self.init(error, of: group)
    case .record(let failure): self.init(failure)
    case .ofRoot(let group, let help):
      self.init(
        "root has looked at group '\(group)', for everyone: nobody else can change that",
        help: [help])
    case .notRecorded(let name):
      self.init(
        "group '\(Visible.text(name))' isn't trusted, so there is nothing to forget",
        help: ["see which are: qli trust --list"])
    case .output(let errno): self.init("cannot write to standard output: \(errno)")
    case .system(let errno): self.init("cannot look: \(errno)")
    }
  }
}
