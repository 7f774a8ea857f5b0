/// The question that a command of qli's own asks before it changes something.
enum CommandQuestion {
  /// Asks for a yes, unless `answers` have it; refuses without one.
  ///
  /// - Parameter question: ends in a space.
  static func ask(
    _ question: String, _ answers: GivenAnswers, _ context: RunContext
  ) throws(Prompt.Failure) {
    if answers.isConfirmed { return }
    if let forbidder = answers.forbidder(in: context.environment) {
      throw .refused(.noInput(by: forbidder))
    }
    let loop = try converting({ Prompt.Failure.refused(.cannotAsk($0)) }) { () throws(Errno) in
      try EventLoop(callerMask: context.callerMask, clock: context.clock)
    }
    defer { context.console.signals.hold(loop.release) }
    let answer = try Prompt.ask(question, Patience(answers, context.environment), loop)
    if !ConfirmStep.isYes(ReasonText.trimmed(answer[...])) { throw .refused(.declined) }
  }
}

extension ErrorReport {
  /// The words for what a command hasn't done without a yes.
  ///
  /// - Parameter what: what needs it, such as "pinning".
  /// - Parameter undone: what didn't happen to anything, such as "changed".
  init(unconfirmed what: String, undone: String, _ cause: ConfirmationRefusal.Cause) {
    let needed = "\(what) needs a confirmation, and"
    switch cause {
    case .declined, .otherWordTyped, .differentWord, .mismatch, .unattended:
      self.init("not confirmed; nothing was \(undone)")
      return
    case .noInput(let forbidder): self.init("\(needed) \(forbidder) forbids to ask")
    case .noTerminal: self.init("\(needed) standard input isn't a terminal")
    case .cannotAsk(let error): self.init("\(needed) the terminal can't be asked: \(error)")
    case .unanswered(let limit): self.init("\(needed) nobody answered in \(limit)")
    case .badPatience(let error): self.init("\(needed) QLI_ASK_TIMEOUT \(error)")
    }
    help.append("in scripts, confirm with '--yes'")
  }
}
