/// Step 3: somebody wants it, and says why.
enum ConfirmStep {
  /// What only this step makes.
  struct Confirmed {
    /// Why it is run, or nil if nobody said.
    let reason: String?

    fileprivate init(reason: String?) { self.reason = reason }
  }

  /// Asks for what the policy wants and the command line doesn't answer, and refuses the run
  /// without it.
  static func ask(
    _ policy: Policy, _ request: RunRequest, _ context: RunContext, _ loop: EventLoop,
    after: RequirementsStep.Met
  ) throws(Outcome) -> Confirmed {
    let questions = Questions(request: request, context: context, loop: loop)
    // A reason that was given and won't do is said before anything is asked.
    let given = try questions.checked(reason: request.answers.reason, policy.reason)
    try questions.confirm(policy.confirmation)
    guard given == nil, policy.reason.isRequired else { return Confirmed(reason: given) }
    return Confirmed(reason: try questions.reason(policy.reason))
  }

  /// Whether an answer, without the blanks around it, is yes: `y` or `yes`, however it is written.
  static func isYes(_ answer: ArraySlice<UInt8>) -> Bool {
    let lowercased = answer.map { (65...90).contains($0) ? $0 + 32 : $0 }
    return lowercased.elementsEqual("y".utf8) || lowercased.elementsEqual("yes".utf8)
  }
}

/// The questions of a run, answered by its command line or at the terminal.
private struct Questions {
  let request: RunRequest
  let context: RunContext
  let loop: EventLoop

  private var forbidsAsking: Bool {
    request.answers.forbidsAsking || context.environment.isOn("QLI_NO_INPUT")
  }

  private var name: String { "qli \(request.group.name) \(request.extension.name)" }

  func confirm(_ wanted: Confirmation) throws(Outcome) {
    switch wanted {
    case .none: return
    case .yes:
      if request.answers.isConfirmed { return }
      let answer = try ask("Run `\(name)`? [y/N] ", .yes)
      guard ConfirmStep.isYes(answer) else { throw refusal(.yes, .declined) }
    case .word(let word):
      if let given = request.answers.word {
        guard given.equals(word) else { throw refusal(.word(word), .differentWord) }
        return
      }
      let answer = try ask("Run `\(name)`? Type '\(Visible.text(word))' to confirm: ", .word(word))
      guard answer.elementsEqual(word.utf8) else { throw refusal(.word(word), .declined) }
    }
  }

  /// The reason, if one was given, and it is what `rule` wants.
  func checked(reason: String?, _ rule: ReasonRule) throws(Outcome) -> String? {
    guard let reason else { return nil }
    if let pattern = rule.mismatch(reason) { throw refusal(.reason(pattern: pattern), .mismatch) }
    return reason
  }

  func reason(_ rule: ReasonRule) throws(Outcome) -> String? {
    let pattern = rule.patterns.last
    let hint = pattern.map { " (\(Visible.text($0)))" } ?? ""
    let answer = try ask("Reason for `\(name)`\(hint): ", .reason(pattern: pattern))
    guard let reason = Reason.text(answer) else {
      throw refusal(.reason(pattern: pattern), .declined)
    }
    return try checked(reason: reason, rule)
  }

  /// The answer, without the blanks around it.
  private func ask(
    _ question: String, _ demand: ConfirmationRefusal.Demand
  ) throws(Outcome) -> ArraySlice<UInt8> {
    guard !forbidsAsking else { throw refusal(demand, .noInput) }
    do throws(Prompt.Failure) {
      return Reason.trimmed(try Prompt.ask(question, loop)[...])
    } catch {
      switch error {
      case .refused(let cause): throw refusal(demand, cause)
      case .interrupted(let signal): throw .interrupted(signal, end: nil)
      }
    }
  }

  private func refusal(
    _ demand: ConfirmationRefusal.Demand, _ cause: ConfirmationRefusal.Cause
  ) -> Outcome {
    .refused(
      .confirmation(
        ConfirmationRefusal(demand: demand, cause: cause, hadYes: request.answers.isConfirmed)))
  }
}
