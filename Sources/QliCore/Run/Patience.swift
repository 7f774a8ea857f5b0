/// How long a question waits for its answer: as `--ask-timeout` says, or else `QLI_ASK_TIMEOUT`.
struct Patience {
  /// Where neither output is a terminal, a program may have given the one on standard input, which nobody
  /// reads.
  private static let ofPrograms = RunDuration.seconds(120)

  private let given: RunDuration?
  private let environment: Environment

  init(_ answers: GivenAnswers, _ environment: Environment) {
    given = answers.patience
    self.environment = environment
  }

  /// How long; nil for as long as it takes.
  func limit() throws(Prompt.Failure) -> RunDuration? {
    if let given { return given }
    if let text = environment.nonEmpty("QLI_ASK_TIMEOUT") {
      do throws(RunDuration.SyntaxError) {
        return try RunDuration(text.lossyText)
      } catch {
        throw .refused(.badPatience(error))
      }
    }
    let isSeen = Terminal(.standardOutput) != nil || Terminal(.standardError) != nil
    return isSeen ? nil : Self.ofPrograms
  }
}
