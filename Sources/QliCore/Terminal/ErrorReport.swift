/// An error in words: what failed, the details, and what to type next.
struct ErrorReport {
  /// One line: what failed, and why.
  let headline: String
  /// Further lines, such as a source line with its caret.
  var details: [String] = []
  /// Whether these were laid out for the terminal already.
  var hasFittedDetails = false
  /// What can be done, each a command or a sentence.
  var help: [String] = []

  init(_ headline: String, details: [String] = [], help: [String] = []) {
    self.headline = headline
    self.details = details
    self.help = help
  }

  /// The report behind `label`, which is set off by `mark`; each line ends in a newline.
  ///
  /// - Parameter columns: those of the terminal; nil where nothing is to be wrapped.
  func text(
    _ label: String, _ mark: Style.Mark?, _ style: Style, withHelp: Bool, columns: Int?
  ) -> String {
    let lines = Lines(columns: columns)
    let label = (shown: mark.map { style.marked(label, $0) } ?? label, width: label.utf8.count + 1)
    var text = "\(label.shown) \(lines.text(headline, behind: label.width))\n"
    text += hasFittedDetails ? details.map { $0 + "\n" }.joined() : lines.details(details)
    if withHelp {
      for line in help {
        text += "\(style.hint("help:")) \(lines.help(line, behind: "help: ".utf8.count))\n"
      }
      if let note = Wording.shellNote(for: help) { text += "  \(style.dim(note))\n" }
    }
    return text
  }
}
