import Foundation
import TestSupport
import Testing

/// `"$TMPDIR"` in `write`: a folder of the run's own, which goes with it.
@Suite(.requireLandlock) struct OwnFolderTests {
  let scene: FenceScene
  private var home: TestHome { scene.home }

  init() throws {
    scene = try FenceScene(write: "[\"$TMPDIR\"]")
    try home.directory("$ROOT/tmp")
  }

  private func run(_ script: String, _ words: String...) throws -> QliRun {
    try home.extension("g", "x", sh: script)
    return home.qli().arguments(words).arguments("g", "x").environment([
      "TMPDIR": home.path("$ROOT/tmp")
    ])
  }

  private var left: [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: home.path("$ROOT/tmp"))) ?? []
  }

  @Test func itIsThereAndGone() throws {
    let outcome = try run(
      "ls -ld \"$TMPDIR\" | cut -c1-10; echo \"$TMPDIR\"; [ \"$TMPDIR\" = \"$QLI_WRITE\" ] || echo other; "
        + "mktemp > /dev/null && echo made; (echo > \"$TMPDIR/../x\") 2> /dev/null || echo refused"
    ).run()
    let lines = outcome.stdout.split(separator: "\n")
    #expect(lines.count == 4 && lines[0] == "drwx------" && lines[2...] == ["made", "refused"])
    #expect(lines[1].hasPrefix(home.path("$ROOT/tmp/qli-g-x.")))
    #expect(left.isEmpty)
  }

  /// However deep, whatever it is called, whoever may enter it; and a link's target stays.
  @Test func allOfItIsRemoved() throws {
    let outcome = try run(
      """
      cd "$TMPDIR"; mkdir -p a/b/c "n
      l"; echo > a/b/c/f; chmod 0 a/b/c; chmod 0500 a/b; mkfifo fifo; ln -s "$HOME/out" link
      i=0; while [ $i -lt 300 ]; do mkdir d && cd d || exit 9; i=$((i + 1)); done; echo > deep
      """
    ).run()
    #expect(outcome.ending == .exited(0), "\(outcome.stderr)")
    #expect(left.isEmpty)
    #expect(try home.read("$HOME/out/file") == "old\n")
  }

  /// However the run ends.
  @Test(arguments: ["exit 3", "kill -9 $$", "kill -TERM $PPID; sleep 9", "sleep 9"])
  func howeverItEnds(_ end: String) throws {
    let outcome = try run("echo > \"$TMPDIR/f\"; \(end)", "-q", "--timeout", "300ms").run()
    #expect(outcome.ending != .exited(0))
    #expect(left.isEmpty)
  }

  @Test func ofARunThatIsRefused() throws {
    try home.group("g", "confirm = true\n[run]\nwrite = [\"$TMPDIR\"]")
    #expect(try run("echo ran").run().ending == .exited(121))
    #expect(left.isEmpty)
    try home.group("g", "audit_log = \"$HOME/in\"\n[run]\nwrite = [\"$TMPDIR\"]")
    #expect(try run("echo ran").run().ending == .exited(123))
    #expect(left.isEmpty)
  }

  /// Where it was moved away, what is there instead isn't anybody's to remove.
  @Test func itIsMovedAway() throws {
    try home.group("g", "[run]\nwrite = [\"$ROOT_TMP\", \"$TMPDIR\"]")
    let outcome = try run(
      "mv \"$TMPDIR\" \"$TMPDIR.old\"; mkdir \"$TMPDIR\"; echo > \"$TMPDIR/precious\""
    ).environment(["ROOT_TMP": home.path("$ROOT/tmp")]).run()
    #expect(outcome.ending == .exited(0), "\(outcome.stderr)")
    let folder = try #require(left.first { !$0.hasSuffix(".old") })
    #expect(home.exists("$ROOT/tmp/\(folder)/precious"))
  }

  /// By its own name, whatever the one of the caller's folder is.
  @Test func aLinkToWhereItIsMade() throws {
    try home.link("$ROOT/link", to: "$ROOT/tmp")
    let outcome = try run("echo \"$TMPDIR\"; echo \"$QLI_WRITE\"")
      .environment(["TMPDIR": home.path("$ROOT/link")]).run()
    let lines = outcome.stdout.split(separator: "\n")
    #expect(lines.count == 2 && lines[0] == lines[1])
    #expect(lines.first?.hasPrefix(home.path("$ROOT/tmp/")) == true)
    #expect(left.isEmpty)
  }

  /// What is left behind by the run, and still writes, doesn't keep qli.
  @Test func somebodyStillWrites() throws {
    let processes = HomeProcesses(home)
    let outcome = try run(
      "(trap '' HUP; while :; do mkdir \"$TMPDIR/$n\"; n=x$n; done) > /dev/null 2>&1 &\nsleep 0.05"
    ).run()
    #expect(outcome.ending == .exited(0))
    for process in processes.alive() { kill(process, SIGKILL) }
    try processes.waitUntilGone()
  }

  @Test func whereItCanNotBeMade() throws {
    try home.extension("g", "x", sh: "echo ran")
    let run = { (folder: String) in
      try home.qli("g", "x").environment(["TMPDIR": home.path(folder)]).run()
    }
    try run("$ROOT/none").expectRefusal(120, "cannot make its temporary folder in '$ROOT/none'")
    try run("/dev/null").expectRefusal(120, "Not a directory")
    try home.directory("$ROOT/open", mode: 0o777)
    try run("$ROOT/open").expectRefusal(120, "anyone on this machine can write to the folder")
  }

  /// A rule that has no such folder hands none on.
  @Test func onlyWhereTheGroupHasIt() throws {
    try home.group(
      "g", "[run]\nwrite = [\"$HOME/in\"]\n[extensions.x.run]\nwrite = [\"$HOME/in\", \"$TMPDIR\"]")
    try run("echo ran").run().expectRefusal(125, "'$TMPDIR' in its 'write' would widen its group's")
  }

  /// It is nobody else's, and stays where a line narrows the rest.
  @Test func aLineKeepsIt() throws {
    try home.group("g", "[run]\nwrite = [\"$HOME/in\", \"$TMPDIR\"]")
    let outcome = try run(
      "echo > \"$TMPDIR/f\" && echo own; (echo > \"$HOME/in/f\") 2> /dev/null || echo refused",
      "--write", home.path("$HOME/in/folder")
    ).run()
    #expect(outcome.stdout == "own\nrefused\n")
  }
}
