/// The line that asks for a run, as a person sees it: each argument quoted for a shell, and none with the
/// value of a secret.
struct ShownLine {
  /// Without the arguments.
  private let line: String
  /// With them, or so many of them as there was a limit for.
  let whole: String

  /// - Parameters:
  ///   - limit: how much of the arguments is wanted, in bytes; there may be millions.
  ///   - isAnswered: whether the answers that the line gives are wanted as well.
  init(
    _ request: RunRequest, _ redaction: Redaction, upTo limit: Int = .max, isAnswered: Bool = false
  ) {
    let answers = isAnswered ? Self.words(request.answers, redaction) : []
    line = request.line(answers)
    var text = line
    let hidden = redaction.hidden(in: request.arguments)
    for index in 0..<request.arguments.count where text.utf8.count - line.utf8.count < limit {
      let word = request.arguments[index]
      text += " " + (hidden[index] ? Secret.redaction : Wording.shellQuoted(word))
    }
    whole = text
  }

  /// The answers as they are typed.
  private static func words(_ answers: GivenAnswers, _ redaction: Redaction) -> [String] {
    var words: [String] = []
    let shown = { (text: ByteString) in
      redaction.occurs(in: text) ? Secret.redaction : Wording.shellQuoted(text)
    }
    if answers.isConfirmed { words.append("--yes") }
    if let word = answers.word { words += ["--confirm", shown(word)] }
    if let reason = answers.reason { words += ["--reason", shown(ByteString(reason))] }
    return words
  }

  /// What `question` makes of it in at most so many columns, as far as the arguments can be shortened.
  func asked(within columns: Int, _ question: (String) -> String) -> String {
    let full = question(whole)
    let excess = DisplayWidth.columns(of: full) - columns
    guard excess > 0 else { return full }
    let room = DisplayWidth.columns(of: whole) - excess
    let least = DisplayWidth.columns(of: line) + 4
    return question(DisplayWidth.cut(whole, to: max(room, least)))
  }
}
