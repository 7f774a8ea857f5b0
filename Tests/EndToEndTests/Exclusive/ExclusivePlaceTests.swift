import TestSupport
import Testing

/// Where the lock of an exclusive extension is, and what is in its way.
@Suite struct ExclusivePlaceTests {
  let home: TestHome

  init() throws {
    home = try TestHome()
    try home.group("g", "banner = \"here\"\nrun = { exclusive = true }")
    try home.extension("g", "x", sh: "echo ran")
  }

  private func refused(_ path: String, _ reason: String) -> String {
    "here\nerror: cannot take the lock '\(path)': \(reason)\n"
  }

  /// A desktop's shell has a runtime folder, cron has none; they meet all the same.
  @Test func theLockIsAlwaysInTheStateFolder() throws {
    try home.qli("g", "x").expect(stdout: "ran\n", stderr: "here\n")
    #expect(home.exists("$STATE/qli/locks/g/x.lock"))
    #expect(try home.mode("$STATE/qli/locks/g") == 0o700)
    #expect(try home.mode("$STATE/qli/locks/g/x.lock") == 0o600)
    try home.remove("$STATE/qli")
    try home.qli("g", "x").unset("XDG_STATE_HOME").umask(0)
      .expect(stdout: "ran\n", stderr: "here\n")
    #expect(home.exists("$HOME/.local/state/qli/locks/g/x.lock"))
    #expect(try home.mode("$HOME/.local") == 0o700)
    #expect(try home.mode("$HOME/.local/state/qli/locks/g/x.lock") == 0o600)
    try home.remove("$HOME/.local")
    // A relative one is invalid.
    try home.qli("g", "x").environment(["XDG_STATE_HOME": "state"])
      .expect(stdout: "ran\n", stderr: "here\n")
    #expect(home.exists("$HOME/.local/state/qli/locks/g/x.lock"))
    #expect(!home.exists("$STATE/qli") && !home.exists("state"))
    // HOME isn't needed where the folder is named.
    try home.qli("g", "x").unset("HOME").expect(stdout: "ran\n", stderr: "here\n")
    #expect(home.exists("$STATE/qli/locks/g/x.lock"))
  }

  @Test func withoutAHomeTheLockHasNoPlace() throws {
    try home.qli("g", "x").unset("HOME", "XDG_STATE_HOME").expect(
      stderr: """
        here
        error: the lock of this exclusive extension has no place: neither XDG_STATE_HOME \
        nor HOME is set to an absolute path
        help: \(TestHome.settingHome)

        """, code: 120)
  }

  @Test func aStateFolderThatIsMissingIsMade() throws {
    try home.remove("$STATE")
    try home.qli("g", "x").expect(stdout: "ran\n", stderr: "here\n")
    #expect(try home.mode("$STATE") == 0o700)
  }

  @Test func whatIsInTheWayOfTheLockIsNamed() throws {
    try home.file("$STATE/qli")
    try home.qli("g", "x")
      .expect(stderr: refused("$STATE/qli/locks/g/x.gate", "Not a directory"), code: 120)
    try home.remove("$STATE/qli")
    try home.directory("$STATE/qli/locks/g/x.lock")
    try home.qli("g", "x")
      .expect(stderr: refused("$STATE/qli/locks/g/x.lock", "Is a directory"), code: 120)
    try home.remove("$STATE/qli")
    try home.link("$STATE/qli", to: "qli")
    try home.qli("g", "x").expect(
      stderr: refused("$STATE/qli/locks/g/x.gate", "Too many levels of symbolic links"), code: 120)
    try home.remove("$STATE/qli")
    // A full disk: the note of who has the lock doesn't go in.
    try home.qli("g", "x").fileSizeLimit(3)
      .expect(stderr: refused("$STATE/qli/locks/g/x.lock", "File too large"), code: 120)
    try home.qli("g", "x").expect(stdout: "ran\n", stderr: "here\n")
  }

  /// Somebody who doesn't say who it is.
  @Test(arguments: ["", "nonsense", "1 2", "1 2 3 4", "x 2 3"])
  func aLockWhoseHolderHasNoName(_ text: String) throws {
    let path = try home.file("$STATE/qli/locks/g/x.lock", text)
    let holder = try home.program(
      Products.probe, "lock", path, "--ready", home.path("held"), "--until", home.path("free")
    ).start()
    try home.waitForFile("held", toContain: "\n")
    try home.qli("g", "x").expect(
      stderr: """
        here
        error: another run has this extension to itself: process \(holder.pid) (Probe)
        help: wait until it has ended, or end it: kill \(holder.pid)

        """, code: 120)
    #expect(try home.read(path) == text)
    try home.file("free")
    try holder.expect()
    try home.qli("g", "x").expect(stdout: "ran\n", stderr: "here\n")
  }

  /// The lock belongs to step 2, behind what that step looks at first.
  @Test func anUnmetRequirementTakesNoLock() throws {
    try home.group("g", "requires_env = { V = true }\nrun = { exclusive = true }")
    #expect(try home.qli("g", "x").run().ending == .exited(120))
    #expect(!home.exists("$STATE/qli"))
    try home.group("g", "run = { exclusive = true }\nconfirm = true")
    #expect(try home.qli("g", "x").run().ending == .exited(121))
    #expect(home.exists("$STATE/qli/locks/g/x.lock"))
  }

  /// A group need not be exclusive for one of its extensions to be.
  @Test func anExtensionsOwnRule() throws {
    try home.group("g", "[extensions.x.run]\nexclusive = true")
    try home.extension("g", "y", sh: "echo y")
    try home.qli("g", "y").expect(stdout: "y\n")
    #expect(!home.exists("$STATE/qli"))
    try home.qli("g", "x").expect(stdout: "ran\n")
    #expect(home.exists("$STATE/qli/locks/g/x.lock"))
  }
}
