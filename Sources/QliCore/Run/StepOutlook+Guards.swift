extension StepOutlook {
  /// Step 1.
  static func banner(_ policy: Policy) -> StepOutlook {
    var step = StepOutlook(.banner)
    if let banner = policy.banner {
      step.add(.passed, nil, Visible.text(banner, keepingNewlines: true))
    }
    return step
  }

  /// Step 2.
  static func requirements(_ request: RunRequest, _ context: RunContext) -> StepOutlook {
    let policy = request.policy
    let environment = context.environment
    var step = StepOutlook(.requirements)
    if let refusal = RequirementsStep.refusal(request, context) {
      step.block(unmet: refusal)
    }
    let unmet = RequirementsStep.unmet(policy.requirements, in: environment)
    for requirement in policy.requirements
    where !unmet.contains(where: { $0.requirement == requirement }) {
      step.add(.passed, requirement.name.text, requirement.isMetText)
    }
    if context.depth.isTooDeep { step.block(.refused(.depth), "QLI_DEPTH") }
    for command in policy.requiredCommands {
      guard let found = try? SearchPath.program(command, in: environment, context.safety) else {
        continue
      }
      let name = Visible.text(command)
      step.add(.passed, name, "the command '\(name)' is \(Visible.text(found))")
    }
    if policy.run.isExclusive { step.addExclusive(request, environment) }
    if !policy.run.write.isEmpty { step.addScope(request, context) }
    return step
  }

  /// What it may write to, and whether it could claim that.
  private mutating func addScope(_ request: RunRequest, _ context: RunContext) {
    let environment = context.environment
    let run = request.policy.run
    let (write, claim) = (Step.write.rawValue, Step.claim.rawValue)
    do throws(WriteRefusal) {
      guard let scope = try WriteScope(run, in: environment, context.safety) else { return }
      try Fence.check(scope, in: environment, context.safety)
      add(.passed, write, "may write \(WriteScope.words(scope.shown))")
      add(.passed, write, "no set-uid program works in it: sudo, su and their like fail")
      guard run.isClaiming else { return }
      do throws(ClaimRefusal) {
        try Claim.check(request.claim(of: scope), environment)
        add(.unknown, claim, "it would claim that; nobody else has now, which may change")
      } catch {
        block(.refused(.claim(error)), claim)
      }
    } catch {
      block(.refused(.write(error)), write)
    }
  }

  /// A remark for each thing that isn't as it should be.
  private mutating func block(unmet refusal: Refusal) {
    guard case .requirements(let unmet, let commands, _) = refusal else { return }
    let outcome = Outcome.refused(refusal)
    for variable in unmet {
      block(
        outcome, variable.requirement.name.text, ErrorReport.sentence(variable),
        because: Cause(variable.found))
    }
    for command in commands {
      block(
        outcome, Visible.text(command.name), ErrorReport(command).headline,
        because: Cause(command))
    }
  }

  private mutating func addExclusive(_ request: RunRequest, _ environment: Environment) {
    do throws(ExclusiveRefusal) {
      if request.policy.run.isExclusiveOnMachine {
        return try addMachineLock(request)
      }
      try ExclusiveLock.check(request.group.name, request.extension.name, environment)
      let holding = ExclusiveLock.holding(
        request.group.name, request.extension.name, environment)
      switch holding {
      case .held(let holder): try addWait(request, for: holder)
      case .free: add(.passed, "exclusive", "one run at a time; no other is to be seen now")
      case .unknown:
        add(.unknown, "exclusive", "one run at a time; that no other is under way can't be known")
      }
    } catch {
      block(.refused(.exclusive(error)), "exclusive")
    }
  }

  private mutating func addMachineLock(_ request: RunRequest) throws(ExclusiveRefusal) {
    do throws(ExclusiveRefusal) {
      try MachineLock(of: request.extension.name, in: request.group.directory).check()
      add(.passed, "exclusive", "one run at a time on this machine; no other is to be seen now")
    } catch {
      guard case .held(let holder) = error else { throw error }
      try addWait(request, for: holder)
    }
  }

  /// Who has the lock is known, also where it would be waited for; whether that is long enough isn't.
  private mutating func addWait(
    _ request: RunRequest, for holder: LockHolder
  ) throws(ExclusiveRefusal) {
    guard let limit = request.lockPatience, !holder.isAround else { throw .held(holder) }
    add(.unknown, "exclusive", ErrorReport(waiting: limit, for: holder).headline)
  }

  /// Step 3.
  static func confirm(_ request: RunRequest, _ context: RunContext) -> StepOutlook {
    let policy = request.policy
    let answers = request.answers
    var step = StepOutlook(.confirm)
    let redaction = Redaction(of: policy.secrets, context.environment)
    let line = ShownLine(request, redaction).whole
    let refusals = ConfirmStep.refusals(policy, answers, context.environment)
    for refusal in refusals {
      step.block(.refused(.confirmation(refusal)), refusal.step.rawValue)
    }
    // What is in order, or can be asked.
    guard let open = try? ConfirmStep.openQuestions(policy, answers) else { return step }
    if let demand = open.confirmation {
      if refusals.isEmpty { step.add(.asks, "confirm", demand.question(line)) }
    } else if policy.confirmation != .none {
      step.add(.passed, "confirm", "confirmed on the command line")
    }
    if let demand = open.reason {
      if refusals.isEmpty { step.add(.asks, "reason", demand.question(line)) }
    } else if let reason = answers.reason {
      step.add(.passed, "reason", "the reason is '\(Visible.text(reason))'")
    }
    if refusals.isEmpty, open.first != nil,
      let limit = try? Patience(answers, context.environment).limit()
    {
      step.add(.passed, "ask_timeout", "an answer is waited for \(limit)")
    }
    return step
  }

  /// Step 4.
  static func secrets(_ outlooks: [SecretOutlook]) -> StepOutlook {
    var step = StepOutlook(.secrets)
    for outlook in outlooks {
      let declaration = outlook.declaration
      let subject = declaration.variable.text
      switch outlook.readiness {
      case .success(let readiness):
        let source = "\(declaration.provider.name) \(Visible.text(declaration.reference))"
        step.add(readiness.verdict, subject, "\(subject) from \(source): \(readiness.text)")
      case .failure(let reason):
        step.block(.refused(.secret(SecretError(declaration, reason))), subject)
      }
    }
    return step
  }
}

extension EnvironmentRequirement {
  fileprivate var isMetText: String {
    switch condition {
    case .notEmpty: "\(name) is set"
    case .equal(let value): "\(name) is '\(Visible.text(value))'"
    }
  }
}

extension SecretReadiness {
  /// What only its provider knows is unknown.
  fileprivate var verdict: StepOutlook.Verdict {
    switch self {
    case .atHand, .file: .passed
    case .onePassword, .source: .unknown
    }
  }

  fileprivate var text: String {
    switch self {
    case .atHand: "is set"
    case .file(let path): "'\(Visible.text(path))' can be read"
    case .onePassword(let command): "'\(Visible.text(command))' would be asked"
    case .source(let definition): "'\(Visible.text(definition.program))' would be asked"
    }
  }
}
