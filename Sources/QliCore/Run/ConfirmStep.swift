/// Step 3: somebody wants it, and says why.
enum ConfirmStep {
  /// What only this step makes.
  struct Confirmed {
    /// Why it is run, or nil if nobody said.
    let reason: String?

    fileprivate init(reason: String?) { self.reason = reason }
  }

  /// What the command line leaves to be asked.
  struct OpenQuestions {
    /// A confirmation that is still needed.
    fileprivate(set) var confirmation: ConfirmationRefusal.Demand?
    /// A reason that is still needed.
    fileprivate(set) var reason: ConfirmationRefusal.Demand?

    /// What is asked first, or nil if nothing is.
    var first: ConfirmationRefusal.Demand? { confirmation ?? reason }
  }

  /// Asks for what the policy wants and the command line doesn't answer, and refuses the run
  /// without it.
  static func ask(
    _ policy: Policy, _ request: RunRequest, _ context: RunContext, _ loop: EventLoop,
    after: RequirementsStep.Met
  ) throws(Outcome) -> Confirmed {
    let open = try openQuestions(policy, request.answers)
    let questions = Questions(request: request, context: context, loop: loop)
    if let demand = open.confirmation { try questions.confirm(demand) }
    guard let demand = open.reason else { return Confirmed(reason: request.answers.reason) }
    return Confirmed(reason: try questions.reason(demand, policy.reason))
  }

  /// What is left to be asked, where `answers` are given. One of them that won't do is said before
  /// anything is asked.
  static func openQuestions(
    _ policy: Policy, _ answers: GivenAnswers
  ) throws(Outcome) -> OpenQuestions {
    var open = OpenQuestions()
    if let reason = answers.reason {
      try check(reason, policy.reason, answers)
    } else if policy.reason.isRequired {
      open.reason = .reason(pattern: policy.reason.patterns.last)
    }
    switch policy.confirmation {
    case .none: break
    case .yes:
      if !answers.isConfirmed { open.confirmation = .yes }
    case .word(let word):
      guard let given = answers.word else {
        open.confirmation = .word(word)
        break
      }
      if !given.equals(word) { throw refusal(.word(word), .differentWord, answers) }
    }
    return open
  }

  /// What is left to be asked, where `answers` are given; refuses the run if it can't be asked now.
  /// Nothing is shown.
  static func check(
    _ policy: Policy, _ answers: GivenAnswers, _ environment: Environment
  ) throws(Outcome) -> OpenQuestions {
    let open = try openQuestions(policy, answers)
    guard let demand = open.first else { return open }
    if let forbidder = answers.forbidder(in: environment) {
      throw refusal(demand, .noInput(by: forbidder), answers)
    }
    try converting({ outcome($0, demand, answers) }) { () throws(Prompt.Failure) in
      try Prompt.check(Patience(answers, environment))
    }
    return open
  }

  /// Refuses a run for which somebody would have to be asked, where nobody will be there.
  static func requireAnswers(_ policy: Policy, _ answers: GivenAnswers) throws(Outcome) {
    let open = try openQuestions(policy, answers)
    if let demand = open.first { throw refusal(demand, .unattended, answers) }
  }

  /// Whether an answer, without the blanks around it, is yes: `y` or `yes`, however it is written.
  static func isYes(_ answer: ArraySlice<UInt8>) -> Bool {
    let lowercased = answer.map { $0.lowercased }
    return lowercased.elementsEqual("y".utf8) || lowercased.elementsEqual("yes".utf8)
  }

  fileprivate static func check(
    _ reason: String, _ rule: ReasonRule, _ answers: GivenAnswers
  ) throws(Outcome) {
    if let pattern = rule.mismatch(reason) {
      throw refusal(.reason(pattern: pattern), .mismatch, answers)
    }
  }

  fileprivate static func outcome(
    _ failure: Prompt.Failure, _ demand: ConfirmationRefusal.Demand, _ answers: GivenAnswers
  ) -> Outcome {
    switch failure {
    case .refused(let cause): refusal(demand, cause, answers)
    case .interrupted(let signal): .interrupted(signal, end: nil)
    }
  }

  fileprivate static func refusal(
    _ demand: ConfirmationRefusal.Demand, _ cause: ConfirmationRefusal.Cause,
    _ answers: GivenAnswers
  ) -> Outcome {
    .refused(
      .confirmation(
        ConfirmationRefusal(demand: demand, cause: cause, hadYes: answers.isConfirmed)))
  }
}

/// The questions of a run, at the terminal.
private struct Questions {
  let request: RunRequest
  let context: RunContext
  let loop: EventLoop

  func confirm(_ demand: ConfirmationRefusal.Demand) throws(Outcome) {
    let answer = try ask(demand)
    let isRight =
      if case .word(let word) = demand { answer.elementsEqual(word.utf8) } else {
        ConfirmStep.isYes(answer)
      }
    if !isRight { throw ConfirmStep.refusal(demand, .declined, request.answers) }
  }

  func reason(
    _ demand: ConfirmationRefusal.Demand, _ rule: ReasonRule
  ) throws(Outcome) -> String {
    guard let reason = ReasonText.text(try ask(demand)) else {
      throw ConfirmStep.refusal(demand, .declined, request.answers)
    }
    try ConfirmStep.check(reason, rule, request.answers)
    return reason
  }

  /// The answer, without the blanks around it.
  private func ask(
    _ demand: ConfirmationRefusal.Demand
  ) throws(Outcome) -> ArraySlice<UInt8> {
    if let forbidder = request.answers.forbidder(in: context.environment) {
      throw ConfirmStep.refusal(demand, .noInput(by: forbidder), request.answers)
    }
    do throws(Prompt.Failure) {
      let question = demand.question(request.line)
      let patience = Patience(request.answers, context.environment)
      return ReasonText.trimmed(try Prompt.ask(question + " ", patience, loop)[...])
    } catch {
      throw ConfirmStep.outcome(error, demand, request.answers)
    }
  }
}

extension ConfirmationRefusal.Demand {
  /// How a person is asked for it, before `line` is run.
  func question(_ line: String) -> String {
    switch self {
    case .yes: return "Run `\(line)`? [y/N]"
    case .word(let word): return "Run `\(line)`? Type '\(Visible.text(word))' to confirm:"
    case .reason(let pattern):
      let hint = pattern.map { " (\(Visible.text($0)))" } ?? ""
      return "Reason for `\(line)`\(hint):"
    }
  }
}
