import Foundation
import TestSupport
import Testing

/// `qli sources pin NAME`.
@Suite struct SourcesPinTests {
  let home: TestHome

  init() throws {
    home = try TestHome()
    try home.sourceProgram("vault", "exit 1")
    try home.sidecar("vault")
  }

  private let sidecar = "$DATA/qli/sources/qli-source-vault.toml"
  private let program = "$DATA/qli/sources/qli-source-vault"

  /// What sha256sum(1) says of the program.
  private func checksum() throws -> String {
    let outcome = try home.program("/usr/bin/env", "sha256sum", home.path(program)).run()
    return String(outcome.stdout.prefix(64))
  }

  private func pin(
    _ before: String, _ after: String, old: String = "none",
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let new = try checksum()
    try home.file(sidecar, before)
    try home.qli("--yes", "sources", "pin", "vault").expect(
      stdout: "program: \(program)\nold: \(old)\nnew: \(new)\n'vault' is pinned\n",
      sourceLocation: sourceLocation)
    #expect(
      try home.read(sidecar) == after.replacing("NEW", with: "\"\(new)\""),
      sourceLocation: sourceLocation)
    try home.qli("sources", "pin", "vault").expect(
      stdout: "'vault' is pinned already: \(new)\n", sourceLocation: sourceLocation)
  }

  private let old = String(repeating: "0f", count: 32)

  // MARK: - What is written

  @Test func theChecksumGetsALineBehindTheProgram() throws {
    let head = "# mine\nname = 'vault'\nversion = '1'\n"
    let program = "executable = 'qli-source-vault'  # é"
    let rest = "\n[config]\na = 1 # b\n"
    try pin("\(head)\(program)\(rest)", "\(head)\(program)\nchecksum_sha256 = NEW\(rest)")
    try pin("\(head)\(program)", "\(head)\(program)\nchecksum_sha256 = NEW")
    let windows = "\(head)\(program)\(rest)".replacing("\n", with: "\r\n")
    try pin(
      windows, windows.replacing("# é\r\n", with: "# é\r\nchecksum_sha256 = NEW\r\n"))
  }

  @Test func theChecksumReplacesTheOldOne() throws {
    let head = "name = 'vault'\nversion = '1'\nexecutable = 'qli-source-vault'\n"
    for (key, value) in [
      ("checksum_sha256    = ", "'\(old)'"), ("checksum_sha256=", "\"\(old)\""),
      ("\"checksum_sha256\" = ", "'\(old)'"),
    ] {
      try pin(
        "\(head)\(key)\(value) # old\n[config]\n", "\(head)\(key)NEW # old\n[config]\n", old: old)
    }
    // Behind a byte order mark, and characters of more than one byte.
    try pin(
      "\u{feff}\"checksum_sha256\" = '\(old)' # é\n\(head)",
      "\u{feff}\"checksum_sha256\" = NEW # é\n\(head)", old: old)
    try pin(
      "\(head)config = { 'é' = '😀' }\nchecksum_sha256 = ''",
      "\(head)config = { 'é' = '😀' }\n"
        + "checksum_sha256 = NEW")
  }

  @Test func theModeOfTheSidecarStaysAndALinkStaysOne() throws {
    try home.chmod(sidecar, 0o640)
    _ = try home.qli("-y", "sources", "pin", "vault").run()
    #expect(try home.mode(sidecar) == 0o640)

    try home.file("$HOME/far/vault.toml", try home.read(sidecar).replacing("checksum", with: "#"))
    try home.remove(sidecar)
    try home.link(sidecar, to: "$HOME/far/vault.toml")
    #expect(try home.qli("-y", "sources", "pin", "vault").run().ending == .exited(0))
    #expect(try home.read("$HOME/far/vault.toml").contains(checksum()))
    let names = try FileManager.default.contentsOfDirectory(
      atPath: home.path("$DATA/qli/sources"))
    #expect(names.sorted() == ["qli-source-vault", "qli-source-vault.toml"])
  }

  @Test(.enabled(if: geteuid() == 0, "only root can give files away"))
  func theGroupOfTheSidecarStays() throws {
    try #require(chown(home.path(sidecar), 0, 4712) == 0)
    let outcome = try home.qli("-y", "sources", "pin", "vault").run()
    #expect(outcome.ending == .exited(0))
    var status = stat()
    try #require(stat(home.path(sidecar), &status) == 0)
    #expect(status.st_uid == 0 && status.st_gid == 4712)
  }

  @Test func whatCannotBeChangedInOnePlace() throws {
    let head = "name = 'vault'\nversion = '1'\n"
    for text in [
      "\(head)executable = '''\nqli-source-vault'''\n",
      "\(head)executable = 'qli-source-vault'\nchecksum_sha256 = '''\n\(old)'''\n",
    ] {
      try home.file(sidecar, text)
      try home.qli("-y", "sources", "pin", "vault").expect(
        stderr: """
          error: cannot change the sidecar '\(sidecar)': a value goes on over several lines
          help: write 'executable' and 'checksum_sha256' on one line each

          """, code: 125)
      #expect(try home.read(sidecar) == text)
    }
  }

  // MARK: - The question

  @Test func pinningAsks() throws {
    let before = try home.read(sidecar)
    let question = try """
    program: \(program)
    old: none
    new: \(checksum())
    Write this into '\(sidecar)'? [y/N]\(" ")
    """
    let run = home.qli("sources", "pin", "vault").environment(["NO_COLOR": "1"])
    for (answer, isYes) in [("n", false), ("", false), ("y", true)] {
      let terminal = try run.startOnTerminal(columns: 300)
      try terminal.waitFor("[y/N] ")
      #expect(try home.read(sidecar) == before)
      try terminal.type("\(answer)\n")
      let outcome = try terminal.wait()
      #expect(
        home.collapse(outcome.terminal) == "\(question)\(answer)\n"
          + (isYes ? "'vault' is pinned\n" : "error: not confirmed; nothing was changed\n"))
      #expect(outcome.ending == .exited(isYes ? 0 : 121))
      #expect(try (home.read(sidecar) == before) == !isYes)
    }
  }

  @Test func withoutATerminalPinningIsRefused() throws {
    let before = try home.read(sidecar)
    try home.qli("sources", "pin", "vault").stdin(.text("y\n")).expect(
      stderr: """
        error: pinning needs a confirmation, and standard input isn't a terminal
        help: in scripts, confirm with '--yes'

        """, code: 121)
    let refusal = """
      error: pinning needs a confirmation, and '--no-input' forbids to ask
      help: in scripts, confirm with '--yes'

      """
    try home.qli("sources", "pin", "--no-input", "vault").expect(stderr: refusal, code: 121)
    try home.qli("sources", "pin", "vault").environment(["QLI_NO_INPUT": "1"])
      .expect(stderr: refusal.replacing("'--no-input'", with: "QLI_NO_INPUT"), code: 121)
    #expect(try home.read(sidecar) == before)
  }

  @Test func nobodyAnswers() throws {
    let before = try home.read(sidecar)
    let run = home.qli("sources", "pin", "vault").environment(["NO_COLOR": "1"])
    for run in [
      run.arguments("--ask-timeout", "200ms"), run.environment(["QLI_ASK_TIMEOUT": "200ms"]),
    ] {
      let outcome = try run.startOnTerminal(columns: 300).wait()
      #expect(outcome.ending == .exited(121))
      #expect(
        outcome.terminal.hasSuffix(
          """
          [y/N]\u{20}
          error: pinning needs a confirmation, and nobody answered in 200ms
          help: in scripts, confirm with '--yes'

          """))
    }
    #expect(try home.read(sidecar) == before)
  }

  @Test func ctrlCEndsTheQuestion() throws {
    let before = try home.read(sidecar)
    let terminal = try home.qli("sources", "pin", "vault").startOnTerminal()
    try terminal.waitFor("[y/N] ")
    try terminal.control("C")
    #expect(try terminal.wait().ending == .signalled(SIGINT))
    #expect(try home.read(sidecar) == before)
  }

  // MARK: - What it refuses

  @Test func pluginsThatAreNotThere() throws {
    try home.qli("-y", "sources", "pin", "vualt").expect(
      stderr: """
        error: there is no source plugin 'vualt'; did you mean 'vault'?
        help: see all plugins: qli sources

        """, code: 127)
    try home.remove(program)
    try home.qli("-y", "sources", "pin", "vault").expect(
      stderr: """
        error: the program '\(program)' isn't there
        help: install it, or change 'executable' in its sidecar

        """, code: 125)
  }

  @Test func pluginsThatAnyoneCouldHaveWritten() throws {
    for path in [program, sidecar] {
      let mode = try home.mode(path)
      try home.chmod(path, mode | 0o002)
      try home.qli("-y", "sources", "pin", "vault").expect(
        stderr: """
          error: unsafe: anyone on this machine can write to '\(path)', and so change what runs
          help: chmod o-w \(path)

          """, code: 125)
      try home.chmod(path, mode)
    }
  }

  @Test func aSidecarWithOtherProblems() throws {
    try home.sidecar("vault", "x = 1\nchecksum_sha256 = ''")
    try home.qli("-y", "sources", "pin", "vault").expect(
      stderr: """
        error: the sidecar has 1 problem
        \(sidecar):4:1: unknown key 'x'
          4 | x = 1
            | ^
        help: see the format: man 7 qli-source

        """, code: 125)
  }
}
