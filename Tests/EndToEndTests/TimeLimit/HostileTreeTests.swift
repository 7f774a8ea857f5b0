import TestSupport
import Testing

/// Time limits where the tree that is to be ended, or the machine, gets in the way.
@Suite struct HostileTreeTests {
  let home: TestHome

  init() throws { home = try TestHome() }

  private func limited(_ duration: String) -> QliRun {
    home.qli("--timeout=\(duration)", "g", "x")
  }

  /// `kill 0` reaches qli too, which isn't told to stop by it: the extension keeps its grace.
  @Test func theTreeSignalsItsGroupToCleanUp() throws {
    try home.group("g", "run = { grace = '1h' }")
    try home.extension(
      "g", "x",
      sh: """
        trap 'trap "" TERM; kill 0; echo cleaning; wait; echo cleaned; exit 0' TERM
        sleep 1000 &
        echo > ready
        wait
        """)
    try TimedRun.lengthening { milliseconds -> Void? in
      let outcome = try limited("\(milliseconds)ms").run()
      guard home.exists("ready") else { return nil }
      outcome.expect(
        stdout: "cleaning\ncleaned\n", stderr: TimedRun.message("SIGTERM", milliseconds), code: 124)
      return ()
    }
  }

  /// `/proc` can't be read without a descriptor; the extension itself is qli's child all the same.
  @Test func noDescriptorIsLeft() throws {
    try home.group("g", "run = { grace = '1h' }")
    try home.copy("/bin/sleep", to: "\(home.extensions())/g/x")
    // 0 to 2, the queue of signals, and the folder /proc; none for the files in it.
    try home.qli("--timeout=300ms", "g", "x", "1000").descriptorLimit(5).expect(
      stderr: TimedRun.message("SIGTERM", 300), code: 124)
  }
}
