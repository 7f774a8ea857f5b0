/// Whether colours are wanted, as `--color` says.
enum ColorMode: String, CaseIterable, Sendable {
  /// As the environment and the terminal say.
  case auto
  /// Also into a file.
  case always
  /// Nowhere.
  case never

  /// `--color`, else NO_COLOR, CLICOLOR_FORCE and TERM=dumb, else whether there is a terminal.
  ///
  /// See no-color.org and bixense.com/clicolors.
  func isEnabled(_ environment: Environment, isTerminal: Bool) -> Bool {
    switch self {
    case .always: return true
    case .never: return false
    case .auto: break
    }
    if environment.nonEmpty("NO_COLOR") != nil { return false }
    if let force = environment.nonEmpty("CLICOLOR_FORCE"), !force.equals("0") { return true }
    if let terminal = environment["TERM"], terminal.equals("dumb") { return false }
    return isTerminal
  }
}

/// Sets text off with the colours that every terminal has (ECMA-48, SGR), or doesn't.
struct Style {
  let isEnabled: Bool

  /// How text is set off, as SGR has it.
  enum Mark: String {
    case bold = "1"
    case dim = "2"
    case error = "1;31"
    case warning = "1;33"
    case good = "32"
    case hint = "36"
  }

  func bold(_ text: String) -> String { marked(text, .bold) }
  func dim(_ text: String) -> String { marked(text, .dim) }
  func error(_ text: String) -> String { marked(text, .error) }
  func warning(_ text: String) -> String { marked(text, .warning) }
  func good(_ text: String) -> String { marked(text, .good) }
  func hint(_ text: String) -> String { marked(text, .hint) }

  /// The loudest that there is: bold, and text and background exchanged.
  func loud(_ text: String, _ color: Color?) -> String {
    isEnabled ? "\u{1b}[1;7\(color.map { ";\($0.code)" } ?? "")m\(text)\(end)" : text
  }

  /// What goes before text, and behind it.
  func start(of mark: Mark) -> String { isEnabled ? "\u{1b}[\(mark.rawValue)m" : "" }
  var end: String { isEnabled ? "\u{1b}[0m" : "" }

  /// `text` set off, line by line: what is indented stays plain before its words.
  func marked(_ text: String, _ mark: Mark) -> String {
    guard isEnabled else { return text }
    guard text.utf8.contains(.lineFeed) else { return start(of: mark) + text + end }
    return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      let words = line.drop { $0 == " " }
      let indent = line.prefix(line.count - words.count)
      return words.isEmpty ? String(line) : "\(indent)\(start(of: mark))\(words)\(end)"
    }.joined(separator: "\n")
  }
}
