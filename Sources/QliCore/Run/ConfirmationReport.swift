extension ErrorReport {
  /// The words for a run that wasn't confirmed, or has no reason.
  init(_ refusal: ConfirmationRefusal) {
    let needed = refusal.demand.needed
    switch refusal.cause {
    case .declined:
      self.init(
        refusal.demand.isReason
          ? "no reason given; nothing was run" : "not confirmed; nothing was run")
    case .otherWordTyped:
      self.init("not confirmed: another word was typed; nothing was run")
    case .differentWord:
      self.init(
        "this run needs \(needed), and \(refusal.causeText); nothing was run",
        help: refusal.help)
    case .mismatch:
      self.init("this run needs \(needed); nothing was run", help: refusal.help)
    case .noTerminal, .noInput, .unattended, .unanswered, .badPatience, .cannotAsk:
      self.init("this run needs \(needed), and \(refusal.causeText)", help: refusal.help)
    }
    if refusal.isMoreThanYes, !refusal.cause.isOfPerson {
      details.append("  \(refusal.answer("yes")) is not enough for it")
    }
  }
}

extension ErrorReport {
  /// Adds what else the run would have been refused for: the commands for all of it are typed at once.
  mutating func add(_ further: [ConfirmationRefusal], behind first: ConfirmationRefusal.Cause?) {
    var said = first
    for refusal in further {
      let why = refusal.cause == said ? "" : ", and \(refusal.causeText)"
      details.append("  this run needs \(refusal.demand.needed), too\(why)")
      if refusal.isMoreThanYes { details.append("  \(refusal.answer("yes")) is not enough for it") }
      help += refusal.help
      said = refusal.cause
    }
  }
}

extension ConfirmationRefusal {
  /// The answer that the option of this name gives, as it was given here.
  fileprivate func answer(_ name: String) -> String {
    isOfRequest ? "\"\(name)\"" : "'--\(name)'"
  }

  /// Why what is needed isn't there.
  fileprivate var causeText: String {
    switch cause {
    case .declined: "it was declined"
    case .otherWordTyped: "another word was typed"
    case .differentWord: "\(answer("confirm")) has another one"
    case .mismatch: "\(answer("reason")) has another one"
    case .noTerminal: "standard input isn't a terminal"
    case .noInput(let forbidder): "\(forbidder) forbids to ask"
    case .unattended: "in a unit nobody can be asked"
    case .unanswered(let limit): "nobody answered in \(limit)"
    case .badPatience(let error): "QLI_ASK_TIMEOUT \(error)"
    case .cannotAsk(let error): "the terminal can't be asked: \(error)"
    }
  }
}

extension ConfirmationRefusal {
  /// How to give what is needed.
  fileprivate var help: [String] {
    guard isOfRequest else { return demand.help }
    // It is in there already, and isn't what is needed.
    if cause.isAnswered { return [] }
    switch demand {
    case .yes: return ["put it into the request: \"yes\": true"]
    case .word: return ["put it into the request: \"confirm\""]
    case .reason: return ["put it into the request: \"reason\""]
    }
  }
}

extension ConfirmationRefusal.Demand {
  fileprivate var isReason: Bool {
    if case .reason = self { true } else { false }
  }

  fileprivate var needed: String {
    switch self {
    case .yes: "a confirmation"
    case .word(let word): "the confirmation '\(Visible.text(word))'"
    case .reason(nil, _): "a reason"
    case .reason(let pattern?, _): "a reason that matches '\(Visible.text(pattern))'"
    }
  }

  fileprivate var help: [String] {
    switch self {
    case .yes: ["in scripts, confirm with '--yes'"]
    case .word(let word): ["in scripts, confirm with: --confirm=\(Wording.shellQuoted(word))"]
    case .reason(_, let hint):
      [
        "give it before the group's name: --reason 'TEXT'"
          + (hint.map { " (\(Visible.text($0)))" } ?? "")
      ]
    }
  }
}
