import Foundation
import Glibc
import TestSupport
import Testing

/// `explain`, `doctor`, `list` and `audit` know services, and say what a start would refuse.
@Suite struct ServiceOutlookTests {
  /// That it has ended by itself, with a code, is as bad as that it couldn't be started; what somebody
  /// has stopped is as that person wanted it.
  @Test func aCrashStandsOutInTheTable() throws {
    let scene = try ServiceScene(
      script: "echo 'what was wrong' >&2; probe wait-for \"$HOME/go\"; exit 3")
    let table = { try scene.home.qli("status", "g").startOnTerminal().wait().terminal }
    try scene.start()
    try scene.home.file("$HOME/go")
    try waitUntil("it has ended") { try scene.state() == "ended" }
    let crashed = try table()
    #expect(crashed.contains("\u{1b}[1;31mended\u{1b}[0m"))
    #expect(crashed.contains("exit 3") && crashed.contains("    what was wrong"))
    try scene.home.remove("$HOME/go")
    try scene.start()
    try scene.stop()
    let stopped = try table()
    #expect(stopped.contains("\u{1b}[2mended\u{1b}[0m"))
    #expect(!stopped.contains("what was wrong"))
  }

  private func explained(
    _ scene: ServiceScene, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> (code: Ending, text: String, help: [String]) {
    let outcome = try scene.home.qli("explain", "--json", "g", "x").run()
    let object = try JSON.parse(outcome.stdout)
    let step = try #require(
      object["steps"]?.array?.first { $0["name"] == "requires_env" },
      sourceLocation: sourceLocation)
    let remarks = step["remarks"]?.array ?? []
    return (
      outcome.ending, remarks.compactMap { $0["text"]?.string }.joined(separator: "\n"),
      step["help"]?.array?.compactMap(\.string) ?? []
    )
  }

  @Test func explainSaysWhatAStartRefuses() throws {
    let scene = try ServiceScene(
      """
      program_root = "/usr/lib"
      sha256 = ["\(String(repeating: "0", count: 64))"]
      """)
    let explained = try explained(scene)
    #expect(explained.code == .exited(120))
    #expect(explained.text.contains("lies outside of 'program_root', which is '/usr/lib'"))
    #expect(explained.text.contains("has a checksum that the manifest doesn't list: "))
    #expect(explained.help.contains { $0.hasPrefix("see it: sha256sum ") })
    // The start says both at once, too.
    let refused = try scene.home.qli("start", "--json", "g", "x").run()
    #expect(refused.ending == .exited(120))
    let error = try #require(try JSON.parse(refused.stdout)["error"]?.string)
    #expect(error.contains("program_root") && error.contains("; ") && error.contains("checksum"))
    #expect(try JSON.parse(refused.stdout)["step"] == "program")
  }

  /// What is there is looked at, and left as it is.
  @Test func explainOfAnEndpointRemovesNothing() throws {
    let scene = try ServiceScene("endpoint = \"unix:$XDG_STATE_HOME/s\"")
    try scene.home.file("$STATE/s", "mine")
    let refused = try explained(scene)
    #expect(refused.code == .exited(120) && refused.text.contains("a regular file is there"))
    try scene.home.remove("$STATE/s")
    try scene.home.program(
      "/usr/bin/env", "python3", "-c",
      "import socket, sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])",
      scene.home.path("$STATE/s")
    ).expect()
    let passed = try explained(scene)
    #expect(passed.code == .exited(0) && passed.text.contains("its endpoint is unix:"))
    #expect(scene.home.exists("$STATE/s"))
  }

  @Test func explainOfWhatOnlyAStartFindsOut() throws {
    let scene = try ServiceScene(
      "endpoint = \"tcp:127.0.0.1:auto\"\nversion_command = [\"--version\"]")
    let explained = try explained(scene)
    #expect(explained.code == .exited(0))
    #expect(explained.text.contains("its version is asked by 'x --version' when it starts"))
    #expect(explained.text.contains("its endpoint is chosen when it starts: tcp:127.0.0.1:auto"))
  }

  @Test func explainOfOneThatRuns() throws {
    let scene = try ServiceScene()
    try scene.start()
    #expect(try explained(scene).text.contains("a start would find it, and begin nothing"))
    let other = try scene.home.qli("explain", "g", "x@other").run()
    #expect(other.ending == .exited(0) && !other.stdout.contains("a start would find it"))
    try scene.home.qli("explain", "--instance", "-", "g", "x").run().expectCode(2)
    try scene.stop()
  }

  @Test func doctorSaysWhatAStartRefuses() throws {
    let scene = try ServiceScene("program_root = \"/usr/lib\"")
    let doctor = try scene.home.qli("doctor").run()
    #expect(doctor.ending == .exited(1))
    #expect(doctor.stdout.contains("error    'g x': '"))
    #expect(doctor.stdout.contains("lies outside of 'program_root'"))
  }

  /// What would be found out only when its time is up.
  @Test(arguments: ["no-such-program", "/no/such/program"])
  func aReadyCommandThatIsNotThere(_ program: String) throws {
    let scene = try ServiceScene("ready_command = [\"\(program)\"]")
    let words = "cannot find out whether it is ready: the command '\(program)' isn't "
    let explained = try explained(scene)
    #expect(explained.code == .exited(120) && explained.text.contains(words))
    let start = try scene.home.qli("start", "--json", "g", "x").run()
    #expect(start.ending == .exited(120) && start.stderr.contains(words), "\(start)")
    #expect(try JSON.parse(start.stdout)["step"] == "requires_commands")
    // It may be installed in a moment.
    let doctor = try scene.home.qli("doctor").run()
    #expect(doctor.ending == .exited(0) && doctor.stdout.contains("warning  'g x': \(words)"))
  }

  @Test func doctorFindsWhatNobodyWantsAnyMore() throws {
    let scene = try ServiceScene()
    try scene.start()
    try scene.home.group("g", "audit_log = \"$XDG_STATE_HOME/log\"")
    let doctor = try scene.home.qli("doctor").environment(["RUNNER_TRACKING_ID": "1"]).run()
    #expect(doctor.stdout.contains("'g x': it runs, and there is no such service any more"))
    #expect(doctor.stdout.contains("help: qli stop g x\n"))
    #expect(doctor.stdout.contains("warning  RUNNER_TRACKING_ID: "))
    try scene.stop()
  }

  /// What can't be looked at isn't gone.
  @Test func doctorTakesNoServiceForGoneThatCannotBeRead() throws {
    let scene = try ServiceScene()
    try scene.start()
    let manifest = "$DATA/qli/extensions/g/_manifest.toml"
    let whole = try scene.home.read(manifest)
    let expectNothing = { (isRunning: Bool) in
      let doctor = try scene.home.qli("doctor").run()
      #expect(!doctor.stdout.contains("no such service"), "\(isRunning): \(doctor.stdout)")
    }
    for isRunning in [true, false] {
      try scene.home.file(manifest, "\(whole)\nreday = 1\n")
      try expectNothing(isRunning)
      try scene.home.file(manifest, whole)
      try scene.home.chmod("$DATA/qli/extensions/g/x", 0o644)
      try expectNothing(isRunning)
      try scene.home.chmod("$DATA/qli/extensions/g/x", 0o755)
      if isRunning { try scene.stop() }
    }
    try scene.home.group("g", "")
    #expect(
      try scene.home.qli("doctor").run().stdout.contains("'g x': there is no such service any more")
    )
  }

  @Test func doctorFindsOrphans() throws {
    let scene = try ServiceScene()
    let (_, supervisor) = try scene.start()
    let watcher = try #require(SignalState(of: supervisor)?.parent)
    #expect(kill(watcher, SIGKILL) == 0 && kill(supervisor, SIGKILL) == 0)
    try waitUntil("nobody watches over it") { try scene.state() == "orphaned" }
    let doctor = try scene.home.qli("doctor").run()
    #expect(doctor.stdout.contains("'g x': processes of an earlier start are left"))
    try scene.stop()
  }

  @Test func listKnowsServices() throws {
    let scene = try ServiceScene()
    try scene.home.extension("g", "job", sh: "true")
    let groups = try JSON.parse(scene.home.qli("list", "--json").run().stdout)["groups"]
    let extensions = groups?.array?.first?["extensions"]?.array ?? []
    #expect(extensions.map { $0["name"] } == ["job", "x"])
    #expect(extensions.map { $0["service"]?.bool ?? false } == [false, true])
    let before = try scene.home.qli("list", "--color=never").startOnTerminal().wait().terminal
    #expect(before.contains("x    (service)") && before.contains("job\n"))
    try scene.start()
    #expect(
      try scene.home.qli("list", "--color=never").startOnTerminal().wait().terminal.contains(
        "(service, ready)"))
    try scene.stop()
    #expect(
      try scene.home.qli("list", "--color=never").startOnTerminal().wait().terminal.contains(
        "(service, ended)"))
  }

  @Test func auditSaysReadyAndWhoStopped() throws {
    let scene = try ServiceScene("endpoint = \"tcp:127.0.0.1:auto\"")
    try scene.start()
    let running = try JSON.parse(scene.home.qli("audit", "--json", "g").run().stdout)
    #expect(running["running"]?.bool == true && running["ready"]?.bool == true)
    #expect(try scene.home.qli("audit", "g").run().stdout.contains("\tready\t"))
    let ready = try #require(try scene.records().first { $0["event"] == "ready" })
    #expect(ready["endpoint"] == (try scene.status()["endpoint"]))
    try scene.home.qli("stop", "--reason", "it is late", "g", "x").run().expectCode(0)
    let line = try scene.home.qli("audit", "g").startOnTerminal(columns: 200).wait().terminal
    #expect(line.contains("stopped") && line.contains(": it is late"))
    let ended = try JSON.parse(scene.home.qli("audit", "--json", "g").run().stdout)
    #expect(ended["ready"] == nil && ended["running"] == nil)
  }
}
