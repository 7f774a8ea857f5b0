/// What `qli __complete SHELL WORD...` prints, for the scripts of `qli completions`.
///
/// The words are those of the line behind `qli`, without their quotes, up to the cursor; the last is
/// the one that is being typed, and may be empty. The reply is one candidate a line: the whole word,
/// and behind a tab what it is for, if the shell shows that. No line at all: nothing fits here. A
/// single line of a tab and `files`: the shell is to offer file names. No candidate can look like
/// that, for none is empty.
///
/// Script and program are of one version, or nearly: nobody else may rely on this. What a script
/// doesn't understand, it takes for nothing. The program exits with 0, or with 2 for a shell that it
/// doesn't know.
enum CompletionReply {
  case candidates([Candidate])
  /// Whatever the shell offers where it knows nothing.
  case fileNames

  static let none = CompletionReply.candidates([])

  /// The reply as `shell` gets it, where `word` is being typed.
  func text(for shell: CompletionShell, completing word: ByteString) -> String {
    switch self {
    case .fileNames: return "\tfiles\n"
    case .candidates(let candidates):
      var text = ""
      for candidate in candidates
      where shell.picksCandidates || candidate.word.utf8.starts(with: word.bytes) {
        text += candidate.word
        if shell.showsDescriptions, let description = candidate.description {
          text += "\t\(DisplayWidth.cut(Visible.text(description), to: Self.descriptionWidth))"
        }
        text += "\n"
      }
      return text
    }
  }

  /// How much of a description is shown, in columns. The shells cut it further where it has no room.
  static let descriptionWidth = 72
}
