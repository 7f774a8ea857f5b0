import Foundation
import Glibc
import TestSupport
import Testing

/// What qli-fleet(7) says of runs on other machines: their codes, standard input, and their clients' end.
@Suite(.requireSecureShell) struct FleetRunTests {
  /// Fails on web2.
  private static let failing = "readlink /proc/self/fd/0; [ \"$(hostname)\" = web1 ] || exit 3"
  /// Goes on until there is a file `go`.
  private static let lasting = "hostname >>ready; exec probe wait-for go"

  /// Compares a row's codes with those of the command: one that fails on web2, and one machine that is down.
  private func expectCodes(
    _ row: String, _ line: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let scene = try FleetScene()
    try scene.home.extension("ops", "restart", sh: Self.failing)
    let cells = try scene.page.row(row).prefix(2).map { try #require(Int32($0)) }
    try #require(cells.count == 2, sourceLocation: sourceLocation)
    let failed = try scene.typed(line).run()
    #expect(
      failed.ending == .exited(cells[0]), "\(failed.stdout)\(failed.stderr)",
      sourceLocation: sourceLocation)
    #expect(try scene.endings("web2") == ["finish 3"], sourceLocation: sourceLocation)
    if line.contains("web1") {
      #expect(try scene.endings("web1") == ["finish 0"], sourceLocation: sourceLocation)
      // Whatever the program has to read, the extension has nothing.
      #expect(failed.stdout.contains("/dev/null"), sourceLocation: sourceLocation)
    }
    let down = try scene.typed(line.replacing("web2", with: "down")).run()
    #expect(
      down.ending == .exited(cells[1]), "\(down.stdout)\(down.stderr)",
      sourceLocation: sourceLocation)
  }

  /// Compares a row's words with what becomes of runs whose client is killed.
  private func expectEnd(
    _ row: String, _ line: String, hosts: [String],
    by end: (RunningQli) throws -> Void = { try $0.signalGroup(SIGKILL) },
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    for callers in [false, true] {
      let scene = try FleetScene(callers: callers)
      try scene.home.extension("ops", "restart", sh: Self.lasting)
      let client = try scene.typed("exec \(line)").stdin(.pipe).start()
      try waitUntil("all run") {
        try scene.home.exists("ready")
          && scene.home.read("ready").split(separator: "\n").count == hosts.count
      }
      try end(client)
      try client.wait()
      let cells = scene.page.row(row)
      try #require(cells.count == 4, sourceLocation: sourceLocation)
      let ends = cells[callers ? 3 : 2] == "ends"
      if !ends { try scene.home.file("go") }
      for host in hosts {
        try waitUntil("the run on \(host) has ended") { try !scene.endings(host).isEmpty }
        #expect(
          try scene.endings(host) == [ends ? "interrupted 129" : "finish 0"], "\(callers)",
          sourceLocation: sourceLocation)
      }
    }
  }

  // MARK: - ssh

  @Test(arguments: ["-n", "-tt"]) func secureShell(_ option: String) throws {
    let line = try FleetPage().command("ssh -n web1 qli").replacing("-n", with: option)
    try expectCodes("ssh \(option)", line.replacing("web1", with: "web2"))
    try expectEnd("ssh \(option)", line, hosts: ["web1"])
  }

  // MARK: - Several

  @Test(.requireTool("parallel")) func parallel() throws {
    let line = try FleetPage().command("parallel ")
    try expectCodes("parallel", line)
    try expectEnd("parallel", line, hosts: ["web1", "web2"]) { try $0.signal(SIGINT) }
  }

  @Test(.requireTool("clush")) func clusterShell() throws {
    let line = try FleetPage().command("clush -S -n -w")
    try expectCodes("clush -S", line)
    try expectEnd("clush -S", line, hosts: ["web1", "web2"])
    // Without -S it has always gone well.
    let scene = try FleetScene()
    try scene.home.extension("ops", "restart", sh: Self.failing)
    #expect(try scene.typed(line.replacing("-S ", with: "")).run().ending == .exited(0))
    #expect(try scene.endings("web2") == ["finish 3"])
  }

  /// The option in place of the key, and the client's own limit.
  @Test(.requireTool("clush")) func aLimitOfClusterShell() throws {
    try expectLimit("clush -S -n -u")
  }

  @Test(.requireTool("pdsh")) func aLimitOfPdsh() throws {
    try expectLimit("pdsh -S -R ssh -u")
  }

  /// Both runs have begun and are ended when the client's time is over.
  private func expectLimit(
    _ start: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let scene = try FleetScene()
    try scene.home.extension("ops", "restart", sh: Self.lasting)
    let line = try scene.page.command(start)
    let outcome = try scene.typed(line.replacing("-u 60", with: "-u 5")).run()
    #expect(
      outcome.ending == .exited(255) && outcome.stderr.contains("command timeout"), "\(outcome)",
      sourceLocation: sourceLocation)
    for host in ["web1", "web2"] {
      try waitUntil("the run on \(host) has ended") { try !scene.endings(host).isEmpty }
      #expect(try scene.endings(host) == ["interrupted 129"])
    }
  }

  @Test(.requireTool("ansible")) func ansible() throws {
    let line = try FleetPage().command("ansible web1,web2")
    try expectCodes("ansible", line)
    try expectEnd("ansible", line, hosts: ["web1", "web2"])
  }

  // MARK: - Questions

  /// Where there is a terminal that nobody reads, and where there is none.
  @Test(.requireTool("ansible")) func nobodyAnswersAnsible() throws {
    let scene = try FleetScene(manifest: "confirm = true\n")
    try scene.home.extension("ops", "restart", sh: "echo ran >ran")
    let waiting = try scene.typed(scene.page.command("ansible web1 ")).run()
    #expect(waiting.ending == .exited(2), "\(waiting.stderr)")
    #expect(waiting.stdout.contains("rc=121"), "\(waiting.stdout)")
    #expect(waiting.stdout.contains("nobody answered in 1s"), "\(waiting.stdout)")
    let refused = try scene.typed(scene.page.command("ansible web1,web2")).run()
    #expect(refused.ending == .exited(2), "\(refused.stderr)")
    #expect(refused.stdout.contains("web2 | FAILED | rc=121"), "\(refused.stdout)")
    #expect(refused.stdout.contains("QLI_NO_INPUT forbids to ask"), "\(refused.stdout)")
    #expect(try scene.typed(scene.page.command("ssh -n web1 qli")).run().ending == .exited(121))
    #expect(!scene.home.exists("ran"))
  }

  // MARK: - One run

  @Test func oneRunAcrossMachines() throws {
    let scene = try FleetScene()
    let home = scene.home
    try home.extension("ops", "restart", sh: "echo \"restarted $(hostname)\"")
    try home.extension("ops", "lead", scene.page.display("--parent-run"))
    let lead = try home.qli("ops", "lead").environment(["XDG_STATE_HOME": home.path("$STATE/lead")])
      .expect(stdout: "restarted web1\nrestarted web2\n")
    #expect(lead.stderr.isEmpty)
    let id = try #require(try scene.records("lead").first?["run_id"]?.string)
    for host in ["web1", "web2"] {
      let record = try #require(try scene.records(host).first)
      #expect(record["host"]?.string == host)
      #expect(record["parent_run_id"]?.string == id)
    }

    for host in ["lead", "web1", "web2"] {
      try home.copy(#require(try scene.files(host).first), to: "\(host).jsonl", mode: 0o600)
    }
    let tree = try scene.page.command("qli audit --tree")
    let shown = try scene.typed(tree).environment(["id": id]).run()
    #expect(shown.ending == .exited(0) && shown.stderr.isEmpty, "\(shown.stderr)")
    #expect(shown.stdout.split(separator: "\n").count == 3, "\(shown.stdout)")
    // The machine's records alone, of those of all.
    let one = try scene.page.command("qli audit --host").replacing("/var/log/fleet/", with: "")
    let own = try scene.typed(one).run()
    let ids = try scene.records("web2").compactMap { $0["run_id"]?.string }
    #expect(own.ending == .exited(0) && own.stderr.isEmpty, "\(own.stderr)")
    let lines = own.stdout.split(separator: "\n")
    #expect(lines.count == 1 && lines[0].contains(ids[0]), "\(own.stdout)")
  }

  @Test func oneTraceAcrossMachines() throws {
    let scene = try FleetScene()
    let home = scene.home
    try home.extension("ops", "restart", sh: "exit 0")
    try home.extension("ops", "lead", sh: scene.page.command("ssh -n web1 env"))
    try home.qli("ops", "lead").environment(["XDG_STATE_HOME": home.path("$STATE/lead")]).expect()
    let id = try #require(try scene.records("lead").first?["run_id"]?.string)
      .replacing("-", with: "")
    let record = try #require(try scene.records("web1").first)
    #expect(record["trace_id"]?.string == id)
    #expect(record["parent_span_id"]?.string == String(id.suffix(16)))
  }
}
