import Glibc
import TestSupport
import Testing

/// `with_caller`: a run ends when nobody reads what it writes any more.
@Suite struct ReaderTests {
  /// Which stream has a reader that goes.
  enum Gone: String, CaseIterable {
    case output, errors, both
  }

  private func run(_ scene: CompanionScene, _ gone: Gone, _ reader: Reader) -> QliRun {
    // Not the other pipe that the harness reads: a file has no reader.
    let run = scene.home.qli("g", "x").stdout(.file("out")).stderr(.file("err"))
    return switch gone {
    case .output: run.stdout(.reader(reader))
    case .errors: run.stderr(.reader(reader))
    case .both: run.stdout(.reader(reader)).stderr(.joined)
    }
  }

  private func message(_ gone: Gone) -> String {
    "the extension was ended by SIGTERM: nobody reads standard "
      + "\(gone == .errors ? "error" : "output") any more\n"
  }

  @Test(arguments: Reader.Kind.allCases, Gone.allCases)
  func nobodyReads(_ kind: Reader.Kind, _ gone: Gone) throws {
    let scene = try CompanionScene(run: "with_caller = true")
    let reader = try Reader(kind)
    let running = try run(scene, gone, reader).start()
    try scene.waitUntilReady()
    #expect(!running.hasEnded)
    try reader.close()
    #expect(try running.wait().ending == .exited(129))
    try scene.expectEnd("interrupted SIGHUP 129")
    if gone == .output { #expect(try scene.home.read("err") == "error: \(message(gone))") }
    #expect(try scene.home.auditLines("$STATE/log").last?["cause"] == "reader_gone")
  }

  @Test func theOptionAlone() throws {
    let scene = try CompanionScene()
    let reader = try Reader(.pipe)
    let running = try scene.home.qli("--with-caller", "g", "x").stdout(.reader(reader)).start()
    try scene.waitUntilReady()
    try reader.close()
    #expect(try running.wait().ending == .exited(129))
    try scene.expectEnd("interrupted SIGHUP 129")
  }

  @Test func explainSaysWhomItEndsWith() throws {
    #expect(try CompanionScene().outlook() == ["time_limit", "signals"])
    #expect(
      try CompanionScene().outlook("--with-caller") == ["time_limit", "with_caller", "signals"])
    #expect(
      try CompanionScene(run: "with_caller = true\nwith_qli = true").outlook()
        == ["time_limit", "with_caller", "with_qli", "signals"])
  }

  /// Without the key nobody is watched, as ever.
  @Test func withoutTheKey() throws {
    let scene = try CompanionScene(
      script: "echo up > ready; probe wait-for go; echo done > done; exit 3")
    let reader = try Reader(.pipe)
    let running = try scene.home.qli("g", "x").stdout(.reader(reader)).start()
    try scene.waitUntilReady(1)
    try reader.close()
    try scene.home.file("go")
    #expect(try running.wait().ending == .exited(3))
    #expect(try scene.closings() == ["finish - 3"])
  }

  @Test func whoSurvivesSigtermIsKilled() throws {
    let scene = try CompanionScene(
      run: "with_caller = true", grace: "20ms", script: CompanionScene.stubborn)
    let reader = try Reader(.pipe)
    let running = try scene.home.qli("g", "x").stdout(.reader(reader)).start()
    try scene.waitUntilReady(2)
    try reader.close()
    let outcome = try running.wait()
    #expect(outcome.ending == .exited(129))
    #expect(outcome.stderr.hasPrefix("error: the extension was ended by SIGKILL: nobody reads"))
    try scene.expectEnd("interrupted SIGHUP 129")
  }

  /// sshd tells so that its client has sent all: that one still reads.
  @Test func aSocketThatOnlySendsNothingMore() throws {
    let scene = try CompanionScene(
      run: "with_caller = true", script: "echo up > ready; probe wait-for go; exit 3")
    let reader = try Reader(.socket)
    let running = try scene.home.qli("g", "x").stdout(.reader(reader)).start()
    try scene.waitUntilReady(1)
    try reader.endSending()
    // Whoever waits has looked.
    try SignalState.waitUntilSettled(running.pid)
    try scene.home.file("go")
    #expect(try running.wait().ending == .exited(3))
    #expect(try scene.closings() == ["finish - 3"])
  }

  /// A pipe is there for a moment, as in `qli g x | head -1`.
  @Test func aPipeOfTheShell() throws {
    let scene = try CompanionScene(
      run: "with_caller = true", script: "echo one\n" + CompanionScene.script)
    let outcome = try scene.home.qli("g", "x")
      .wrapped(
        "/bin/bash", "-c", "\"$0\" \"$@\" | { read line; echo \"<$line>\"; }; echo ${PIPESTATUS[0]}"
      )
      .run()
    #expect(outcome.stdout == "<one>\n129\n")
    try scene.expectEnd("interrupted SIGHUP 129")
  }

  /// The start is on record by then, and nothing is run.
  @Test func whoIsGoneBefore() throws {
    let scene = try CompanionScene(run: "with_caller = true")
    let outcome = try scene.home.qli("g", "x").stdout(.brokenPipe).run()
    outcome.expect(
      stderr: "error: nothing was run: nobody reads standard output any more\n", code: 129)
    #expect(!scene.home.exists("main"))
    try scene.expectEnd("interrupted SIGHUP 129")
  }

  @Test func whileSomebodyIsAsked() throws {
    let scene = try CompanionScene(run: "with_caller = true\n[extensions.x]\nconfirm = true")
    let reader = try Reader(.pipe)
    let terminal = try scene.home.qli("g", "x").stdout(.reader(reader))
      .environment(["NO_COLOR": "1"]).startOnTerminal()
    try terminal.waitFor("[y/N] ")
    try reader.close()
    try terminal.type("y\n")
    try terminal.wait().expect(
      terminal: """
        Run `qli g x`? [y/N] y
        error: nothing was run: nobody reads standard output any more

        """, code: 129)
    #expect(!scene.home.exists("main"))
  }

  @Test func aCapturedRun() throws {
    let scene = try CompanionScene(run: "with_caller = true")
    let reader = try Reader(.pipe)
    let running = try scene.home.qli("run", "--json", "--status-file", "status", "g", "x")
      .stdout(.reader(reader)).start()
    try scene.waitUntilReady()
    try reader.close()
    #expect(try running.wait().ending == .exited(129))
    try scene.expectEnd("interrupted SIGHUP 129")
    let status = try JSON.parse(scene.home.read("status"))
    #expect(status["outcome"] == "interrupted" && status["signal"] == "SIGHUP")
    #expect(status["exit_code"]?.integer == 129)
  }

  /// What ends by itself is not interrupted by those who have seen enough.
  @Test func theExtensionEndsByItself() throws {
    let scene = try CompanionScene(run: "with_caller = true", script: "echo out; exit 4")
    try scene.home.qli("g", "x").expect(stdout: "out\n", code: 4)
    #expect(try scene.closings() == ["finish - 4"])
  }

  /// A stop meanwhile leaves no more time, as at a time limit.
  @Test func aSignalCutsTheGraceShort() throws {
    let scene = try CompanionScene(
      run: "with_caller = true", grace: "1h", script: CompanionScene.stubborn + " --log got")
    let reader = try Reader(.pipe)
    let running = try scene.home.qli("g", "x").stdout(.reader(reader)).start()
    try scene.waitUntilReady(2)
    try reader.close()
    try scene.home.waitForFile("got", toContain: "SIGTERM")
    try running.signal(SIGTERM)
    #expect(try running.wait().ending == .exited(129))
    try scene.expectEnd("interrupted SIGHUP 129")
  }
}
