import Foundation
import TestSupport
import Testing

/// What `[run] write` and `--write` may say, and what is refused before anything runs.
@Suite(.requireLandlock) struct WriteRuleTests {
  // MARK: - Narrower

  private let both = """
    for name in in out in/folder; do
      (echo > "$HOME/$name/new") 2> /dev/null && echo $name
    done
    """

  @Test func anExtensionOfItsOwnRule() throws {
    let scene = try FenceScene(
      "[extensions.y]\nrun.write = [\"$HOME/in/folder\"]\n", write: "[\"$HOME/in\"]")
    try scene.home.extension("g", "x", sh: both)
    try scene.home.extension("g", "y", sh: both)
    let outcome = try scene.home.qli("-q", "g", "x").run()
    #expect(outcome.stdout == "in\nin/folder\n")
    #expect(try scene.home.qli("-q", "g", "y").run().stdout == "in/folder\n")
  }

  @Test func theLineNarrows() throws {
    let scene = try FenceScene(write: "[\"$HOME/in\", \"$HOME/out\"]")
    try scene.home.extension("g", "x", sh: both)
    let run = { (words: String...) in
      try scene.home.qli("-q").arguments(words).arguments("g", "x").directory("$HOME").run().stdout
    }
    #expect(try run("--write", "out") == "out\n")
    #expect(
      try run("--write=in/folder", "--write", scene.home.path("$HOME/out")) == "out\nin/folder\n")
    #expect(try run("run", "--write", "./in/../in") == "in\nin/folder\n")
  }

  /// Without a rule it is the fence.
  @Test func theLineAlone() throws {
    let scene = try FenceScene()
    try scene.home.group("h")
    try scene.home.extension("h", "x", sh: both)
    let outcome = try scene.home.qli("-q", "--write", "out", "h", "x").directory("$HOME").run()
    #expect(outcome.stdout == "out\n")
  }

  // MARK: - Wider

  @Test func anExtensionThatWouldWiden() throws {
    let scene = try FenceScene("[extensions.x]\nrun.write = [\"$HOME/in/folder\", \"$HOME/out\"]\n")
    try scene.home.extension("g", "x", sh: "echo ran")
    let outcome = try scene.home.qli("g", "x").run()
    #expect(outcome.ending == .exited(125) && outcome.stdout.isEmpty)
    #expect(
      outcome.collapsedStderr.hasPrefix(
        "error: '$HOME/out' in its 'write' would widen its group's: only to '$HOME/in'\nhelp: "
      ))
  }

  /// By a link that lies within it, too.
  @Test func aLinkThatWouldWiden() throws {
    let scene = try FenceScene("[extensions.x]\nrun.write = [\"$HOME/in/link\"]\n")
    try scene.home.link("$HOME/in/link", to: "$HOME/out")
    try scene.home.extension("g", "x", sh: "echo ran")
    try scene.home.qli("g", "x").run().expectRefusal(
      125, "'$HOME/in/link' in its 'write' would widen")
  }

  @Test(arguments: ["$HOME", "$HOME/out", "/", "$HOME/in/../out/file", "$HOME/inner", "/tmp"])
  func aLineThatWouldWiden(_ path: String) throws {
    let scene = try FenceScene()
    try scene.home.extension("g", "x", sh: "echo ran")
    // A prefix that is no folder.
    try scene.home.directory("$HOME/inner")
    let path = scene.home.path(path)
    try scene.home.qli("--write", path, "g", "x").run().expectRefusal(
      125, "would widen what it may write to: only to '$HOME/in'")
  }

  // MARK: - What can't be kept

  @Test func whatIsNotThere() throws {
    let scene = try FenceScene(write: "[\"$HOME/in\", \"$HOME/no/such\", \"$UNSET_X/a\"]")
    try scene.home.extension("g", "x", sh: "echo ran")
    let outcome = try scene.home.qli("g", "x").run()
    #expect(outcome.ending == .exited(120) && outcome.stdout.isEmpty)
    #expect(
      outcome.collapsedStderr == """
        error: what it may write to can't be kept
          '$HOME/no/such', which it may write to, isn't there: there is no '$HOME/no'
          where '$UNSET_X/a' in 'write' is isn't known: the variable 'UNSET_X' isn't set
        help: mkdir -p $HOME/no/such
        help: export UNSET_X=<value>

        """)
    try scene.home.qli("run", "--write", "", "g", "x").run().expectRefusal(125, "isn't empty")
  }

  /// Whoever can put a link there would decide where it writes.
  @Test func whatSomebodyElseDecides() throws {
    let scene = try FenceScene(write: "[\"$HOME/shared/in\"]")
    try scene.home.directory("$HOME/shared", mode: 0o777)
    try scene.home.directory("$HOME/shared/in")
    try scene.home.extension("g", "x", sh: "echo ran")
    try scene.home.qli("g", "x").run().expectRefusal(
      120,
      "anyone on this machine can write to the folder '$HOME/shared', and so change what it "
        + "may write to")
    // What others do in the place itself changes nothing of where it is.
    try scene.home.chmod("$HOME/shared", 0o755)
    try scene.home.chmod("$HOME/shared/in", 0o777)
    try scene.home.qli("g", "x").expect(stdout: "ran\n")
  }

  @Test(arguments: [
    ("write = \"x\"", "'write' must be an array of strings"),
    ("write = [\"in\"]", "'in' in 'write' must be absolute"),
    ("write = [\"\"]", "'' in 'write' is empty"),
    ("write = [\"$TMPDIR/x\"]", "write \\\"$TMPDIR\\\" alone"),
    ("claim = true", "'claim' needs 'write'"),
    ("claim = 1", "'claim' must be true or false"),
  ])
  func aManifestThatIsWrong(_ line: String, _ message: String) throws {
    let home = try TestHome()
    try home.group("g", "[run]\n\(line)")
    try home.extension("g", "x", sh: "echo ran")
    let outcome = try home.qli("g", "x").run()
    #expect(outcome.ending == .exited(125))
    #expect(outcome.stderr.contains(message.replacing("\\\"", with: "\"")), "\(outcome.stderr)")
  }

  @Test func aSecondNameIsNoWayRound() throws {
    let scene = try FenceScene()
    let home = scene.home
    try home.group("h", "[extensions.x.run]\nwrite = [\"$HOME/in\"]\nclaim = true")
    try home.extension("h", "x", sh: "echo ran")
    try home.link("\(home.extensions())/h/y", to: "\(home.extensions())/h/x")
    try home.qli("h", "y").run().expectRefusal(125, "'run.write', 'run.claim'")
  }

  // MARK: - A kernel that can't

  /// A filter of system calls, as containers have one.
  @Test(.requireTool("python3")) func aKernelWithoutIt() throws {
    let scene = try FenceScene()
    try scene.home.extension("g", "x", sh: "echo ran")
    try scene.home.group("h")
    try scene.home.extension("h", "x", sh: "echo free")
    let filter = try scene.home.file("filter.py", Self.filter)
    let without = { (error: String, words: String...) in
      try scene.home.program("/usr/bin/python3", filter, error, scene.home.path("$QLI"))
        .arguments(words).run()
    }
    try without("ENOSYS", "g", "x").expectRefusal(120, "it has no Landlock, or a filter hides that")
    try without("EOPNOTSUPP", "g", "x").expectRefusal(120, "it was started without Landlock")
    #expect(try without("ENOSYS", "h", "x").stdout == "free\n")
    let explained = try without("ENOSYS", "explain", "g", "x")
    #expect(explained.ending == .exited(120) && explained.stdout.contains("no Landlock"))
    let doctor = try without("ENOSYS", "doctor")
    #expect(doctor.ending == .exited(1) && doctor.stdout.contains("no Landlock"))
  }

  /// Older than Linux 6.2: a file could be emptied, wherever it is.
  @Test(.requireTool("strace")) func aKernelThatIsTooOld() throws {
    let scene = try FenceScene()
    try scene.home.extension("g", "x", sh: "echo ran")
    let outcome = try scene.home.qli("g", "x").wrapped(
      Tools.path("strace") ?? "", "-qq", "-o", "/dev/null", "-e",
      "inject=landlock_create_ruleset:retval=2"
    ).run()
    outcome.expectRefusal(120, "version 2) lets truncate(2) empty every file; version 3 is needed")
  }

  /// Lets landlock_create_ruleset(2) fail with the first argument, and becomes the rest.
  private static let filter = """
    import ctypes, errno, os, platform, struct, sys
    number = 444
    def op(code, jt, jf, k):
        return struct.pack("HBBI", code, jt, jf, k)
    error = getattr(errno, sys.argv[1])
    program = op(0x20, 0, 0, 0) + op(0x15, 0, 1, number) + op(0x06, 0, 0, 0x00050000 | error) \\
        + op(0x06, 0, 0, 0x7fff0000)
    libc = ctypes.CDLL(None, use_errno=True)
    memory = ctypes.create_string_buffer(program)
    class Filter(ctypes.Structure):
        _fields_ = [("count", ctypes.c_ushort), ("steps", ctypes.c_void_p)]
    steps = Filter(4, ctypes.addressof(memory))
    if libc.prctl(38, 1, 0, 0, 0) or libc.prctl(22, 2, ctypes.byref(steps), 0, 0):
        sys.exit("no filter: " + os.strerror(ctypes.get_errno()))
    os.execv(sys.argv[2], sys.argv[2:])
    """
}
