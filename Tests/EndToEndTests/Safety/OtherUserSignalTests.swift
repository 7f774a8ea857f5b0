import Glibc
import TestSupport
import Testing

/// Programs that become another user while qli runs them, as a set-uid program does: no signal of qli's
/// reaches them.
@Suite(.requireTool("setpriv"), .requireOtherUsers) struct OtherUserSignalTests {
  private let scene: OtherUserScene

  init() throws {
    scene = try OtherUserScene()
    try scene.copy("/usr/bin/setpriv", to: "become", mode: 0o4755)
  }

  /// What becomes root, says so, and waits for the file `marks/go`.
  private var becoming: String {
    "exec \(scene.path("become")) --reuid=0 --regid=0 --clear-groups sh -c "
      + "'echo $$ > \(scene.path("marks/ready")); "
      + "until [ -e \(scene.path("marks/go")) ]; do sleep 0.01; done; echo done; exit 3'"
  }

  private func waitUntilReady() throws -> pid_t {
    try waitUntil("it is root") { (try? scene.text("marks/ready"))?.hasSuffix("\n") == true }
    return try #require(pid_t(scene.text("marks/ready").dropLast()))
  }

  /// It isn't told to stop, and the record doesn't say so.
  @Test func anExtensionThatBecameRoot() throws {
    try scene.makeGroup("audit_log = '$XDG_STATE_HOME/log'")
    try scene.makeScript("a/data/qli/extensions/g/e", becoming)
    let running = try scene.qli("g", "e").start()
    let child = try waitUntilReady()
    try running.signal(SIGTERM)
    try running.waitForErrors("\nhelp: ")
    try scene.makeFile("marks/go", "")
    try running.expect(
      stdout: "done\n",
      stderr: """
        warning: SIGTERM could not be passed on: the extension runs as another user
        help: send it as that user or as root: sudo kill -SIGTERM \(child)

        """, code: 3)
    #expect(try scene.text("a/state/log").contains(#""event":"finish""#))
  }

  /// It is waited for no longer than its time, and left where a second signal comes.
  @Test func anOpThatBecameRoot() throws {
    try scene.makeGroup(
      "secrets = [{ env = 'S', ref = 'op://v/i/f', provider = 'one_password' }]")
    try scene.makeFolder("bin")
    try scene.makeScript("bin/op", becoming)
    let running = try scene.qli(
      "g", "e", environment: ["PATH": "\(scene.path("bin")):/usr/bin:/bin"]
    ).start()
    let child = try waitUntilReady()
    try running.signal(SIGTERM)
    try SignalState.waitUntilSettled(running.pid)
    try running.signal(SIGTERM)
    try running.expect(code: 143)
    #expect(kill(child, SIGKILL) == 0)
  }
}
