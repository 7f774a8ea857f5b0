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

  func bold(_ text: String) -> String { wrap(text, "1") }
  func dim(_ text: String) -> String { wrap(text, "2") }
  func error(_ text: String) -> String { wrap(text, "1;31") }
  func warning(_ text: String) -> String { wrap(text, "1;33") }
  func good(_ text: String) -> String { wrap(text, "32") }
  func hint(_ text: String) -> String { wrap(text, "36") }

  private func wrap(_ text: String, _ code: String) -> String {
    isEnabled ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text
  }
}
