import Foundation
import Glibc
import TestSupport
import Testing

/// Nobody is asked about what wasn't shown, and whoever looks can stop at any moment.
@Suite struct TrustShownTests {
  let scene: TrustScene
  var home: TestHome { scene.home }

  init() throws { scene = try TrustScene() }

  private let question = "Trust group 'g' as it is? [y/N] "

  private func look(_ variables: [String: String] = [:]) -> QliRun {
    home.qli("trust", "g")
      .environment(["NO_COLOR": "1", "PAGER": "", "TMPDIR": home.path("$WORK")])
      .environment(variables)
  }

  /// What is on the terminal before the question, which is answered with no.
  private func shown(_ run: QliRun, sourceLocation: SourceLocation = #_sourceLocation) throws
    -> String
  {
    let terminal = try run.startOnTerminal(columns: 300, rows: 100)
    try terminal.waitFor("[y/N] ")
    try terminal.type("n\n")
    let outcome = try terminal.wait(sourceLocation: sourceLocation)
    #expect(outcome.ending == .exited(121), sourceLocation: sourceLocation)
    return home.collapse(outcome.terminal.components(separatedBy: question)[0])
  }

  private let all = """
    new      _manifest.toml  48 bytes
    new      x               19 bytes

    +++ _manifest.toml
    +schema_version = 1
    +description = "A test group"

    +++ x
    +#!/bin/sh
    +echo one

    """

  // MARK: - Where it is shown

  @Test(arguments: ["false", "env nosuchcmd", "cat >/dev/null; exit 3", "kill -KILL $$"])
  func aPagerThatFails(_ pager: String) throws {
    let text = try shown(look(["QLI_PAGER": pager]))
    #expect(
      text.hasSuffix("warning: the pager has failed, so this is what there is to see:\n\(all)"),
      "\(text)")
  }

  /// Whoever has seen enough has seen enough.
  @Test func aPagerThatIsClosedEarly() throws {
    let many = (0..<100_000).map { "# \($0)\n" }.joined()
    try home.extension("g", "x", "#!/bin/sh\n\(many)")
    #expect(
      try shown(look(["QLI_PAGER": "head -n 1"])) == "new      _manifest.toml  48 bytes\n")
  }

  /// What has gone into a file or a pipe, nobody has seen who is asked.
  @Test(arguments: [">/dev/null", ">$XDG_STATE_HOME/out", "| cat >/dev/null", ">/dev/null 2>&1"])
  func standardOutputElsewhere(_ redirection: String) throws {
    try home.directory("$STATE")
    let run = look().wrapped("/bin/sh", "-c", "\"$@\" \(redirection)", "sh")
    let terminal = try run.startOnTerminal(columns: 300, rows: 100)
    try terminal.waitFor(question)
    try terminal.type("y\n")
    #expect(try terminal.wait().terminal.hasPrefix(all + question))
    #expect(home.exists(scene.record))
    if home.exists("$STATE/out") {
      #expect(try home.read("$STATE/out") == "group 'g' is trusted: 2 files\n")
    }
  }

  // MARK: - What is shown

  /// A shell runs what stands before a NUL byte, and behind it.
  @Test(.requireTool("diff")) func nulBytesInAScript() throws {
    try scene.trust()
    try home.extension("g", "x", "#!/bin/sh\necho two\n#\0")
    #expect(
      try shown(look()) == """
        changed  x  21 bytes, was 19

        --- x, as it was
        +++ x
        @@ -1,2 +1,3 @@
         #!/bin/sh
        -echo one
        +echo two
        +#\\x00
        \\ No newline at end of file

        """)
  }

  @Test func whatIsNotShownIsSaid() throws {
    let sum = { (name: String) in try scene.checksum("\(scene.folder)/\(name)") }
    try scene.trust()
    try home.extension("g", "data", Array("x\0y".utf8))
    try home.extension("g", "x", "#!/bin/sh\n" + String(repeating: "#\n", count: 1 << 19))
    #expect(
      try shown(look()) == """
        new      data  3 bytes, sha256 \(sum("data"))
        changed  x     1048586 bytes, was 19, sha256 \(sum("x"))

        +++ data
        its text isn't shown: it holds NUL bytes

        +++ x
        its text isn't shown: it is larger than 1 MiB

        """)
  }

  /// One that sees no difference has looked at something else.
  @Test(arguments: [
    ("exit 0", "diff: it finds none"), ("exit 1", "diff: it finds none"),
    ("exit 2", "diff: it exited with code 2"),
  ]) func aDiffThatShowsNothing(_ script: String, _ reason: String) throws {
    try scene.trust()
    try home.extension("g", "x", sh: "echo two")
    try home.pathExecutable("diff", sh: script)
    #expect(
      try shown(look()) == """
        changed  x  19 bytes, was 19

        no differences are shown: \(reason)

        +++ x
        +#!/bin/sh
        +echo two

        """)
  }

  // MARK: - Until when

  /// A diff(1) that waits, and the look that waits for it.
  private func waitingLook(_ pager: String) throws -> (PseudoTerminal, Rendezvous) {
    let (here, go) = (try home.fifo("here"), try home.fifo("go"))
    try scene.trust()
    try home.extension("g", "x", sh: "echo two")
    try home.pathExecutable(
      "diff",
      sh: "echo > '\(here.path)'; read line < '\(go.path)'; PATH=/usr/bin:/bin exec diff \"$@\"")
    let terminal = try look(["QLI_PAGER": pager]).startOnTerminal(columns: 300, rows: 100)
    try here.wait(for: terminal.process)
    return (terminal, go)
  }

  private func expectNothingLeft() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: home.path("$WORK"))
    #expect(names.filter { $0.hasPrefix("qli-trust") } == [])
  }

  @Test(.requireTool("diff")) func ctrlCEndsIt() throws {
    let (terminal, go) = try waitingLook("")
    try terminal.control("C")
    #expect(try terminal.wait().ending == .signalled(SIGINT))
    // With its end diff would go on.
    withExtendedLifetime(go) {}
    try expectNothingLeft()
  }

  /// Beside a pager it is the pager's.
  @Test(.requireTool("diff")) func ctrlCInThePager() throws {
    // The shell reads by itself: a program that it is just starting may lose the signal.
    let shown = "while read -r line; do echo \"$line\"; done"
    try home.pathExecutable(
      "show", sh: "trap 'echo stopped' INT; echo ready; \(shown); \(shown); echo end")
    let (terminal, go) = try waitingLook("show")
    try terminal.waitFor("ready")
    try terminal.control("C")
    try terminal.waitFor("stopped")
    try go.release()
    try terminal.waitFor("+echo two")
    try terminal.waitFor("[y/N] ")
    try terminal.type("y\n")
    #expect(try terminal.wait().ending == .exited(0))
    try expectNothingLeft()
  }

  /// What tells qli to end ends diff and the pager as well.
  @Test(.requireTool("diff"), arguments: ["", "cat; sleep 1000"]) func aSignalEndsIt(
    _ pager: String
  ) throws {
    let (terminal, go) = try waitingLook(pager)
    try terminal.process.signal(SIGTERM)
    #expect(try terminal.wait().ending == .exited(128 + SIGTERM))
    withExtendedLifetime(go) {}
    try expectNothingLeft()
  }
}
