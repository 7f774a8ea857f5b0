import Foundation
import TestSupport
import Testing

/// `--status-fd` and `--status-file`: a program learns what happened without guessing from a number.
@Suite struct StatusReportTests {
  let home: TestHome

  init() throws {
    home = try TestHome()
    try home.link("$BIN/qli", to: Products.qli)
    try home.group("g")
    try home.extension("g", "x", sh: "exit \"${1:-0}\"")
  }

  private var file: QliRun { home.qli("--status-file", home.path("status")) }

  /// What was told, whose number and duration are the run's own.
  private func told() throws -> String {
    try home.read("status")
      .replacing(/"run_id":"[0-9a-f-]{36}"/, with: "\"run_id\":\"ID\"")
      .replacing("\"host\":\"\(try Machine.host)\"", with: "\"host\":\"HOST\"")
      .replacing(/"duration_ms":\d+/, with: "\"duration_ms\":MS")
      // What people are told is compared where that is what is tried.
      .replacing(/"error":"(?:[^"\\]|\\.)*",/, with: "")
      .replacing(/"(?:help|details)":\[(?:"(?:[^"\\]|\\.)*",?)*\],/, with: "")
  }

  private static let names =
    #""run_id":"ID","host":"HOST","group":"g","extension":"x","duration_ms":MS}"#

  @Test func anExtensionsOwn120IsToldFromQlis() throws {
    #expect(try file.arguments("g", "x", "120").run().ending == .exited(120))
    #expect(try told() == #"{"outcome":"finished","exit_code":120,"# + Self.names + "\n")
    try home.group("g", "requires_env.NEEDED = true")
    #expect(try file.arguments("g", "x").run().ending == .exited(120))
    #expect(
      try told()
        == #"{"outcome":"refused","step":"requires_env","cause":"env_unset","exit_code":120,"#
        + Self.names + "\n")
  }

  @Test(arguments: [
    ("exit 0", "", #"{"outcome":"finished","exit_code":0,"#),
    ("kill -TERM $$", "", #"{"outcome":"signalled","exit_code":143,"signal":"SIGTERM","#),
    (
      "exec probe wait-for never", "run.timeout = \"1ms\"",
      #"{"outcome":"timed_out","cause":"time_limit","exit_code":124,"signal":"SIGTERM","#
    ),
    (
      "exit 0", "confirm = true",
      #"{"outcome":"refused","step":"confirm","cause":"no_terminal","exit_code":121,"#
    ),
    (
      "exit 0", "reason = true",
      #"{"outcome":"refused","step":"reason","cause":"no_terminal","exit_code":121,"#
    ),
    (
      "exit 0", "schema_version = 9",
      #"{"outcome":"failed","cause":"manifest_invalid","exit_code":125,"#
    ),
    (
      "exit 0", "run.cwd = \"/none/such\"",
      #"{"outcome":"failed","step":"spawn","cause":"folder_unusable","exit_code":126,"#
    ),
  ]) func everyOutcome(_ script: String, _ lines: String, _ told: String) throws {
    if lines.hasPrefix("schema") {
      try home.group("g", manifest: "schema_version = 9\n")
    } else {
      try home.group("g", lines)
    }
    try home.extension("g", "x", sh: script)
    _ = try file.arguments("g", "x").run()
    #expect(try self.told() == told + Self.names + "\n")
  }

  /// As on standard error; on a descriptor only where that surely has room for it.
  @Test func whatToTypeNext() throws {
    try home.group("g", "requires_env = { STAGE = 'it' }")
    #expect(try file.arguments("g", "x").run().ending == .exited(120))
    let status = try JSON.parse(try home.read("status"))
    #expect(status["error"] == "the environment isn't what group 'g' requires")
    #expect(status["help"]?.array == ["export STAGE=it"])
    let value = String(repeating: "a", count: 5000)
    try home.group("g", "requires_env = { STAGE = '\(value)' }")
    let outcome = try home.program("/bin/sh", "-c", "qli --status-fd 7 g x 7> status").run()
    #expect(outcome.ending == .exited(120))
    let short = try JSON.parse(try home.read("status"))
    #expect(short["cause"] == "env_unset" && short["error"] == nil && short["help"] == nil)
    #expect(try file.arguments("g", "x").run().ending == .exited(120))
    #expect(try home.read("status").contains("STAGE=\(value)"))
  }

  @Test func theStatusOfWhatIsNotFound() throws {
    #expect(try file.arguments("g", "none").run().ending == .exited(127))
    #expect(
      try told().hasPrefix(
        #"{"outcome":"not_found","cause":"extension_not_found","exit_code":127,"run_id":"#))
  }

  /// A line that is no run has nothing to report, and nobody reads there how an earlier one ended.
  @Test func theStatusOfAnEarlierRunIsRemoved() throws {
    try home.extension("g", "x", sh: "true")
    for words in [["--bogus", "g", "x"], ["--timeout", "5", "g", "x"], ["g"], ["--yes"]] {
      #expect(try file.arguments("g", "x").run().ending == .exited(0))
      #expect(home.exists("status"))
      #expect(try file.arguments(words).run().ending == .exited(words == ["--yes"] ? 2 : 125))
      // Without a group it isn't known to be a run.
      #expect(home.exists("status") == (words == ["--yes"]), "\(words)")
    }
    try home.file("status", "mine")
    #expect(try file.arguments("--bogus", "g", "x").run().ending == .exited(125))
    #expect(try home.read("status") == "mine")
  }

  @Test func theStatusOfAnInterruptedQuestion() throws {
    try home.group("g", "confirm = true")
    let terminal = try file.arguments("g", "x").startOnTerminal()
    try terminal.waitFor("[y/N] ")
    try terminal.control("C")
    #expect(try terminal.wait().ending == .signalled(2))
    #expect(
      try told() == #"{"outcome":"interrupted","exit_code":130,"signal":"SIGINT","# + Self.names
        + "\n")
  }

  @Test func theStatusOfOutputThatIsNoJSON() throws {
    try home.extension("g", "x", sh: "echo no")
    let outcome = try file.arguments("--json", "--output", "json", "g", "x").run()
    #expect(outcome.ending == .exited(125))
    #expect(
      try told()
        == #"{"outcome":"failed","step":"output","cause":"output_not_json","exit_code":125,"#
        + Self.names + "\n")
  }

  @Test func theStatusOfAResultThatCannotBeWritten() throws {
    #expect(
      try file.arguments("--json", "g", "x").stdout(.closed).run().ending == .exited(125))
    #expect(
      try told()
        == #"{"outcome":"failed","step":"output","cause":"output_unwritten","exit_code":125,"#
        + Self.names + "\n")
  }

  /// Through a shell, as it is used; and the extension finds the descriptor closed.
  @Test func theStatusOnADescriptor() throws {
    try home.extension("g", "x", sh: "(echo forged >&7) 2>/dev/null && echo open; exit 3")
    let outcome = try home.program("/bin/sh", "-c", "qli --status-fd 7 g x 7> status").run()
    outcome.expect(code: 3)
    #expect(try told() == #"{"outcome":"finished","exit_code":3,"# + Self.names + "\n")
  }

  @Test(arguments: ["0", "1", "2", "-3", "+3", "x", "", "99999999999", "9", "8"])
  func descriptorsThatCannotTakeTheStatus(_ number: String) throws {
    try home.extension("g", "x", sh: "echo ran")
    let outcome = try home.program(
      "/bin/sh", "-c", "qli --status-fd=\"$0\" g x 8< /dev/null", number
    ).run()
    outcome.expect(
      stderr: """
        error: option '--status-fd' can't be '\(number)': it must be the number, from 3 on, of a \
        descriptor that is open for writing
        help: qli --status-fd 3 GROUP EXTENSION 3> FILE

        """, code: 125)
  }

  @Test func filesThatCannotTakeTheStatus() throws {
    try home.extension("g", "x", sh: "echo ran")
    try home.directory("folder")
    let fifo = try home.fifo("fifo")
    try home.file("target", "kept")
    try home.link("link", to: "target")
    for (path, why) in [
      ("$WORK/folder", "it is a folder, and no regular file"),
      (home.collapse(fifo.path), "it is a FIFO, and no regular file"),
      ("$WORK/link", "it is a link, and no regular file"),
      ("/dev/null", "it is a device, and no regular file"),
      ("$WORK/none/status", "No such file or directory"),
      ("$WORK/target/status", "Not a directory"),
      ("", "No such file or directory"),
    ] {
      let outcome = try home.qli("--status-file", home.expand(path), "g", "x").run()
      outcome.expect(
        stderr: "error: option '--status-file' can't be '\(path)': \(why)\n", code: 125)
    }
    #expect(try home.read("target") == "kept")
    // A slip of the hand mustn't cost the manifest.
    let manifest = home.path("$DATA/qli/extensions/g/_manifest.toml")
    try home.group("g")
    try home.qli("--status-file", manifest, "g", "x").expect(
      stderr: """
        error: option '--status-file' can't be '$DATA/qli/extensions/g/_manifest.toml': it holds \
        something else
        help: name another file, or remove this one

        """, code: 125)
    #expect(home.exists(manifest))
  }

  /// What an earlier run left doesn't outlive the beginning of this one.
  @Test func nobodyReadsAnEarlierEnd() throws {
    try home.file("status", "{\"outcome\":\"finished\"}\n")
    let stop = try home.fifo("stop")
    try home.extension("g", "x", sh: "echo here; read x < '\(stop.path)'")
    let running = try file.arguments("g", "x").start()
    try running.waitForOutput("here\n")
    #expect(!home.exists("status"))
    try stop.release()
    _ = try running.wait()
    #expect(try told() == #"{"outcome":"finished","exit_code":0,"# + Self.names + "\n")
  }

  /// The lines that README shows for a script.
  @Test(arguments: [
    ("exit 0", "", 0, "deploy exited with 0\n", ""),
    ("exit 120", "", 120, "deploy exited with 120\n", ""),
    ("exit 0", "requires_env.NEEDED = true", 120, "", "refused: nothing ran\n"),
    ("exec probe wait-for never", "run.timeout = \"1ms\"", 124, "", "ended at its time limit\n"),
    ("none", "", 127, "", "there is no such group or extension: see qli list\n"),
    ("exit 0", "none = true", 125, "", "could not be run, or was ended: see qli doctor\n"),
  ]) func theScriptInTheReadme(
    _ script: String, _ lines: String, _ code: Int32, _ output: String, _ errors: String
  ) throws {
    let readme = try Checkout.read("README.md")
    let blocks = readme.components(separatedBy: "```sh\n").dropFirst()
      .compactMap { $0.components(separatedBy: "```").first }
    let text = try #require(blocks.first { $0.contains("--status-file") })
    try home.group("prod", "confirm = true\n\(lines)")
    if script != "none" { try home.extension("prod", "deploy", sh: script) }
    // That of an earlier run is nobody's.
    try home.file("status.json", "{\"outcome\":\"finished\",\"exit_code\":0}\n")
    let outcome = try home.program("/bin/sh", "-c", text).run()
    #expect(outcome.ending == .exited(code) && outcome.stdout == output)
    #expect(outcome.stderr.hasSuffix(errors))
    let wrong = text.replacing("--no-input", with: "--no-inputt")
    try #require(wrong != text)
    let none = try home.program("/bin/sh", "-c", wrong).run()
    #expect(none.ending == .exited(125))
    #expect(none.stderr.hasSuffix("no run: a mistake in the line, or qli was killed\n"))
  }

  /// Signals wait by then: it must end by itself.
  @Test(.requireTool("python3")) func aPipeThatNobodyEmpties() throws {
    let outcome = try home.program(
      "/usr/bin/python3", "-c",
      """
      import fcntl, os, subprocess
      reading, writing = os.pipe()
      fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, 4096)
      os.write(writing, bytes(4096))
      os.set_inheritable(writing, True)
      run = ["qli", "--status-fd", str(writing), "g", "x", "7"]
      raise SystemExit(subprocess.run(run, close_fds=False).returncode)
      """
    ).run()
    #expect(outcome.ending == .exited(7))
    #expect(
      outcome.stderr.firstMatch(
        of: /^warning: cannot write the status to descriptor \d+: nobody reads from it\n$/) != nil)
  }

  @Test func aFullDescriptorIsAWarning() throws {
    let outcome = try home.program("/bin/sh", "-c", "qli --status-fd 3 g x 5 3> /dev/full").run()
    outcome.expect(
      stderr: "warning: cannot write the status to descriptor 3: No space left on device\n",
      code: 5)
  }
}
