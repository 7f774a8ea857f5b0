extension ErrorReport {
  /// The words for an outcome, or nil where the extension has spoken for itself.
  init?(_ outcome: Outcome) {
    switch outcome {
    case .finished, .signalled, .interrupted: return nil
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
    case .requirements(let unmet, let group): self.init(unmet, group)
    case .confirmation(let refusal): self.init(refusal)
    case .secret(let error): self.init(error)
    case .audit(let error): self.init(error)
    }
  }

  private init(_ unmet: [UnmetRequirement], _ group: ExtensionName) {
    self.init(
      "the environment isn't what group '\(group)' requires",
      details: unmet.map { "  \(Self.sentence($0))" },
      help: unmet.map { unmet in
        let name = unmet.requirement.name
        switch unmet.requirement.condition {
        case .notEmpty: return "export \(name)=value"
        case .equal(let value):
          return "export \(name)=\(Wording.shellQuoted(value))"
        }
      })
  }

  /// What is wrong with one variable.
  static func sentence(_ unmet: UnmetRequirement) -> String {
    let name = unmet.requirement.name
    let found =
      switch unmet.found {
      case .unset: "isn't set"
      case .empty: "is empty"
      case .different: "has another value"
      }
    switch unmet.requirement.condition {
    case .notEmpty: return "\(name) \(found)"
    case .equal(let value): return "\(name) \(found); it must be '\(Visible.text(value))'"
    }
  }

  private init(_ refusal: ConfirmationRefusal) {
    switch refusal {
    case .declined: self.init("not confirmed; nothing was run")
    case .noTerminal:
      self.init(
        "this run needs a confirmation, and standard input isn't a terminal",
        help: ["in scripts, confirm with '--yes'"])
    case .cannotAsk(let error):
      self.init(
        "this run needs a confirmation, and the terminal can't be asked: \(error)",
        help: ["in scripts, confirm with '--yes'"])
    }
  }
}
