import Foundation
import Glibc
import TestSupport
import Testing

/// `qli trust GROUP` at a terminal and in scripts: what is shown, what is asked, what is written.
@Suite struct TrustLookTests {
  let scene: TrustScene
  var home: TestHome { scene.home }

  init() throws { scene = try TrustScene() }

  private let question = "Trust group 'g' as it is? [y/N] "

  /// A look at a terminal that is wide enough, without a pager.
  private func look(
    answer: String, code: Int32 = 0, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> String {
    let terminal = try home.qli("trust", "g").environment(["NO_COLOR": "1", "PAGER": ""])
      .startOnTerminal(columns: 300, rows: 100)
    try terminal.waitFor("[y/N] ")
    try terminal.type("\(answer)\n")
    let outcome = try terminal.wait()
    #expect(outcome.ending == .exited(code), sourceLocation: sourceLocation)
    return home.collapse(outcome.terminal)
  }

  // MARK: - What is shown

  @Test func theFirstLookShowsAll() throws {
    try home.copy("/bin/true", to: "\(scene.folder)/binary")
    let size = try home.readBytes("/bin/true").count
    #expect(
      try look(answer: "y") == """
        new      _manifest.toml  48 bytes
        new      binary          \(size) bytes, sha256 \(scene.checksum("\(scene.folder)/binary"))
        new      x               19 bytes

        +++ _manifest.toml
        +schema_version = 1
        +description = "A test group"

        +++ binary
        its text isn't shown: it holds NUL bytes

        +++ x
        +#!/bin/sh
        +echo one
        \(question)y
        group 'g' is trusted: 3 files

        """)
  }

  @Test(.requireTool("diff")) func laterLooksShowWhatIsOtherwise() throws {
    try home.extension("g", "old", sh: "true")
    try scene.trust()
    try home.extension("g", "x", sh: "echo one\necho two")
    try home.extension("g", "new", sh: "true")
    try home.remove("\(scene.folder)/old")
    #expect(
      try look(answer: "y") == """
        new      new  15 bytes
        changed  x    28 bytes, was 19
        removed  old

        +++ new
        +#!/bin/sh
        +true

        --- x, as it was
        +++ x
        @@ -1,2 +1,3 @@
         #!/bin/sh
         echo one
        +echo two
        \(question)y
        group 'g' is trusted: 3 files

        """)
    try home.qli("trust", "g").expect(stdout: "group 'g' is as it was trusted\n")
  }

  /// What a script shows of itself moves no cursor, and hides nothing.
  @Test(.requireTool("diff")) func controlCharactersAreShown() throws {
    try home.extension("g", "x", "#!/bin/sh\necho \u{1b}[2K\u{202e}\r\tx")
    let first = try look(answer: "y")
    #expect(first.contains("+echo \\x1b[2K\\u{202e}\\r\tx\n"), "\(first)")
    try home.extension("g", "x", Array("#!/bin/sh\necho \u{1b}]0;".utf8) + [0xff, 0x0a])
    let second = try look(answer: "y")
    #expect(second.contains("+echo \\x1b]0;\\xff\n"), "\(second)")
    #expect(!second.contains("\u{1b}") && !first.contains("\u{202e}"))
  }

  /// Without diff(1) the text is shown whole, and it is said.
  @Test func withoutDiff() throws {
    try scene.trust()
    try home.extension("g", "x", sh: "echo two")
    let outcome = try home.qli("trust", "--no-input", "g").environment(["PATH": home.path("$BIN")])
      .run()
    #expect(
      outcome.stdout == """
        changed  x  19 bytes, was 19

        no differences are shown: the command 'diff' isn't on PATH

        +++ x
        +#!/bin/sh
        +echo two

        """)
    #expect(outcome.ending == .exited(121))
  }

  /// A text that isn't kept, or not as it was, is shown whole.
  @Test func withoutTheFormerText() throws {
    try scene.trust()
    try home.program(
      "/bin/sh", "-c",
      "for file in '\(home.path("$CONFIG/qli/trust/_texts/g"))'/*; do echo x >>\"$file\"; done"
    ).expect()
    try home.extension("g", "x", sh: "echo two")
    let shown = try home.qli("trust", "--no-input", "g").run().stdout
    #expect(
      shown == """
        changed  x  19 bytes

        +++ x (what it was isn't known)
        +#!/bin/sh
        +echo two

        """)
  }

  /// In the pager, from the top.
  @Test func inThePager() throws {
    try home.pathExecutable("show", sh: "echo \"options $LESS\"; cat; echo 'end of show'")
    let terminal = try home.qli("trust", "g")
      .environment(["NO_COLOR": "1", "QLI_PAGER": "show"]).unset("LESS")
      .startOnTerminal(columns: 300)
    try terminal.waitFor("[y/N] ")
    try terminal.type("n\n")
    let outcome = try terminal.wait()
    #expect(outcome.terminal.hasPrefix("options FRX\nnew      _manifest.toml  48 bytes\n"))
    #expect(
      outcome.terminal.hasSuffix(
        "+echo one\nend of show\n\(question)n\nerror: not confirmed; nothing was recorded\n"))
    #expect(outcome.ending == .exited(121))
  }

  /// What was shown is recorded, and not what came while somebody read it.
  @Test func whatWasShownIsRecorded() throws {
    let sum = try scene.checksum("\(scene.folder)/x")
    let terminal = try home.qli("trust", "g").environment(["NO_COLOR": "1", "PAGER": ""])
      .startOnTerminal()
    try terminal.waitFor("[y/N] ")
    try home.extension("g", "x", sh: "echo two")
    try terminal.type("y\n")
    #expect(try terminal.wait().ending == .exited(0))
    #expect(try home.read(scene.record).contains("\"x\" = \"\(sum)\""))
    #expect(try home.qli("g", "x").run().ending == .exited(125))
  }

  // MARK: - What is asked

  @Test func onlyYesRecords() throws {
    for answer in ["n", "", "yep"] {
      #expect(
        try look(answer: answer, code: 121)
          .hasSuffix("\(answer)\nerror: not confirmed; nothing was recorded\n"))
      #expect(!home.exists("$CONFIG/qli"))
    }
    _ = try look(answer: "yes")
    #expect(home.exists(scene.record))
  }

  @Test func withoutATerminalItIsRefused() throws {
    let help = "help: in scripts, confirm with '--yes'\n"
    for (run, reason) in [
      (home.qli("trust", "g").stdin(.text("y\n")), "standard input isn't a terminal"),
      (home.qli("trust", "--no-input", "g"), "'--no-input' forbids to ask"),
      (
        home.qli("trust", "g").environment(["QLI_NO_INPUT": "1"]), "QLI_NO_INPUT forbids to ask"
      ),
    ] {
      let outcome = try run.run()
      #expect(
        outcome.stderr == "error: to trust a group needs a confirmation, and \(reason)\n\(help)")
      #expect(outcome.stdout.contains("new      x               19 bytes\n"))
      #expect(outcome.ending == .exited(121))
    }
    #expect(!home.exists("$CONFIG/qli"))
  }

  @Test func ctrlCEndsTheQuestion() throws {
    let terminal = try home.qli("trust", "g").environment(["PAGER": ""]).startOnTerminal()
    try terminal.waitFor("[y/N] ")
    try terminal.control("C")
    #expect(try terminal.wait().ending == .signalled(SIGINT))
    #expect(!home.exists(scene.record))
  }

  @Test func inScripts() throws {
    try home.qli("trust", "--yes", "g").expect(
      stdout: """
        new      _manifest.toml  48 bytes
        new      x               19 bytes
        group 'g' is trusted: 2 files

        """)
  }

  // MARK: - What is written

  @Test func theRecord() throws {
    try scene.trust()
    let text = try home.read(scene.record)
    let since = try #require(text.firstMatch(of: /since = "([^"]*)"/)).output.1
    #expect(
      try text == """
        # What 'qli trust g' has recorded. Nothing else of this group runs.
        schema_version = 1
        since = "\(since)"
        manifest = "\(scene.checksum("\(scene.folder)/_manifest.toml"))"

        [extensions]
        "x" = "\(scene.checksum("\(scene.folder)/x"))"

        """)
    #expect(try home.mode(scene.record) == 0o600)
    for folder in ["$CONFIG/qli", "$CONFIG/qli/trust", "$CONFIG/qli/trust/_texts/g"] {
      #expect(try home.mode(folder) == 0o700)
    }
    let texts = try FileManager.default.contentsOfDirectory(
      atPath: home.path("$CONFIG/qli/trust/_texts/g"))
    #expect(texts.count == 2)
    for name in texts {
      #expect(try home.mode("$CONFIG/qli/trust/_texts/g/\(name)") == 0o600)
    }
  }

  /// In `~/.config`, without the variable.
  @Test func theDefaultPlace() throws {
    try home.qli("trust", "-y", "g").unset("XDG_CONFIG_HOME").run().expectCode(0)
    #expect(home.exists("$HOME/.config/qli/trust/g.toml"))
    try home.extension("g", "x", sh: "echo two")
    #expect(try home.qli("g", "x").unset("XDG_CONFIG_HOME").run().ending == .exited(125))
  }

  @Test func aPlaceThatCannotBeWritten() throws {
    try home.file("$CONFIG/qli", "in the way")
    let outcome = try home.qli("trust", "-y", "g").run()
    #expect(outcome.ending == .exited(125))
    #expect(
      outcome.collapsedStderr.hasPrefix("error: cannot write the trust record '\(scene.record)': "),
      "\(outcome.stderr)")
  }

  /// What else a link leads to isn't replaced, and nothing but a file is.
  @Test(arguments: ["a file", "a pipe", "a folder", "nothing", "the pipe itself"])
  func whatIsNoRecordStays(_ what: String) throws {
    let target = home.path("$HOME/target")
    try home.directory("$CONFIG/qli/trust")
    let record = home.path(scene.record)
    switch what {
    case "a file": try home.file("$HOME/target", "precious")
    case "a pipe": try #require(mkfifo(target, 0o600) == 0)
    case "a folder": try home.directory("$HOME/target")
    case "the pipe itself": try #require(mkfifo(record, 0o600) == 0)
    default: break
    }
    if what != "the pipe itself" { try home.link(scene.record, to: target) }
    let kind = try home.program("/usr/bin/env", "stat", "-c", "%F", record).run().stdout
    let description = kind == "fifo\n" ? "a FIFO" : "a link to something that is no trust record"
    for _ in 1...2 {
      let outcome = try home.qli("trust", "--yes", "g").run()
      #expect(
        outcome.collapsedStderr.hasSuffix(
          "error: '\(scene.record)' is \(description), which is left as it is\nhelp: rm \(scene.record)\n"
        ),
        "\(outcome.stderr)")
      #expect(outcome.ending == .exited(125))
    }
    #expect(try home.program("/usr/bin/env", "stat", "-c", "%F", record).run().stdout == kind)
    if what == "a file" { #expect(try home.read("$HOME/target") == "precious") }
    if what == "a pipe" {
      #expect(try home.program("/usr/bin/env", "test", "-p", target).run().ending == .exited(0))
    }
    try home.remove(scene.record)
    try scene.trust()
    try home.qli("g", "x").expect(stdout: "one\n")
  }

  /// One that leads to a record is kept, and the record is replaced.
  @Test func aLinkToARecordStays() throws {
    try scene.trust()
    let (record, target) = (home.path(scene.record), home.path("$HOME/kept.toml"))
    try home.program("/bin/sh", "-ec", "mv '\(record)' '\(target)'; ln -s '\(target)' '\(record)'")
      .expect()
    try home.extension("g", "x", sh: "echo two")
    try scene.trust()
    try home.qli("g", "x").expect(stdout: "two\n")
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: record) == target)
  }

  /// Of the folder of the texts nothing else is removed, and no link is followed to it.
  @Test(arguments: ["_texts", "_texts/g"]) func textsBehindALink(_ name: String) throws {
    let folder = name == "_texts" ? "$HOME/other/g" : "$HOME/other"
    let sum = String(repeating: "0", count: 64)
    try home.file("\(folder)/precious")
    try home.file("\(folder)/\(sum)")
    if name == "_texts/g" { try home.directory("$CONFIG/qli/trust/_texts") }
    try home.directory("$CONFIG/qli/trust")
    try home.link("$CONFIG/qli/trust/\(name)", to: home.path("$HOME/other"))
    let outcome = try home.qli("trust", "--yes", "g").run()
    #expect(
      outcome.stderr == """
        warning: cannot keep the texts of group 'g': Not a directory
        help: the next look shows them whole

        """)
    #expect(outcome.ending == .exited(0))
    try home.qli("trust", "--forget", "g").run().expectCode(0)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: home.path(folder)).sorted()
        == [sum, "precious"])
  }

  @Test func whatElseLiesBesideTheTextsStays() throws {
    try scene.trust()
    try home.file("$CONFIG/qli/trust/_texts/g/precious")
    try scene.trust()
    try home.qli("trust", "--forget", "g").run().expectCode(0)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: home.path("$CONFIG/qli/trust/_texts/g"))
        == ["precious"])
  }

  @Test func aGroupThatIsNotThere() throws {
    try home.qli("trust", "none").expect(
      stderr: "error: there is no group 'none'\nhelp: see all groups: qli list\n", code: 127)
    try home.group("broken", manifest: "x")
    #expect(try home.qli("trust", "-y", "broken").run().ending == .exited(125))
  }

  /// What is new there has to be looked at.
  @Test func newSaysSo() throws {
    #expect(try home.qli("new", "g", "before").run().stderr == "")
    try scene.trust()
    let outcome = try home.qli("new", "g", "after").run()
    #expect(
      outcome.stderr == """
        warning: group 'g' is trusted: nothing new in it runs before it was looked at again
        help: qli trust g

        """)
    #expect(outcome.ending == .exited(0))
  }
}
