import Foundation
import TestSupport
import Testing

/// What a run starts as another user can't be ended by this one: it is named.
@Suite struct TimeLimitSurvivorTests {
  let run: TimedRun

  init() throws { run = try TimedRun() }

  @Test(.requireTool("setpriv"), .requireSetUserID) func survivorsAreNamed() throws {
    let home = run.home
    // A program that anybody may run, and that is root then, as sudo(8) is.
    let nobody: uid_t = 65534
    try home.copy("/usr/bin/setpriv", to: "$BIN/become-root", mode: 0o4755)
    try home.chmod("$ROOT", 0o755)
    for folder in ["$STATE", "$WORK"] { #expect(chown(home.path(folder), nobody, nobody) == 0) }
    let outlives = "probe wait-for never & echo $$ $! >> survivors; wait"
    try home.extension(
      "g", "x",
      sh: """
        become-root --reuid 0 --regid 0 --clear-groups /bin/sh -c '\(outlives)' &
        (exit 0) &
        exec probe wait-for never
        """)
    let survivors = try TimedRun.lengthening(from: 500) { milliseconds -> [String]? in
      try run.group(timeout: "\(milliseconds)ms", grace: "1ms")
      try home.file("survivors")
      #expect(chown(home.path("survivors"), nobody, nobody) == 0)
      let running = try home.qli("g", "x").environment(["XDG_RUNTIME_DIR": "/nowhere"])
        .wrapped(
          "/usr/bin/setpriv", "--reuid", "\(nobody)", "--regid", "\(nobody)", "--clear-groups"
        ).start()
      let outcome = try running.wait()
      let survivors = try home.read("survivors").split(whereSeparator: \.isWhitespace).map(
        String.init)
      defer { for process in run.processes.alive() { kill(process, SIGKILL) } }
      #expect(run.processes.alive().map(String.init).sorted() == survivors.sorted())
      #expect(running.hasEnded)
      guard survivors.count == 2 else { return nil }
      let limit = try #require(run.closing()["timeout_ms"]?.integer)
      #expect(limit == milliseconds)
      outcome.expect(
        stderr: TimedRun.message("SIGKILL", milliseconds)
          + "  process \(survivors[0]) (sh) could not be ended\n"
          + "  process \(survivors[1]) (probe) could not be ended\n",
        code: 137)
      return survivors
    }
    let closing = try run.closing()
    #expect(closing["event"] == "timed_out" && closing["signal"] == "SIGKILL")
    let named = closing["survivors"]?.array?.map {
      [$0["pid"]?.integer.map(String.init), $0["program"]?.string]
    }
    #expect(named == [[survivors[0], "sh"], [survivors[1], "probe"]])
    try run.processes.waitUntilGone()
  }
}

extension Trait where Self == ConditionTrait {
  /// Skips the test, with a message, where no program can be given to root, or where its folder is
  /// closed to others.
  static var requireSetUserID: Self {
    .enabled("needs to run as root, in a folder that is open to all and takes set-uid programs") {
      var system = statvfs()
      var folder = URL(fileURLWithPath: Products.qli).deletingLastPathComponent()
      guard geteuid() == 0, statvfs(folder.path, &system) == 0, system.f_flag & 2 == 0 else {
        return false
      }
      while folder.path != "/" {
        var status = stat()
        guard stat(folder.path, &status) == 0, status.st_mode & 0o001 != 0 else { return false }
        folder.deleteLastPathComponent()
      }
      return true
    }
  }
}
