import TestSupport
import Testing

/// What an extension that was killed leaves at the terminal.
@Suite struct KilledAtTerminalTests {
  let home: TestHome

  init() throws {
    home = try TestHome()
    try home.link("$BIN/qli", to: "$QLI")
    try home.group("g")
  }

  /// bash puts the settings back when its own child is killed, and qli exits with a code.
  @Test func theSettingsArePutBack() throws {
    try run("stty raw -echo; stty -a > meanwhile; kill -KILL $$")
    #expect(try home.read("before") == home.read("after"))
    #expect(try home.read("before") != home.read("meanwhile"))
  }

  /// The script around qli waits for it, whatever it has opened; so what it has started before.
  @Test(arguments: [
    "exec 3<>/dev/tty",
    """
    exec 3<>/dev/tty; probe wait-for done &
    tick() { cut -d ' ' -f 22 "$1"; }
    while [ "$(tick /proc/$!/stat)" = "$(tick /proc/self/stat)" ]; do :; done
    """,
  ])
  func theTerminalOfAScript(_ beginning: String) throws {
    try run("stty -echo; kill -KILL $$", in: beginning)
    #expect(try home.read("before") == home.read("after"))
  }

  /// One that ends by itself may have changed them on purpose, as stty does.
  @Test func whatAnExtensionSetsItselfStays() throws {
    try run("stty -echo; exit 137")
    #expect(try home.read("before") != home.read("after"))
  }

  /// What the terminal's settings are before and after a run of `script`, which ends with 137.
  private func run(_ script: String, in beginning: String = ":") throws {
    try home.extension("g", "x", sh: script)
    let terminal = try home.program(
      "/bin/sh", "-c",
      "\(beginning)\nstty -a > before; qli -q g x; echo $? > code; stty -a > after; : > done"
    ).startOnTerminal()
    try terminal.wait()
    #expect(try home.read("code") == "137\n")
  }

  /// What works for qli is ended with it, or by whoever else wants that, while it asks for a password.
  private static let asking = ["kill -KILL $$", "kill -TERM $PPID; exec probe wait-for never"].map {
    "stty -echo -icanon < /dev/tty; : > asked; \($0)"
  }

  @Test(arguments: asking) func whatFetchesASecret(_ script: String) throws {
    try home.group("g", "secrets = [{ env = 'S', ref = 'op://v/i/f', provider = 'one_password' }]")
    try home.pathExecutable("op", sh: script)
    try home.extension("g", "x", sh: "true")
    try expectSettingsKept(around: "qli -q g x")
  }

  @Test(arguments: asking) func whatSaysTheVersionOfAService(_ script: String) throws {
    try home.group(
      "g", "[extensions.x.service]\nversion_command = ['-v']\nmin_version = '1.0'")
    try home.extension("g", "x", sh: script)
    try expectSettingsKept(around: "qli -q start g x")
  }

  @Test(arguments: asking) func aPlugin(_ script: String) throws {
    try home.sidecar("v")
    try home.sourceProgram("v", script)
    try expectSettingsKept(around: "qli -q sources check v")
  }

  @Test(arguments: asking) func aPager(_ script: String) throws {
    try home.group("g", "audit_log = '$XDG_STATE_HOME/log'")
    try home.extension("g", "x", sh: "true")
    try home.qli("g", "x").expect()
    // More than fits on the screen; and qli has nothing left to write.
    try expectSettingsKept(around: "QLI_PAGER='cat > all; \(script)' qli audit", rows: 1)
  }

  private func expectSettingsKept(
    around command: String, rows: UInt16 = 24, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try home.program(
      "/bin/sh", "-c", "stty -a > before; \(command); stty -a > after"
    ).startOnTerminal(rows: rows).wait(sourceLocation: sourceLocation)
    #expect(home.exists("asked"), sourceLocation: sourceLocation)
    #expect(try home.read("before") == home.read("after"), sourceLocation: sourceLocation)
  }

  @Test(arguments: [
    ("KILL", "qli: the extension was killed by SIGKILL\n", 137),
    ("SEGV", "qli: the extension was killed by SIGSEGV\n", 139), ("PIPE", "", 141),
  ])
  func aPersonIsTold(_ signal: String, _ text: String, _ code: Int32) throws {
    try home.extension("g", "x", sh: "ulimit -c 0; kill -\(signal) $$")
    try home.qli("g", "x").startOnTerminal().wait().expect(terminal: text, code: code)
    try home.qli("-q", "g", "x").startOnTerminal().wait().expect(terminal: "", code: code)
    try home.qli("g", "x").expect(code: code)
  }
}
