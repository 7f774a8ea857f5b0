extension ErrorReport {
  /// The words for a value that probably isn't what was meant.
  init(
    _ oddity: SecretFile.Oddity, of secret: SecretDeclaration, in environment: Environment
  ) {
    self.init(
      "the secret '\(secret.variable)' \(oddity.rawValue), which is a part of its value",
      help: [Remedy.changing(secret, in: environment)])
  }

  /// The words for a secret that couldn't be resolved; never its value.
  init(_ error: SecretError) {
    let subject = "secret '\(error.variable)' couldn't be resolved"
    switch error.reason {
    case .variableNotSet(let name):
      self.init(
        "\(subject): the environment variable '\(name)' isn't set",
        help: [Remedy.setting(name)])
    case .defect(let defect, let help):
      self.init("\(subject): \(Self.sentence(defect))", help: help.map { [$0] } ?? [])
    case .onePassword(.missing):
      self.init(
        "\(subject): 'op', the command of 1Password, isn't on PATH",
        help: [
          "install it from https://developer.1password.com/docs/cli/get-started", "then: op signin",
        ])
    case .onePassword(let error):
      let report = ErrorReport(error)
      self.init("\(subject): \(report.headline)", details: report.details, help: report.help)
    case .start(let failure):
      self.init("\(subject): 'op' couldn't be started: \(ErrorReport(failure).headline)")
    case .onePasswordFailed(let end, let text):
      let how =
        switch end {
        case .exited(let code): "'op read' exited with \(code)"
        case .signalled(let signal): "'op read' died of \(signal)"
        }
      self.init("\(subject): \(how)", details: Self.quoted(text), help: ["op signin"])
    case .timedOut(let seconds):
      self.init(
        "\(subject): 'op read' didn't answer within \(seconds) seconds", help: ["op signin"])
    case .file(.unsafe(let unsafe)):
      let report = ErrorReport(unsafe, effect: "change what the secret is")
      self.init("\(subject): \(report.headline)", details: report.details, help: report.help)
    case .file(let failure):
      self.init("\(subject): \(Self.sentence(failure))", help: Self.help(failure))
    case .sourceLookup(let error):
      let report = ErrorReport(error, or: SecretDeclaration.Provider.builtInNames)
      self.init("\(subject): \(report.headline)", details: report.details, help: report.help)
    case .source(let error):
      self.init(error, subject: "\(subject): source '\(error.source)'")
    case .system(let error): self.init("\(subject): \(error)")
    }
  }

  private static func sentence(_ defect: Secret.Defect) -> String {
    switch defect {
    case .empty: "its value is empty"
    case .notUTF8: "its value isn't UTF-8"
    case .holdsNUL: "its value holds a NUL, which no environment variable can"
    case .tooLong(let limit):
      "its value is longer than the \(limit) bytes that an environment variable can hold"
    }
  }

  private static func sentence(_ failure: SecretFile.Failure) -> String {
    switch failure {
    case .expansion(let error): "the path of its file isn't known: \(error.sentence)"
    case .unsafe(let unsafe): ErrorReport(unsafe, effect: "change what the secret is").headline
    case .unreadable(let path, let errno): "cannot read '\(Visible.text(path))': \(errno)"
    case .notRegular(let path, let kind):
      "'\(Visible.text(path))' is \(kind.name), not a regular file"
    case .tooLarge(let path, let limit):
      "'\(Visible.text(path))' is larger than \(limit >> 20) MiB"
    }
  }

  private static func help(_ failure: SecretFile.Failure) -> [String] {
    switch failure {
    case .expansion(.unset(let name)): [Remedy.setting(name)]
    case .unsafe(let unsafe): unsafe.help
    case .unreadable(let path, .permissionDenied): ["ls -l \(Wording.shellQuoted(path))"]
    case .expansion(.notAbsolute), .unreadable, .notRegular, .tooLarge:
      ["write the secret to a file of its own, or change 'ref' in the group's manifest"]
    }
  }

  /// What another program said, line by line.
  private static func quoted(_ text: String) -> [String] {
    text.split(whereSeparator: { $0.isNewline }).map { "  op: \(Visible.text($0))" }
  }
}

extension Remedy {
  /// Gives `secret` another value; whoever reads it has to know which.
  static func changing(_ secret: SecretDeclaration, in environment: Environment) -> String {
    switch secret.provider {
    case .environment: return setting(secret.reference)
    case .file:
      let path = (try? SecretFile.path(secret.reference, in: environment))
      let file = path.map { Wording.shellQuoted($0) } ?? "<file>"
      return "write its file anew: printf %s <value> > \(file)"
    case .onePassword, .source:
      return "give it another value where it is kept, or change 'ref' in the group's manifest"
    }
  }
}
