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

    fileprivate init(_ policy: Policy, _ answers: GivenAnswers) {
      if answers.reason == nil, policy.reason.isRequired {
        reason = .reason(pattern: policy.reason.patterns.last, hint: policy.reason.hint)
      }
      switch policy.confirmation {
      case .none: break
      case .yes: if !answers.isConfirmed { confirmation = .yes }
      case .word(let word): if answers.word == nil { confirmation = .word(word) }
      }
    }

    /// What is asked first, or nil if nothing is.
    var first: ConfirmationRefusal.Demand? { confirmation ?? reason }
  }

  /// Asks for what the policy wants and the command line doesn't answer, and refuses the run
  /// without it.
  ///
  /// - Parameter step: becomes that of the question that is asked.
  static func ask(
    _ policy: Policy, _ request: RunRequest, _ context: RunContext, _ loop: EventLoop,
    reaching step: inout Step, after: RequirementsStep.Met
  ) throws(Outcome) -> Confirmed {
    let open = try openQuestions(policy, request.answers)
    let questions = Questions(request: request, context: context, loop: loop)
    step = .confirm
    if let demand = open.confirmation { try questions.confirm(demand) }
    guard let demand = open.reason else { return Confirmed(reason: request.answers.reason) }
    step = .reason
    return Confirmed(reason: try questions.reason(demand, policy.reason))
  }

  /// What is left to be asked, where `answers` are given. One of them that won't do is said before
  /// anything is asked.
  static func openQuestions(
    _ policy: Policy, _ answers: GivenAnswers
  ) throws(Outcome) -> OpenQuestions {
    // Mostly nothing was answered.
    if answers.reason != nil || answers.word != nil,
      let wrong = wrongReason(policy.reason, answers) ?? wrongWord(policy.confirmation, answers)
    {
      throw .refused(.confirmation(wrong))
    }
    return OpenQuestions(policy, answers)
  }

  private static func wrongReason(
    _ rule: ReasonRule, _ answers: GivenAnswers
  ) -> ConfirmationRefusal? {
    guard let reason = answers.reason, let pattern = rule.mismatch(reason) else { return nil }
    return ConfirmationRefusal(
      demand: .reason(pattern: pattern, hint: rule.hint), cause: .mismatch,
      hadYes: answers.isConfirmed,
      isOfRequest: answers.isRequest)
  }

  private static func wrongWord(
    _ confirmation: Confirmation, _ answers: GivenAnswers
  ) -> ConfirmationRefusal? {
    guard case .word(let word) = confirmation, let given = answers.word, !given.equals(word) else {
      return nil
    }
    return ConfirmationRefusal(
      demand: .word(word), cause: .differentWord, hadYes: answers.isConfirmed,
      isOfRequest: answers.isRequest)
  }

  /// All for which this step would refuse the run now, whatever it is asked first; nothing where what is
  /// open can be asked. Nothing is shown.
  static func refusals(
    _ policy: Policy, _ answers: GivenAnswers, _ environment: Environment
  ) -> [ConfirmationRefusal] {
    guard OpenQuestions(policy, answers).first != nil else {
      return refusals(policy, answers, unanswered: nil)
    }
    if let forbidder = answers.forbidder(in: environment) {
      return refusals(policy, answers, unanswered: .noInput(by: forbidder))
    }
    do throws(Prompt.Failure) { try Prompt.check(Patience(answers, environment)) } catch {
      if case .refused(let cause) = error {
        return refusals(policy, answers, unanswered: cause)
      }
    }
    return refusals(policy, answers, unanswered: nil)
  }

  /// The same for a run that will be where nobody is.
  static func refusalsUnattended(
    _ policy: Policy, _ answers: GivenAnswers
  ) -> [ConfirmationRefusal] {
    refusals(policy, answers, unanswered: .unattended)
  }

  /// - Parameter cause: why what is open can't be asked; nil if it can.
  private static func refusals(
    _ policy: Policy, _ answers: GivenAnswers, unanswered cause: ConfirmationRefusal.Cause?
  ) -> [ConfirmationRefusal] {
    let wrong = [wrongReason(policy.reason, answers), wrongWord(policy.confirmation, answers)]
    let refusals = wrong.compactMap { $0 }
    guard let cause else { return refusals }
    let open = OpenQuestions(policy, answers)
    let demands = [open.confirmation, open.reason].compactMap { $0 }
    return refusals
      + demands.map {
        ConfirmationRefusal(
          demand: $0, cause: cause, hadYes: answers.isConfirmed,
          isOfRequest: answers.isRequest)
      }
  }

  /// What is missing beside that for which a run was refused: where nobody can be asked, all is named at
  /// once.
  static func refusals(
    behind outcome: Outcome, _ policy: Policy, _ answers: GivenAnswers, _ context: RunContext
  ) -> [ConfirmationRefusal] {
    switch outcome {
    case .refused(.requirements): return refusals(policy, answers, context.environment)
    case .refused(.confirmation(let first)):
      return refusals(policy, answers, context.environment).filter { $0.demand != first.demand }
    default: return []
    }
  }

  /// Whether an answer, without the blanks around it, is yes: `y` or `yes`, however it is written.
  static func isYes(_ answer: ArraySlice<UInt8>) -> Bool {
    let lowercased = answer.map { $0.lowercased }
    return lowercased.elementsEqual("y".utf8) || lowercased.elementsEqual("yes".utf8)
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
        ConfirmationRefusal(
          demand: demand, cause: cause, hadYes: answers.isConfirmed,
          isOfRequest: answers.isRequest)))
  }
}

/// The questions of a run, at the terminal.
private struct Questions {
  let request: RunRequest
  let context: RunContext
  let loop: EventLoop

  /// How often a reason is asked for again that doesn't match.
  private static let mostRepetitions = 2

  func confirm(_ demand: ConfirmationRefusal.Demand) throws(Outcome) {
    let answer = try ask(demand)
    guard case .word(let word) = demand else {
      if ConfirmStep.isYes(answer) { return }
      throw ConfirmStep.refusal(demand, .declined, request.answers)
    }
    if answer.elementsEqual(word.utf8) { return }
    throw ConfirmStep.refusal(
      demand, answer.isEmpty ? .declined : .otherWordTyped, request.answers)
  }

  func reason(
    _ demand: ConfirmationRefusal.Demand, _ rule: ReasonRule
  ) throws(Outcome) -> String {
    var remark = ""
    var repetitions = 0
    while true {
      guard let reason = ReasonText.text(try ask(demand, behind: remark)) else {
        throw ConfirmStep.refusal(demand, .declined, request.answers)
      }
      guard let pattern = rule.mismatch(reason) else { return reason }
      if repetitions == Self.mostRepetitions {
        throw ConfirmStep.refusal(
          .reason(pattern: pattern, hint: rule.hint), .mismatch, request.answers)
      }
      remark = "it has to match '\(Visible.text(pattern))'\n"
      repetitions += 1
    }
  }

  /// The answer, without the blanks around it.
  ///
  /// - Parameter remark: what stands above the question.
  private func ask(
    _ demand: ConfirmationRefusal.Demand, behind remark: String = ""
  ) throws(Outcome) -> ArraySlice<UInt8> {
    if let forbidder = request.answers.forbidder(in: context.environment) {
      throw ConfirmStep.refusal(demand, .noInput(by: forbidder), request.answers)
    }
    do throws(Prompt.Failure) {
      let patience = Patience(request.answers, context.environment)
      let question = remark + shown(demand) + " "
      return ReasonText.trimmed(try Prompt.ask(question, patience, loop)[...])
    } catch {
      throw ConfirmStep.outcome(error, demand, request.answers)
    }
  }
}

extension Questions {
  /// The question, on one line of the terminal with its answer.
  private func shown(_ demand: ConfirmationRefusal.Demand) -> String {
    let columns = Terminal(.standardInput).flatMap { $0.columns } ?? 80
    let redaction = Redaction(of: request.policy.secrets, context.environment)
    return ShownLine(request, redaction, upTo: 4 * columns)
      .asked(within: columns - demand.answerColumns - 1) { demand.question($0) }
  }
}

extension ConfirmationRefusal.Demand {
  /// How much room its answer is left.
  fileprivate var answerColumns: Int {
    switch self {
    case .yes: 3
    case .word(let word): DisplayWidth.columns(of: Visible.text(word))
    case .reason: 16
    }
  }

  /// How a person is asked for it, before `line` is run.
  func question(_ line: String) -> String {
    switch self {
    case .yes: return "Run `\(line)`? [y/N]"
    case .word(let word): return "Run `\(line)`? Type '\(Visible.text(word))' to confirm:"
    case .reason(let pattern, let hint):
      let hint = (hint ?? pattern).map { " (\(Visible.text($0)))" } ?? ""
      return "Reason for `\(line)`\(hint):"
    }
  }
}
