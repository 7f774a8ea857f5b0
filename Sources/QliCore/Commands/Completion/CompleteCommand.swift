/// `qli __complete SHELL WORD...`: what fits where a word is being typed.
///
/// For the scripts of `qli completions` alone, see `CompletionReply`.
enum CompleteCommand {
  /// What is typed for it; no group can be called so.
  static let name = "__complete"

  /// Prints the candidates. A person is in the middle of a line: whatever is wrong, nothing is said.
  static func run(_ words: Arguments, _ context: RunContext) -> ExitStatus {
    guard words.count > 0, let shell = CompletionShell(rawValue: words[0].lossyText) else {
      return ExitStatus(.usage)
    }
    let words = words.dropFirst(1)
    let reply = Completer(shell: shell, context: context).reply(to: words)
    let text = reply.text(for: shell, completing: words.last ?? "")
    try? context.console.output.writeResult(Array(text.utf8))
    return ExitStatus(.success)
  }
}
