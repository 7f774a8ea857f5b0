import Foundation
import Glibc
import TestSupport
import Testing

/// What the real journald and rsyslogd get of a run.
@Suite(.requireCopyScene) struct CopyTests {
  @Test func theJournalHasTheExactLines() throws {
    let scene = try CopyScene("journal")
    try scene.start()
    // What is asked of a process while it is there still.
    try scene.home.extension("prod", "x", sh: "journalctl --sync; exit 3")
    try scene.home.group(
      "dev", "audit_log = \"$XDG_STATE_HOME/dev\"\naudit_copy = \"journal\"")
    try scene.home.extension("dev", "y", sh: ":")
    try scene.qli("prod", "x", "a b", "é\n\u{1b}", [0xff]).expect(code: 3)
    try scene.qli("dev", "y").expect()
    let entries = try scene.entries("QLI_GROUP=prod")
    let fields = { (name: String) in entries.map { $0[name]?.string } }
    #expect(fields("MESSAGE") == (try scene.lines()))
    #expect(fields("PRIORITY") == ["6", "4"])
    #expect(fields("SYSLOG_IDENTIFIER") == ["qli", "qli"])
    #expect(fields("QLI_EVENT") == ["start", "finish"])
    #expect(fields("QLI_EXTENSION") == ["x", "x"])
    #expect(fields("QLI_EXIT_CODE") == [nil, "3"])
    let records = try scene.home.auditLines(CopyScene.log)
    #expect(fields("QLI_RUN_ID") == records.map { $0["run_id"]?.string })
    // What the kernel vouches for, and what is to be seen of a process.
    #expect(fields("_PID") == records.map { $0["pid"]?.integer.map { "\($0)" } })
    #expect(fields("_UID") == ["0", "0"])
    #expect(fields("_TRANSPORT") == ["journal", "journal"])
    let program = URL(fileURLWithPath: Products.qli).resolvingSymlinksInPath().path
    #expect(entries.first?["_EXE"]?.string == program)
    #expect(try scene.entries("QLI_GROUP=dev", "QLI_EVENT=start").count == 1)
  }

  /// As README has it.
  @Test func whatAPersonTypes() throws {
    let scene = try CopyScene("journal")
    try scene.start()
    try scene.qli("prod", "x").expect(stdout: "ran\n")
    try scene.program("/usr/bin/journalctl", "--sync").expect()
    try scene.program("/usr/bin/journalctl", "-q", "-o", "cat", "QLI_GROUP=prod")
      .expect(stdout: scene.home.read(CopyScene.log))
  }

  /// Also where nobody listens it is closed, but that is said.
  @Test func aRunThatIsClosed() throws {
    let scene = try CopyScene("journal")
    let starts = try [1, 2].map { number in
      TrailText.start(number, at: number, "prod")
        .replacing("\"host\":\"elsewhere\"", with: "\"host\":\"\(try Machine.host)\"")
        .replacing("\"uid\":1000", with: "\"uid\":\(getuid())")
        .replacing("\"pid\":4711", with: "\"pid\":2147483647")
    }
    try scene.home.file(CopyScene.log, starts.joined(), mode: 0o600)
    let close = { (number: Int) in
      scene.qli("audit", "--close", TrailText.id(number), "--reason", "seen")
    }
    let alone = try close(1).run()
    #expect(alone.ending == .exited(125))
    #expect(alone.stderr.hasPrefix("error: it is closed in the audit log alone: "))
    try scene.start()
    try close(2).expect(stdout: "closed prod x \(TrailText.id(2))\n")
    let entries = try scene.entries("QLI_GROUP=prod")
    #expect(entries.map { $0["QLI_EVENT"]?.string } == ["closed"])
    #expect(entries.map { $0["PRIORITY"]?.string } == ["5"])
    #expect(entries.first?["MESSAGE"]?.string == (try scene.lines().last))
    #expect(
      try scene.home.auditLines(CopyScene.log).map { $0["event"] }
        == ["start", "start", "closed", "closed"])
  }

  /// Whoever it is: the kernel says who.
  @Test func anOrdinaryUser() throws {
    let scene = try CopyScene("journal")
    try scene.start()
    let user: uid_t = 65_534
    let folder = try TemporaryFolder()
    chmod(folder.path, 0o755)
    let program = try scene.home.copy(Products.qli, to: "\(folder.path)/qli")
    let group = "\(folder.path)/data/qli/extensions/prod"
    try scene.home.file(
      "\(group)/_manifest.toml",
      TestHome.manifest("audit_log = \"$XDG_STATE_HOME/log\"\naudit_copy = \"journal\""))
    try scene.home.file("\(group)/x", "#!/bin/sh\nid -u\n", mode: 0o755)
    try scene.home.directory("\(folder.path)/state")
    #expect(chown("\(folder.path)/state", user, user) == 0)
    try scene.home.program("/usr/bin/setpriv").arguments(
      "--reuid=\(user)", "--regid=\(user)", "--clear-groups", program, "prod", "x"
    ).environment([
      "XDG_DATA_HOME": "\(folder.path)/data", "XDG_STATE_HOME": "\(folder.path)/state",
    ]).wrapped(scene.wrapper).expect(stdout: "\(user)\n")
    let entries = try scene.entries("_UID=\(user)")
    #expect(entries.map { $0["QLI_EVENT"]?.string } == ["start", "finish"])
    let lines = try scene.home.read("\(folder.path)/state/log").split(separator: "\n")
    #expect(entries.map { $0["MESSAGE"]?.string } == lines.map { String($0) })
  }

  @Test func syslogHasThem() throws {
    let scene = try CopyScene("syslog")
    try scene.start()
    try scene.home.extension("prod", "x", sh: "exit 3")
    try scene.qli("prod", "x", "a b", "é\n", [0xff]).expect(code: 3)
    #expect(try scene.received(2) == (try scene.lines()))
    let pid = try scene.home.auditLines(CopyScene.log).first?["pid"]?.integer ?? 0
    let heads = try scene.home.read("$STATE/received").split(separator: "\n").map {
      $0.split(separator: "@").first.map { String($0) }
    }
    #expect(heads == ["qli \(pid) authpriv.info ", "qli \(pid) authpriv.warning "])
    // JSON to whoever parses it.
    let runID = try scene.home.auditLines(CopyScene.log).first?["run_id"]?.string ?? ""
    #expect(
      try scene.home.waitForFile("$STATE/parsed", toContain: "finish")
        == "OK start \(runID)\nOK finish \(runID)\n")
  }

  /// On most machines of today `/dev/log` is a link to the journal.
  @Test func syslogThatIsTheJournal() throws {
    let scene = try CopyScene("syslog")
    try scene.startJournal()
    try scene.program("/bin/ln", "-s", "/run/systemd/journal/dev-log", "/dev/log").expect()
    try scene.qli("prod", "x").expect(stdout: "ran\n")
    let entries = try scene.entries("SYSLOG_IDENTIFIER=qli")
    #expect(
      try entries.map { $0["MESSAGE"]?.string } == scene.lines().map { "@cee: \($0)" })
    #expect(entries.map { $0["SYSLOG_FACILITY"]?.string } == ["10", "10"])
    let pid = try scene.home.auditLines(CopyScene.log).first?["pid"]?.integer ?? 0
    #expect(entries.map { $0["SYSLOG_PID"]?.string } == ["\(pid)", "\(pid)"])
  }

  /// More than a message can have goes in a sealed file.
  @Test func recordsOfAnyLength() throws {
    let scene = try CopyScene("journal")
    try scene.start()
    // Around what still goes in a message, and far above.
    for count in [198_000, 199_500, 200_500, 230_000, 300_000] {
      let part = String(repeating: "a", count: count / 3)
      try scene.qli("prod", "x", part, part, part).expect(stdout: "ran\n")
    }
    #expect(try scene.received(10) == (try scene.lines()))
  }

  @Test func aRecordThatIsTooLongForSyslog() throws {
    let scene = try CopyScene("syslog")
    try scene.start()
    let part = String(repeating: "a", count: 100_000)
    let run = scene.qli("prod", "x", part, part, part)
    let outcome = try run.run()
    #expect(outcome.ending == .exited(123) && outcome.stdout.isEmpty)
    #expect(
      outcome.stderr.hasPrefix(
        "error: cannot copy the record to syslog: '/dev/log' takes no message of 300"))
    #expect(
      outcome.stderr.hasSuffix(
        "help: the journal takes records of any length: audit_copy = \"journal\"\n"))
    #expect(
      try scene.home.auditLines(CopyScene.log).map { $0["event"] } == ["start", "failed"])
    // What isn't longer than a message goes, and the refused one left nothing.
    try scene.qli("prod", "x").expect(stdout: "ran\n")
    #expect(try scene.received(2) == Array(scene.lines().dropFirst(2)))
  }

  @Test(arguments: ["journal", "syslog"]) func aRefusal(_ target: String) throws {
    let scene = try CopyScene(target, "audit_refusals = true\n[requires_env]\nSTAGE = \"prod\"")
    try scene.start()
    #expect(try scene.qli("prod", "x").run().ending == .exited(120))
    #expect(try scene.received(1) == (try scene.lines()))
    if target == "journal" {
      let entry = try scene.entries("QLI_EVENT=refused").first
      #expect(entry?["PRIORITY"] == "4" && entry?["QLI_EXIT_CODE"] == "120")
    }
  }

  @Test func aService() throws {
    let scene = try CopyScene("journal", "[extensions.x.service]")
    try scene.start()
    try scene.home.extension("prod", "x", sh: "exec sleep infinity")
    #expect(try scene.qli("start", "prod", "x").run().ending == .exited(0))
    #expect(try scene.qli("stop", "prod", "x").run().ending == .exited(0))
    let entries = try scene.entries("QLI_GROUP=prod")
    #expect(entries.map { $0["QLI_EVENT"]?.string } == ["start", "ready", "stopped"])
    #expect(entries.map { $0["MESSAGE"]?.string } == (try scene.lines()))
  }

  /// Many at once, each exactly once.
  @Test(arguments: ["journal", "syslog"]) func manyRuns(_ target: String) throws {
    let scene = try CopyScene(target)
    try scene.start()
    let runs = try (0..<12).map { _ in try scene.qli("prod", "x").start() }
    for run in runs { try run.expect(stdout: "ran\n") }
    #expect(try scene.received(24).sorted() == (try scene.lines().sorted()))
  }
}
