/// The line that asks for a run, as a person sees it: each argument quoted for a shell, and none with the
/// value of a secret.
struct ShownLine {
  /// Without the arguments.
  private let line: String
  /// With them, or so many of them as there was a limit for.
  let whole: String

  /// - Parameter limit: how much of the arguments is wanted, in bytes; there may be millions.
  init(_ request: RunRequest, _ redaction: Redaction, upTo limit: Int = .max) {
    line = request.line
    var text = line
    for index in 0..<request.arguments.count where text.utf8.count - line.utf8.count < limit {
      let word = request.arguments[index]
      text += " " + (redaction.occurs(in: word) ? Secret.redaction : Wording.shellQuoted(word))
    }
    whole = text
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
