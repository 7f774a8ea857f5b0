import Foundation
import TestSupport
import Testing

/// A time limit takes nothing from the terminal: keys, jobs and pipelines work, and its settings are
/// put back.
@Suite struct TimeLimitTerminalTests {
  let run: TimedRun
  private var home: TestHome { run.home }

  init() throws {
    run = try TimedRun()
    try home.link("$BIN/qli", to: "$QLI")
  }

  static let shells = ["bash", "dash", "zsh"].filter { Tools.path($0) != nil }

  private func shell(_ name: String) throws -> PseudoTerminal {
    let shell = try home.shell(name).startOnTerminal()
    try shell.waitFor(TestHome.prompt)
    return shell
  }

  private func expectStatus(_ code: Int, in shell: PseudoTerminal) throws {
    try shell.waitFor(TestHome.prompt)
    try shell.type("echo status=$?\n")
    try shell.waitFor("status=\(code)\r\n")
  }

  private func leave(_ shell: PseudoTerminal) throws {
    try shell.waitFor(TestHome.prompt)
    try shell.type("exit\n")
    try shell.wait()
  }

  /// Stops the job in the foreground, whose extension wrote its number into the file `child`, and
  /// continues it. The shell asks qli alone whether it is stopped; the extension may take a moment
  /// more, in which it would read what is typed.
  private func stopAndContinue(_ shell: PseudoTerminal) throws {
    let child = try #require(pid_t(home.waitForFile("child", toContain: "\n").dropLast()))
    try shell.control("Z")
    try shell.waitFor(TestHome.prompt)
    try SignalState.waitUntilStopped(child)
    try shell.type("fg\n")
    try waitUntil("qli is in the foreground") { try shell.foregroundGroup != shell.process.pid }
  }

  @Test func theExtensionReadsFromTheTerminal() throws {
    try run.group(timeout: "1h")
    try home.extension("g", "x", sh: "printf 'name? '; read name; echo \"<$name>\"; exit 4")
    let terminal = try home.qli("g", "x").startOnTerminal()
    try terminal.waitFor("name? ")
    try terminal.type("Ada\n")
    try terminal.wait().expect(terminal: "name? Ada\n<Ada>\n", code: 4)
  }

  @Test(arguments: shells) func keysOfAJobWithALimit(_ name: String) throws {
    try run.group(timeout: "1h")
    try home.extension(
      "g", "x", sh: "echo $$ > child; while read line; do echo \"<$line>\"; done; exit 4")
    let shell = try shell(name)
    try shell.type("qli g x\n")
    try shell.type("one\n")
    try shell.waitFor("<one>\r\n")
    for word in ["two", "three"] {
      try stopAndContinue(shell)
      try shell.type("\(word)\n")
      try shell.waitFor("<\(word)>\r\n")
    }
    try shell.control("D")
    try expectStatus(4, in: shell)
    try leave(shell)
    #expect(try run.closing()["event"] == "finish")
  }

  /// Each key comes as soon as the extension has gone on, while qli may still be hearing of that: what
  /// it passes on then must not undo the key.
  @Test func stoppedAgainAtOnce() throws {
    try run.group(timeout: "1h")
    try home.extension(
      "g", "x", sh: "echo $$ > child; while read line; do echo \"<$line>\"; done; exit 4")
    let shell = try shell("bash")
    try shell.type("qli g x\n")
    for number in 1...60 {
      try shell.type("\(number)\n")
      try shell.waitFor("<\(number)>\r\n")
      try stopAndContinue(shell)
    }
    try shell.control("D")
    try expectStatus(4, in: shell)
    try leave(shell)
  }

  @Test(arguments: shells) func controlCAtARunWithALimit(_ name: String) throws {
    try run.group(timeout: "1h")
    try home.extension(
      "g", "x", sh: "exec probe trap INT --ready /dev/tty --log got --count 1 --die --senders")
    let shell = try shell(name)
    try shell.type("qli g x\n")
    try waitUntil("qli is in the foreground") { try shell.foregroundGroup != shell.process.pid }
    try shell.waitFor("\r\n")
    try shell.waitFor("\r\n")
    try shell.control("C")
    try expectStatus(130, in: shell)
    try leave(shell)
    #expect(try home.read("got") == "SIGINT code=128 pid=0\n")
    #expect(try run.closing()["event"] == "interrupted")
  }

  @Test(arguments: shells) func aPipelineIsOneJob(_ name: String) throws {
    try run.group(timeout: "1h")
    try home.extension("g", "x", sh: "echo $$ > child; while read line; do echo \"<$line>\"; done")
    let shell = try shell(name)
    try shell.type("qli g x | sed -u s/^/out:/\n")
    try shell.type("one\n")
    try shell.waitFor("out:<one>\r\n")
    try stopAndContinue(shell)
    try shell.type("two\n")
    try shell.waitFor("out:<two>\r\n")
    try shell.control("D")
    try expectStatus(0, in: shell)
    try leave(shell)
  }

  /// The clock runs on while all is stopped.
  @Test(arguments: shells) func aLimitThatPassesWhileStoppedActsAtFg(_ name: String) throws {
    try home.extension(
      "g", "x", sh: "echo $$ > child; exec probe trap TERM --log got --ready ready")
    try TimedRun.lengthening(from: 500) { milliseconds -> Void? in
      try run.group(timeout: "\(milliseconds)ms")
      for file in ["child", "got", "ready"] { try home.file(file) }
      let shell = try shell(name)
      let before = Date()
      try shell.type("qli g x\n")
      try home.waitForFile("child", toContain: "\n")
      let child = try #require(pid_t(home.read("child").dropLast()))
      try waitUntil("it is ready, or its time is over") {
        try !home.read("ready").isEmpty || home.auditLines("$STATE/log").last?["event"] != "start"
      }
      try shell.control("Z")
      try shell.waitFor(TestHome.prompt)
      // On a slow machine it was over before.
      let isStopped = try home.auditLines("$STATE/log").last?["event"] == "start"
      if isStopped {
        try SignalState.waitUntilStopped(child)
        try waitUntil("the limit has passed") {
          Date().timeIntervalSince(before) > Double(milliseconds) / 1000 + 0.5
        }
        #expect(try home.read("got").isEmpty)
        try shell.type("fg\n")
        try expectStatus(124, in: shell)
        #expect(try home.read("got") == "SIGTERM\n")
        #expect(try run.closing()["event"] == "timed_out")
      }
      try leave(shell)
      return isStopped ? () : nil
    }
  }

  /// A run of `script` that is cut, between two looks at the terminal.
  private func cutOnTerminal(
    _ script: String, _ milliseconds: Int, after: String = ":"
  ) throws -> PseudoTerminal {
    try run.group(timeout: "\(milliseconds)ms", grace: "20ms")
    try home.extension("g", "x", sh: script)
    for file in ["code", "meanwhile", "after"] { try home.file(file) }
    return try home.program(
      "/bin/sh", "-c",
      "stty -echoctl; stty -a > before; qli -q g x; echo $? > code; stty -a > after; \(after)"
    ).startOnTerminal()
  }

  @Test func theSettingsArePutBack() throws {
    let script = "stty raw -echo -isig min 3; stty -a > meanwhile; exec probe wait-for never"
    try TimedRun.lengthening { milliseconds -> Void? in
      try cutOnTerminal(script, milliseconds).wait()
      return try home.read("meanwhile").isEmpty ? nil : ()
    }
    #expect(try home.read("code") == "124\n")
    #expect(try home.read("before") == home.read("after"))
    #expect(try home.read("before") != home.read("meanwhile"))
  }

  /// Where the terminal isn't qli's input, as in the background of a script, somebody else may use it.
  @Test func theSettingsOfAnothersTerminalAreLeftAlone() throws {
    try run.group(timeout: "500ms")
    try home.extension("g", "x", sh: "exec probe wait-for never")
    let terminal = try home.program(
      "/bin/sh", "-c", "qli -q g x & stty -echo; wait $!; echo $? > code; stty -a > after"
    ).startOnTerminal()
    try terminal.wait()
    #expect(try home.read("code") == "124\n")
    #expect(try home.read("after").contains(" -echo "))
  }

  @Test func theSettingsOfATerminalThatIsNotTheInputAreLeftAlone() throws {
    try home.extension(
      "g", "x", sh: "stty raw -echo < /dev/tty; echo > meanwhile; exec probe wait-for never")
    try TimedRun.lengthening { milliseconds -> Void? in
      try run.group(timeout: "\(milliseconds)ms")
      try home.program(
        "/bin/sh", "-c",
        "stty -a < /dev/tty > before; qli -q g x; stty -a < /dev/tty > after"
      ).stdin(.null).stdout(.capture).startOnTerminal().wait()
      return home.exists("meanwhile") ? () : nil
    }
    #expect(try home.read("before") != home.read("after"))
  }

  /// As at a shell that the extension opens: it makes its own group the foreground one.
  @Test(.requireTool("bash")) func aShellThatHadTheTerminal() throws {
    try TimedRun.lengthening(from: 500) { milliseconds -> Void? in
      let terminal = try cutOnTerminal(
        "PS1='in''side> ' exec bash --norc --noprofile -i", milliseconds,
        after: "read line; echo \"got:$line\"")
      try home.waitForFile("after", toContain: "\n")
      try terminal.type("typed\n")
      try terminal.waitFor("got:typed")
      return try terminal.wait().terminal.contains("inside> ") ? () : nil
    }
    #expect(try home.read("code") == "137\n")
    #expect(try home.read("before") == home.read("after"))
  }

  /// A run in the background isn't stopped by what it would put back.
  @Test(arguments: shells) func aRunInTheBackground(_ name: String) throws {
    try run.group(timeout: "100ms")
    try home.extension("g", "x", sh: "exec probe wait-for never")
    let shell = try shell(name)
    try shell.type("qli -q g x & wait $!; echo status=$?\n")
    try shell.waitFor("status=124\r\n")
    try leave(shell)
  }

  /// A pager goes on when the time is over, and reads its keys as before.
  @Test(.requireTool("less"), .requireTool("bash")) func aPagerKeepsTheTerminal() throws {
    try run.group(timeout: "1s")
    try home.extension("g", "x", sh: "seq 1 50; echo > started; exec probe wait-for never")
    let shell = try shell("bash")
    // It begins after qli has seen the settings, and then changes them.
    let pager = "{ probe wait-for started; TERM=xterm less -X; }"
    try shell.type("qli -q g x | \(pager); echo status=${PIPESTATUS[0]}\n")
    try shell.waitFor("\r\n20\r\n")
    try waitUntil("the time is over") {
      try home.auditLines("$STATE/log").last?["event"] == "timed_out"
    }
    // No newline: the pager reads single keys.
    try shell.type("q")
    try shell.waitFor("status=124\r\n")
    try leave(shell)
  }
}
