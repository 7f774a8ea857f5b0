extension ErrorReport {
  /// The words for a run that wasn't confirmed, or has no reason.
  init(_ refusal: ConfirmationRefusal) {
    let needed = refusal.demand.needed
    switch refusal.cause {
    case .declined:
      self.init(
        refusal.demand.isReason
          ? "no reason given; nothing was run" : "not confirmed; nothing was run")
    case .differentWord:
      self.init(
        "this run needs \(needed), and '--confirm' has another one; nothing was run",
        help: refusal.demand.help)
    case .mismatch:
      self.init("this run needs \(needed); nothing was run", help: refusal.demand.help)
    case .noTerminal:
      self.init(
        "this run needs \(needed), and standard input isn't a terminal", help: refusal.demand.help)
    case .noInput(let forbidder):
      self.init(
        "this run needs \(needed), and \(forbidder) forbids to ask", help: refusal.demand.help)
    case .unattended:
      self.init(
        "this run needs \(needed), and in a unit nobody can be asked", help: refusal.demand.help)
    case .unanswered(let limit):
      self.init(
        "this run needs \(needed), and nobody answered in \(limit)", help: refusal.demand.help)
    case .badPatience(let error):
      self.init(
        "this run needs \(needed), and QLI_ASK_TIMEOUT \(error)", help: refusal.demand.help)
    case .cannotAsk(let error):
      self.init(
        "this run needs \(needed), and the terminal can't be asked: \(error)",
        help: refusal.demand.help)
    }
    if case .word = refusal.demand, refusal.hadYes, refusal.cause != .declined {
      details.append("  '--yes' is not enough for it")
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
    case .reason(nil): "a reason"
    case .reason(let pattern?): "a reason that matches '\(Visible.text(pattern))'"
    }
  }

  fileprivate var help: [String] {
    switch self {
    case .yes: ["in scripts, confirm with '--yes'"]
    case .word(let word): ["in scripts, confirm with: --confirm=\(Wording.shellQuoted(word))"]
    case .reason: ["give it before the group's name: --reason 'TEXT'"]
    }
  }
}
