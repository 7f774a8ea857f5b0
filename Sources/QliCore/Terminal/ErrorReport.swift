/// An error in words: what failed, the details, and what to type next.
struct ErrorReport {
  /// One line: what failed, and why.
  let headline: String
  /// Further lines, such as a source line with its caret.
  var details: [String] = []
  /// What can be done, each a command or a sentence.
  var help: [String] = []

  init(_ headline: String, details: [String] = [], help: [String] = []) {
    self.headline = headline
    self.details = details
    self.help = help
  }

  /// The report behind `label`, each line ending in a newline.
  func text(_ label: String, _ style: Style, withHelp: Bool) -> String {
    var text = "\(label) \(headline)\n"
    for detail in details { text += detail + "\n" }
    if withHelp {
      for line in help { text += "\(style.hint("help:")) \(line)\n" }
      if let note = Wording.shellNote(for: help) { text += "  \(style.dim(note))\n" }
    }
    return text
  }
}
