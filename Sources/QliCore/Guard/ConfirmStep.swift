/// Step 3: somebody wants it.
enum ConfirmStep {
  /// What only this step makes.
  struct Confirmed {
    fileprivate init() {}
  }

  /// Asks, if the policy wants it and `--yes` wasn't given, and refuses all but `y` and `yes`.
  static func ask(
    _ policy: Policy, _ request: RunRequest, _ context: RunContext, _ loop: EventLoop,
    after: RequirementsStep.Met
  ) throws(Outcome) -> Confirmed {
    guard policy.needsConfirmation, !request.isConfirmed else { return Confirmed() }
    do throws(Prompt.Failure) {
      let question = "Run `qli \(request.group.name) \(request.extension.name)`? [y/N] "
      let answer = try Prompt.ask(question, loop)
      if isYes(answer) { return Confirmed() }
      throw Prompt.Failure.refused(.declined)
    } catch {
      switch error {
      case .refused(let reason): throw .refused(.confirmation(reason))
      case .interrupted(let signal): throw .interrupted(signal, end: nil)
      }
    }
  }

  private static func isYes(_ answer: [UInt8]) -> Bool {
    let blanks: [UInt8] = [UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r")]
    var word = answer[...].drop { blanks.contains($0) }
    while let last = word.last, blanks.contains(last) { word.removeLast() }
    let lowercased = word.map { (65...90).contains($0) ? $0 + 32 : $0 }
    return lowercased.elementsEqual("y".utf8) || lowercased.elementsEqual("yes".utf8)
  }
}

/// Why a run wasn't confirmed.
enum ConfirmationRefusal: Equatable {
  /// The answer was no, or anything but yes.
  case declined
  /// Standard input isn't a terminal, and `--yes` wasn't given.
  case noTerminal
  /// There is nowhere to show the question.
  case cannotAsk(Errno)
}
