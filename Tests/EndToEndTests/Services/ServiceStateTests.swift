import Glibc
import TestSupport
import Testing

/// What is known of a service, damaged or out of date: whether it lives is told by the locks alone.
@Suite struct ServiceStateTests {
  /// What a state has beside its version and how far the service is.
  private static let others =
    "\"run_id\":\"x\",\"started\":\"x\",\"path\":\"x\",\"args\":[],\"args_exact\":true,"
    + "\"host\":\"x\""

  /// Nothing that lies there keeps it from being started, seen or stopped.
  @Test(arguments: [
    "", "{", "{}", "null", "[1]", "{\"version\":1,\"state\":\"rea",
    "\u{0}\u{0}\u{0}", "{\"version\":2,\"state\":\"ready\",\(others)}",
    "{\"version\":1,\"state\":\"asleep\",\(others)}",
  ]) func aDamagedState(_ text: String) throws {
    let scene = try ServiceScene()
    for name in ["state.json", "stop.json", "failures.json", "supervisor", "alive"] {
      try scene.home.file("\(scene.folder)/\(name)", text)
    }
    #expect(try scene.state() == "lost")
    try scene.home.qli("stop", "g", "x").run().expectCode(0)
    try scene.start()
    // The same while it runs.
    for name in ["state.json", "stop.json"] {
      try scene.home.file("\(scene.folder)/\(name)", text)
    }
    #expect(try scene.state() == "starting")
    try scene.stop()
    #expect(try scene.state() == "ended")
    try scene.expectAnEndForEachStart()
  }

  /// A newer qli may tell more; an older one less.
  @Test func ofAnotherQli() throws {
    let scene = try ServiceScene()
    try scene.start()
    let state = try scene.home.read("\(scene.folder)/state.json")
    try scene.home.file(
      "\(scene.folder)/state.json",
      state.replacing("{\"version\":1,", with: "{\"version\":1,\"mood\":{\"is\":[\"good\"]},"))
    #expect(try scene.state() == "ready")
    let note = try scene.home.read("\(scene.folder)/supervisor")
    #expect(note.hasSuffix("\n"))
    try scene.stop()
    let ended = try scene.home.read("\(scene.folder)/state.json")
    let without = try JSON.parse(ended)["host"]?.string ?? ""
    #expect(!without.isEmpty)
    try scene.home.file(
      "\(scene.folder)/state.json", ended.replacing(",\"restarts\":0", with: ""))
    #expect(try scene.state() == "ended")
    try scene.start()
    try scene.stop()
  }

  /// As after the machine was started anew: the locks are free, and no end was written.
  @Test func noEndIsKnown() throws {
    let scene = try ServiceScene()
    try scene.start()
    let state = try scene.home.read("\(scene.folder)/state.json")
    try scene.stop()
    try scene.home.file("\(scene.folder)/state.json", state)
    #expect(try scene.state() == "lost")
    let stop = try scene.home.qli("stop", "g", "x").run()
    #expect(stop.ending == .exited(0))
    #expect(stop.stderr == "g x isn't running\n")
    try scene.start()
    try scene.stop()
  }

  /// The number of who has watched over it is another's by now: that one isn't touched.
  @Test func aNumberThatIsAnothers() throws {
    let scene = try ServiceScene()
    try scene.start()
    let note = try scene.home.read("\(scene.folder)/supervisor")
    let state = try scene.home.read("\(scene.folder)/state.json")
    try scene.stop()
    let other = try scene.home.program(Products.probe, "wait-for", "never").start()
    let words = note.split(separator: " ", maxSplits: 1)
    try scene.home.file("\(scene.folder)/supervisor", "\(other.pid) \(words[1])")
    try scene.home.file(
      "\(scene.folder)/state.json",
      state.replacing("\"supervisor\":\(words[0])", with: "\"supervisor\":\(other.pid)"))
    #expect(try scene.state() == "lost")
    try scene.home.qli("stop", "g", "x").run().expectCode(0)
    #expect(!other.hasEnded)
    try other.signal(SIGKILL)
  }

  /// Without it nobody knows who watches over the service: it is found by its processes, and has
  /// one end all the same.
  @Test func itsLockIsRemoved() throws {
    let scene = try ServiceScene()
    let (main, _) = try scene.start()
    try scene.home.remove("\(scene.folder)/supervisor")
    let refused = try scene.home.qli("start", "--json", "g", "x").run()
    #expect(refused.ending == .exited(120), "\(refused.stderr)")
    #expect(try JSON.parse(refused.stdout)["step"] == "exclusive")
    #expect(refused.stderr.contains("\(main)"))
    #expect(refused.stderr.contains("help: qli stop g x\n"))
    try scene.stop()
    try scene.expectAnEndForEachStart()
    try scene.start()
    try scene.stop()
  }

  /// It is known by its lock, and not by what can be signalled from here.
  @Test(.mountsFileSystems) func itRunsElsewhere() throws {
    let scene = try ServiceScene()
    let inside = try scene.home.qli("start", "--foreground", "g", "x").wrapped(
      "/usr/bin/unshare", "--map-root-user", "--pid", "--fork", "--mount-proc"
    ).start()
    try scene.home.waitForFile("\(scene.folder)/state.json", toContain: "\"ready\"")
    #expect(try scene.state() == "elsewhere")
    let start = try scene.home.qli("start", "--json", "g", "x").run()
    #expect(start.ending == .exited(120), "\(start.stderr)")
    #expect(try JSON.parse(start.stdout)["step"] == "exclusive")
    let stop = try scene.home.qli("stop", "g", "x").run()
    #expect(stop.ending == .exited(125))
    #expect(stop.stderr.contains("runs on another machine or in another container"))
    #expect(!inside.hasEnded)
    for process in scene.processes.alive() { kill(process, SIGKILL) }
    try inside.wait()
  }

  /// A folder that this user may not write to, and one that others may.
  @Test(.requireTool("setpriv")) func aFolderThatIsClosedOrOpen() throws {
    let scene = try ServiceScene()
    let closed = try scene.home.directory("$STATE/qli/services", mode: 0o500)
    // Root may write anywhere, unless that is taken away.
    let start = scene.home.qli("start", "--json", "g", "x")
    let run =
      geteuid() == 0
      ? start.wrapped("/usr/bin/setpriv", "--bounding-set=-dac_override,-dac_read_search") : start
    let outcome = try run.run()
    #expect(outcome.ending == .exited(125), "\(outcome.stderr)")
    #expect(outcome.stderr.contains("Permission denied"))
    #expect(try JSON.parse(outcome.stdout)["step"] == "supervisor")
    try scene.home.chmod(closed, 0o777)
    let open = try scene.home.qli("start", "--json", "g", "x").run()
    #expect(open.ending == .exited(125), "\(open.stderr)")
    #expect(open.stderr.contains("unsafe: "))
    #expect(try scene.records().isEmpty)
    #expect(scene.processes.alive().isEmpty)
  }
}
