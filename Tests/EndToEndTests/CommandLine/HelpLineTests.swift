import Foundation
import TestSupport
import Testing

/// A help line does what it says as it is typed, in every shell that people type in.
@Suite struct HelpLineTests {
  let home: TestHome

  init() throws {
    home = try TestHome()
    try home.link("$BIN/qli", to: Products.qli)
    try home.group("g")
    try home.extension("g", "x", sh: "echo \"ran at $QLI_DEPTH\"")
  }

  static let shells = ["sh", "bash", "zsh", "fish"].filter { Tools.path($0) != nil }

  /// The first help line of a refusal that begins with `start`.
  private func help(_ outcome: Outcome, _ start: String) throws -> String {
    let lines = outcome.stderr.split(separator: "\n").filter { $0.hasPrefix("help: ") }
      .map { String($0.dropFirst("help: ".count)) }
    return try #require(lines.first { $0.hasPrefix(start) }, "\(outcome.stderr)")
  }

  /// Types `lines` into a shell.
  private func type(_ lines: String, into shell: String) throws -> QliRun {
    home.program(try #require(Tools.path(shell)), "-c", lines)
  }

  @Test(arguments: shells) func aVariableThatIsToBeSet(_ shell: String) throws {
    for value in ["eu-west", "a b", "it's", #"\\\\server\\"#, #"\"$HOME\" `id` ~"#, "=ls", "%self"]
    {
      try home.group("g", "requires_env.NAME = \"\(value)\"")
      let line = try help(home.qli("g", "x").run(), "export NAME=")
      try type("\(line)\nqli g x", into: shell).expect(stdout: "ran at 1\n")
    }
  }

  /// A value that nobody but the reader knows isn't taken as it stands: else the guard would pass.
  @Test(arguments: shells) func aValueThatIsToBeFilledIn(_ shell: String) throws {
    try home.group("g", "requires_env.NAME = true")
    let line = try help(home.qli("g", "x").run(), "export NAME=")
    let outcome = try type("\(line)\nqli g x", into: shell).run()
    #expect(!outcome.stdout.contains("ran") && !outcome.stderr.isEmpty && !home.exists("value"))
    let filled = line.replacingOccurrences(of: "<value>", with: "mine")
    try type("\(filled)\nqli g x", into: shell).expect(stdout: "ran at 1\n")
  }

  @Test(arguments: shells) func aHomeThatIsToBeSet(_ shell: String) throws {
    let without = try home.qli("new", "mine").unset("HOME", "XDG_DATA_HOME").run()
    let line = try help(without, "export HOME=")
    let shown = try type("\(line)\nprintenv HOME", into: shell).unset("HOME").run()
    #expect(shown.stdout == "\(line.dropFirst("export HOME=".count))\n")
  }

  @Test(arguments: shells) func aRunThatIsToBeginAnew(_ shell: String) throws {
    let deep = try home.qli("g", "x").environment(["QLI_DEPTH": "32"]).run()
    let line = try help(deep, "or let it begin anew: ").split(separator: ": ").last ?? ""
    let typed = line.replacingOccurrences(of: "GROUP EXTENSION", with: "g x")
    try type(typed, into: shell).environment(["QLI_DEPTH": "32"]).expect(stdout: "ran at 1\n")
  }

  @Test(arguments: shells) func aPathThatIsToBeMended(_ shell: String) throws {
    for name in ["plain", "it's mine", #"back\slash"#] {
      let data = "$ROOT/\(name)"
      try home.file("\(data)/qli/extensions/dev/_manifest.toml", TestHome.manifest())
      try home.file("\(data)/qli/extensions/dev/x", "#!/bin/sh\necho ran\n", mode: 0o644)
      let run = home.qli("dev", "x").environment(["XDG_DATA_HOME": home.path(data)])
      let line = try help(run.run(), "chmod +x ")
      try type(line, into: shell).expect()
      try run.expect(stdout: "ran\n")
    }
  }

  /// What only some shells read says so.
  @Test func aNameThatCannotBeTypedEverywhere() throws {
    let data = "$ROOT/a\u{1b}[1m"
    try home.file("\(data)/qli/extensions/dev/_manifest.toml", TestHome.manifest())
    try home.file("\(data)/qli/extensions/dev/x", "#!/bin/sh\necho ran\n", mode: 0o644)
    let outcome = try home.qli("dev", "x").environment(["XDG_DATA_HOME": home.path(data)]).run()
    #expect(
      outcome.stderr.hasSuffix(
        "\n  type that in bash or zsh: fish and some sh don't know $'...'\n"))
  }
}
