/// A shell that qli's command lines can be completed in.
enum CompletionShell: String, CaseIterable {
  case bash, zsh, fish, elvish

  /// The script that teaches it to, see `CompletionReply`.
  var script: String {
    switch self {
    case .bash: CompletionScript.bash
    case .zsh: CompletionScript.zsh
    case .fish: CompletionScript.fish
    case .elvish: CompletionScript.elvish
    }
  }

  /// Whether it shows what a candidate is for, beside the candidate.
  var showsDescriptions: Bool { self != .bash }

  /// Whether it picks out what fits the typed word itself, as its user has set it up: by parts of
  /// words, in any case of letters.
  var picksCandidates: Bool { self != .bash }
}
