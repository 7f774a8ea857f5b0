import Glibc
import TestSupport
import Testing

/// A real shell at its prompt on a terminal, and a person who presses Tab.
struct CompletingShell {
  static let names = ["bash", "zsh", "fish"]

  let terminal: PseudoTerminal

  /// - Parameter setup: what its user has in their configuration.
  init(
    _ name: String, _ home: TestHome, setup: String, environment: [String: String] = [:]
  ) throws {
    guard let program = Tools.path(name) else {
      try skip("needs '\(name)', which isn't in /usr/bin")
    }
    let rc = try home.file("$ROOT/setup.\(name)", setup + "\n")
    if !home.exists("$BIN/qli") { try home.link("$BIN/qli", to: Products.qli) }
    let options =
      switch name {
      case "bash": ["--noprofile", "--norc", "-i"]
      case "zsh": ["-f", "-i", "+o", "promptsp"]
      case "elvish":
        [
          "-rc",
          try home.file(
            "$ROOT/rc.elv",
            "set edit:prompt = { put '\(TestHome.prompt)' }; set edit:rprompt = { put '' }\n\(setup)\n"
          ),
        ]
      default:
        [
          "--private", "-i", "-C",
          "set -g fish_greeting; set -g fish_autosuggestion_enabled 0; "
            + "function fish_prompt; echo -n '\(TestHome.prompt)'; end; source \(rc)",
        ]
      }
    // Wide, so that no line with a path of the checkout's wraps, and with their line editors, which the other tests do without.
    terminal = try home.program(program).arguments(options)
      .environment([
        "PS1": TestHome.prompt, "TERM": "xterm", "LANG": "C.UTF-8", "INPUTRC": "/dev/null",
      ]).environment(environment).startOnTerminal(columns: 300)
    try wait(for: TestHome.prompt, from: 0)
    // The other two would read the machine's own configuration, too.
    if name == "fish" || name == "elvish" { return }
    let start = mark
    try terminal.type(". \(rc)\r")
    try wait(for: "\n" + TestHome.prompt, from: start)
  }

  /// How much has come from the terminal.
  private var mark: Int { terminal.output.count }

  /// What a person has seen come behind `mark`, one line below the other: without colours, and
  /// without what was taken back.
  func seen(from mark: Int = 0) -> String { Self.plain(terminal.output.dropFirst(mark)) }

  /// Types `keys` at a new prompt, waits until `text` is seen behind it, and leaves the line.
  ///
  /// - Parameter leaves: false where nothing more is typed, and the line needn't be left.
  /// - Returns: what was seen.
  @discardableResult
  func type(_ keys: String, until text: String, leaves: Bool = true) throws -> String {
    let start = mark
    try terminal.type(keys)
    try wait(for: text, from: start)
    let result = seen(from: start)
    if !leaves { return result }
    // To the line's end, and all of it away. No Ctrl-C: a shell that isn't waiting for a key at that
    // very moment may miss it.
    let end = mark
    try terminal.type("\u{5}\u{15}\r")
    try wait(for: TestHome.prompt, from: end)
    return result
  }

  private func wait(for text: String, from start: Int) throws {
    do {
      try waitUntil("\(text.debugDescription) is seen") {
        let seen = seen(from: start)
        return seen.contains(text)
          || seen.contains("???> ") && Self.condensed(seen).contains(Self.condensed(text))
      }
    } catch {
      Issue.record("what was seen: \(seen(from: start).debugDescription)")
      throw error
    }
  }

  /// `text` without blanks, and without the mark that elvish draws at the right after each key as long as it
  /// waits for its right prompt: how many of the blanks before that were typed nobody can tell.
  private static func condensed(_ text: String) -> String {
    String(text.replacing("???> ", with: "").filter { $0 != " " })
  }

  /// `text` without escape sequences.
  private static func plain(_ text: Substring) -> String {
    var result: [Unicode.Scalar] = []
    var rest = text.unicodeScalars
    while let scalar = rest.popFirst() {
      switch scalar {
      case "\u{1b}": skipEscape(&rest)
      case "\u{8}": if result.last != "\n" { _ = result.popLast() }
      case "\r", "\u{7}", "\u{f}", "\u{e}": continue
      default: result.append(scalar)
      }
    }
    var plain = String.UnicodeScalarView()
    plain.append(contentsOf: result)
    return String(plain)
  }

  private static func skipEscape(_ rest: inout Substring.UnicodeScalarView) {
    switch rest.popFirst() {
    case "[": while let next = rest.popFirst(), !("@"..."~").contains(next) {}
    case "]": while let next = rest.popFirst(), next != "\u{7}" {}
    case "(", ")": _ = rest.popFirst()
    default: return
    }
  }
}

/// What a user has in the configuration of the shell `name` to complete qli's lines.
func completionSetup(_ name: String) -> String {
  switch name {
  case "bash": "eval \"$(qli completions bash)\""
  case "elvish": "eval (qli completions elvish | slurp)"
  case "zsh": "autoload -Uz compinit; compinit -u -D; eval \"$(qli completions zsh)\""
  default: "qli completions fish | source"
  }
}

/// Ends the test, and says why: of one case of several the library itself says nothing.
func skip(_ reason: Comment) throws -> Never {
  Issue.record(reason, severity: .warning)
  try Test.cancel(reason)
}
