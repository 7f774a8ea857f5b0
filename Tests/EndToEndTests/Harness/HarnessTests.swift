import Glibc
import TestSupport
import Testing

/// The harness itself: a run has exactly the circumstances that it was given.
@Suite struct HarnessTests {
  let home: TestHome

  init() throws { home = try TestHome() }

  private func sh(_ script: String) -> QliRun { home.program("/bin/sh", "-c", script) }

  @Test func outputAndStatusAreCompared() throws {
    try sh("echo out; echo err >&2; exit 7").expect(stdout: "out\n", stderr: "err\n", code: 7)
    try sh("kill -TERM $$").run().expect(signal: SIGTERM)
    try sh("echo $HOME; cd; pwd; echo '$HOME'")
      .expect(stdout: "$HOME\n$HOME\n$$HOME\n")
  }

  @Test func differencesAreIssues() throws {
    let from = "from: /bin/sh -c echo one; echo two\n"
    #expect(
      try FailingRun.complaints(of: "anotherLine", in: home) == [
        from + """
            stdout differs from line 2 on:
              expected "three\\n"
              got      "two\\n"
          """
      ])
    #expect(
      try FailingRun.complaints(of: "anotherCode", in: home)
        == [from + "  ending: expected exit 1, got exit 0"])
    #expect(
      try FailingRun.complaints(of: "aNewlineTooMany", in: home) == [
        from + """
            stdout differs from line 2 on:
              expected "two"
              got      "two\\n"
          """
      ])
  }

  @Test func argumentsAreBytes() throws {
    try home.program(Products.probe, "arguments", "a b", "", [0xff, 0x0a] as [UInt8], "é")
      .expect(stdout: "612062\n\nff0a\nc3a9\n")
  }

  @Test func environmentIsCleared() throws {
    let run = home.program(Products.probe, "environment")
      .environment(["X": [0xfe] as [UInt8], "Y": ""]).unset("XDG_STATE_HOME")
      .environmentEntries("odd", "X=second")
    let entries = try run.run().stdoutBytes.split(separator: 0).map { Array($0) }
    let names = [
      "HOME", "PATH", "SWIFT_BACKTRACE", "XDG_CONFIG_HOME", "XDG_DATA_DIRS", "XDG_DATA_HOME",
      "XDG_RUNTIME_DIR",
    ]
    let expected =
      [Array("X=".utf8) + [0xfe], Array("Y=".utf8)]
      + names.map { Array("\($0)=\(home.variables[$0] ?? "")".utf8) }
      + [Array("odd".utf8), Array("X=second".utf8)]
    #expect(Set(entries) == Set(expected))
    #expect(entries.count == expected.count)
  }

  @Test func standardStreamsAreWhatWasGiven() throws {
    try home.program("/bin/cat").expect()
    try home.program("/bin/cat").stdin(.text("some\ntext")).expect(stdout: "some\ntext")
    try home.program("/bin/cat").stdin(.file(home.file("f", "x"))).expect(stdout: "x")
    let closed = home.program(Products.probe, "descriptors", "--to", home.path("d"))
    try closed.stdin(.closed).stdout(.closed).stderr(.closed).expect()
    #expect(try home.read("d").isEmpty)
    try sh("echo a; echo b >&2").stdout(.file("log")).stderr(.file("log")).expect()
    #expect(try home.read("log") == "a\nb\n")
    try sh("echo a; echo b >&2").stderr(.joined).expect(stdout: "a\nb\n")
    try sh("echo a >&2; echo b").stdout(.joined).expect(stderr: "a\nb\n")
    try sh("kill -0 $$; echo a; echo $? >&2").stdout(.brokenPipe).run().expect(signal: SIGPIPE)
    try sh("echo a; exit 4").stdout(.file("/dev/full")).stderr(.closed).expect(code: 4)
  }

  @Test func manyBytesPassThroughBothPipes() throws {
    let text = String(repeating: "0123456789abcde\n", count: 200_000)
    let outcome = try sh("tee /dev/stderr").stdin(.text(text)).run()
    #expect(outcome.stdoutBytes == text.byteText && outcome.stderrBytes == text.byteText)
    try sh("exit 3").stdin(.text(text)).expect(code: 3)
  }

  @Test func onlyTheGivenDescriptorsAreOpen() throws {
    let path = try home.file("given")
    let run = home.program(Products.probe, "descriptors").descriptor(7, file: "given")
    let lines = try run.run().stdout.split(separator: "\n")
    #expect(lines.map { $0.prefix(2) } == ["0 ", "1 ", "2 ", "7 "])
    #expect(lines.last == "7 \(path)")
  }

  @Test func signalsStartWithTheirDefaults() throws {
    let signals = home.program(Products.probe, "signals")
    try signals.expect(stdout: "blocked=\nignored=\n")
    try signals.ignoring(SIGINT, SIGCHLD).blocking(SIGTERM)
      .expect(stdout: "blocked=SIGTERM\nignored=SIGINT,SIGCHLD\n")
  }

  @Test func folderMaskAndLimitsAreWhatWasGiven() throws {
    try home.directory("sub")
    try sh("umask; pwd").expect(stdout: "0022\n$WORK\n")
    try sh("umask; pwd").umask(0o77).directory("sub").expect(stdout: "0077\n$WORK/sub\n")
    try home.program("/usr/bin/readlink", "/proc/self/cwd").deletedDirectory()
      .expect(stdout: "$ROOT/deleted (deleted)\n")
    try sh("trap '' XFSZ; printf 123456 > big 2>/dev/null; wc -c < big").fileSizeLimit(4)
      .expect(stdout: "4\n")
    try sh("ulimit -s; ulimit -n").stackLimit(1 << 20).descriptorLimit(50)
      .expect(stdout: "1024\n50\n")
  }

  @Test func aRunLeadsASessionOrAGroup() throws {
    let session = try home.program(Products.probe, "group").start()
    let id = session.pid
    try session.expect(
      stdout: "pid=\(id)\nppid=\(getpid())\npgid=\(id)\nsid=\(id)\ntpgid=-1\n")
    let group = try home.program(Products.probe, "group").inProcessGroup().start()
    let lines = try group.wait().stdout.split(separator: "\n")
    #expect(lines.contains("pgid=\(group.pid)") && lines.contains("sid=\(getsid(0))"))
  }

  @Test func wrappedRunsThroughAnotherProgram() throws {
    try home.program("/bin/echo", "a b").wrapped("/bin/sh", "-c", "echo \"$0\"; exec \"$0\" \"$@\"")
      .expect(stdout: "/bin/echo\na b\n")
  }

  @Test func aProgramThatCannotStartThrows() throws {
    #expect(throws: HarnessError.self) { try home.program("/nowhere").run() }
    #expect(throws: HarnessError.self) { try home.program("/bin/true").stdin(.terminal).run() }
  }

  @Test func groupsAndExtensionsAreWritten() throws {
    let folder = try home.group("prod", "confirm = true")
    #expect(folder == home.path("$DATA/qli/extensions/prod"))
    #expect(
      try home.read("\(folder)/_manifest.toml")
        == "schema_version = 1\ndescription = \"A test group\"\nconfirm = true\n")
    let script = try home.extension("prod", "deploy", sh: "echo \"$0\"")
    try home.program(script).expect(stdout: "$DATA/qli/extensions/prod/deploy\n")
    try home.group("prod", manifest: [0xff] as [UInt8], root: .system)
    #expect(try home.readBytes("$SYSTEM/qli/extensions/prod/_manifest.toml") == [0xff])
    try home.pathExecutable("qli-prod-x", sh: "echo found")
    try sh("qli-prod-x").expect(stdout: "found\n")
    try home.link("l", to: "$BIN/qli-prod-x")
    try home.chmod("$BIN/qli-prod-x", 0o644)
    #expect(try home.mode("../bin/qli-prod-x") == 0o644)
    try home.copy("/bin/true", to: "t")
    try home.program(home.path("t")).expect()
  }

  @Test func auditLinesAreChecked() throws {
    #expect(try home.auditLines("none").isEmpty)
    try home.file("log", "{\"event\":\"start\",\"args\":[\"é\",1,null,true]}\n{\"a\":1.5}\n")
    let records = try home.auditLines("log")
    #expect(records.count == 2)
    #expect(records[0]["event"] == "start")
    #expect(records[0]["args"] == ["é", 1, nil, true])
    #expect(records[0].keys == ["args", "event"])
  }

  @Test func auditLinesThatAreNoRecordsAreIssues() throws {
    #expect(
      try FailingRun.complaints(of: "linesThatAreNoRecords", in: home) == [
        "'bad' doesn't end in a newline",
        #"'bad' line 1 isn't a JSON object: "[1]""#,
        #"'bad' line 1 isn't a JSON object: "{\"a\":""#,
        "'bad' line 1 isn't a JSON object: \"{\\\"\u{fffd}\\\":1}\"",
        #"'bad' line 1 isn't a JSON object: "{} {}""#,
        #"'bad' line 2 isn't a JSON object: """#,
      ])
  }
}
