/// Text for people, in lines that fit their terminal: all that qli says there goes through it. Where
/// there is no terminal, each text is one line, for programs, and times are as records have them.
struct Lines {
  /// The columns of the terminal; nil where there is none.
  let columns: Int?
  /// The moment at which a person reads.
  private let now: Timestamp?

  /// Less room than this is none: the lines would be single words.
  private static let leastRoom = 16

  init(columns: Int?, clock: Clock = .system) {
    self.columns = columns
    now = columns == nil ? nil : clock.wallTime()
  }

  /// `text`, whose first line begins behind `indent` columns, and each other one there as well; no newline
  /// at the end.
  func text(_ text: some StringProtocol, behind indent: Int = 0) -> String {
    guard let columns, let now else { return String(text) }
    let told = Moment.told(in: String(text), now: now)
    return joined(told, behind: indent, columns, isHelp: false)
  }

  /// A line of help, which may be a command, or end in one: that stays whole, and as it is.
  func help(_ text: String, behind indent: Int) -> String {
    guard let columns else { return text }
    return joined(text, behind: indent, columns, isHelp: true)
  }

  /// Further lines of a report, each with `indent` columns before it, and a newline behind it. An excerpt
  /// of a source shows what its caret is under.
  func details(_ details: [String], behind indent: Int = 0) -> String {
    let blank = String(repeating: " ", count: indent)
    guard let columns else { return details.map { blank + $0 + "\n" }.joined() }
    var text = ""
    var index = 0
    while index < details.count {
      if index + 1 < details.count,
        let excerpt = SourceExcerpts.narrowed(
          details[index], details[index + 1], to: columns - indent)
      {
        text += "\(blank)\(excerpt.line)\n\(blank)\(excerpt.carets)\n"
        index += 2
        continue
      }
      let detail = details[index]
      index += 1
      let own = detail.utf8.prefix { $0 == .space }.count
      text += blank + String(repeating: " ", count: own)
      text += self.text(detail.dropFirst(own), behind: indent + own) + "\n"
    }
    return text
  }

  private func joined(
    _ text: String, behind indent: Int, _ columns: Int, isHelp: Bool
  ) -> String {
    let room = columns - indent
    guard room >= Self.leastRoom else { return text }
    return Wording.wrapped(text, columns: room, isHelp: isHelp)
      .joined(separator: "\n" + String(repeating: " ", count: indent))
  }
}
