import Foundation
import Glibc
import TestSupport
import Testing

@testable import QliCore

/// qli-json(5) has the members that qli prints, each at its place, and no other.
@Suite struct JSONPageTests {
  let page: ManPage
  let home: TestHome

  init() throws {
    page = try ManPage("qli-json.5")
    home = try TestHome()
  }

  /// The members of a section, as `groups.extensions.name`.
  private func documented(_ section: String) -> Set<String> {
    Self.paths(page.section(section).items, below: "")
  }

  private static func paths(_ items: [ManPage.Item], below: String) -> Set<String> {
    items.filter { $0.macro == "Li" }.reduce(into: []) { paths, item in
      for name in item.names {
        paths.insert(below + name)
        paths.formUnion(Self.paths(item.items, below: "\(below)\(name)."))
      }
    }
  }

  /// The values that a section explains for a member.
  private func values(_ section: String, of name: String? = nil) -> Set<String> {
    var found: Set<String> = []
    var items = page.section(section).items
    while let item = items.popLast() {
      if name == nil || item.names == [name] {
        let values = name == nil ? [item] : item.items
        found.formUnion(values.filter { $0.macro == "Dv" }.flatMap(\.names))
      }
      items += item.items
    }
    return found
  }

  private static func paths(_ value: TestSupport.JSON, below: String = "") -> Set<String> {
    if let elements = value.array {
      return elements.reduce(into: []) { $0.formUnion(paths($1, below: below)) }
    }
    return value.keys.reduce(into: []) { paths, name in
      paths.insert(below + name)
      if let member = value[name] {
        paths.formUnion(Self.paths(member, below: "\(below)\(name)."))
      }
    }
  }

  /// The object that a line prints.
  private func object(_ words: String...) throws -> TestSupport.JSON {
    try TestSupport.JSON.parse(try home.qli().arguments(words).run().stdout)
  }

  // MARK: - The commands

  private func groups() throws {
    try home.group("g", "confirm = true\n[extensions.x]\ndescription = 'an x'")
    try home.extension("g", "x", sh: "true")
    try home.pathExecutable("qli-g-y", sh: "true")
    try home.group("broken", manifest: "x")
    try home.group("commands", "[extensions.z]\ncommand = \"true\"")
  }

  @Test func theObjectOfList() throws {
    try groups()
    try home.group("services", "[extensions.x.service]\n[run]\ntimeout = \"1m\"\nexclusive = true")
    try home.extension("services", "x", sh: "true")
    try home.extension("services", "y.sh", "#!/bin/sh\n# Usage: y\n")
    try home.extension("services", "y.py", "#!/bin/sh\n")
    let object = try object("list", "--json")
    #expect(Self.paths(object) == documented("LIST"))
    #expect(object["version"]?.integer == 1)
    let found = object["groups"]?.array?.flatMap { $0["extensions"]?.array ?? [] } ?? []
    #expect(Set(found.compactMap { $0["origin"]?.string }) == values("LIST", of: "origin"))
  }

  /// The names of all guards, in their order.
  @Test func theNamesOfAllGuards() throws {
    try home.group("g", "confirm = true")
    #expect(try home.qli("new", "mine").run().ending == .exited(0))
    let sample = ManifestSample.text(group: "all") { _ in true }
    try home.group("all", manifest: sample)
    let all = try object("list", "--json", "all")["groups"]?[0]?["guards"]?.array
    let text = try #require(
      page.section("LIST").items.flatMap(\.items).first { $0.names == ["guards"] }?.text)
    let names = try #require(text.firstMatch(of: /in this order: ([^.]*)\./)).output.1
    #expect(all?.compactMap(\.string).joined(separator: ", ") == String(names))
  }

  @Test func theObjectOfWhich() throws {
    try groups()
    let command = try self.object("which", "--json", "commands", "z")
    let object = try object("which", "--json", "g", "x")
    #expect(Self.paths(object).union(Self.paths(command)) == documented("WHICH"))
    #expect(object["version"]?.integer == 1)
  }

  /// All that isn't a record's own: a run that has ended, one that goes on, one that ends twice, and a
  /// service that is ready.
  @Test func theObjectOfAudit() throws {
    try home.group(
      "g",
      """
      audit_log = "$XDG_STATE_HOME/log"
      [extensions.service.service]
      ready = "after:1ms"
      """)
    try home.extension("g", "service", sh: "exec probe wait-for never")
    try home.qli("start", "g", "service").run().expectStarted()
    let ready = try object("audit", "--json", "g", "service")
    try home.qli("stop", "g", "service").run().expectStarted()
    try home.remove("$STATE/log")
    try home.extension(
      "g", "x", sh: "[ \"$1\" ] || exec \"$QLI\" audit --json --run \"$QLI_RUN_ID\"")
    let running = try object("g", "x")
    try home.qli("g", "x", "quick").expect()
    let log = home.path("$STATE/log")
    try home.program("/bin/sh", "-c", "tail -n 1 '\(log)' >> '\(log)'").expect()
    let lines = try home.qli("audit", "--json").run().stdout.split(separator: "\n")
    var objects = try lines.map { try TestSupport.JSON.parse(String($0)) } + [running, ready]
    #expect(objects.count == 5 && objects.allSatisfy { $0["version"]?.integer == 1 })
    // Nobody knows of an end: the run is made up, and acknowledged.
    let host = try #require(objects[0]["host"]?.string)
    try home.file(
      "$STATE/log",
      "{\"event\":\"start\",\"timestamp\":\"2026-01-02T03:00:00.000000Z\","
        + "\"run_id\":\"0199c82c-cf49-7000-8000-000000000001\",\"user\":\"alice\",\"uid\":\(getuid()),"
        + "\"host\":\"\(host)\",\"pid\":2147483647,\"group\":\"g\",\"extension\":\"x\"}\n",
      mode: 0o600)
    try home.qli("audit", "--close", "0199c82c", "--reason", "seen").run().expectStarted()
    objects.append(try object("audit", "--json"))
    let records = Set(AuditMember.table.map(\.name))
    let own = objects.reduce(into: Set()) { $0.formUnion($1.keys) }
    #expect(own.subtracting(records.subtracting(["run_id", "event"])) == documented("AUDIT"))
  }

  @Test func theObjectOfAuditSummary() throws {
    try home.group("g", "audit_log = \"$XDG_STATE_HOME/log\"")
    try home.extension("g", "x", sh: "true")
    try home.qli("g", "x").expect()
    let object = try object("audit", "--summary", "--json")
    #expect(Self.paths(object) == documented("AUDIT SUMMARY"))
    #expect(object["version"]?.integer == 1)
  }

  @Test func theObjectOfHelp() throws {
    let object = try object("help", "--json")
    #expect(Self.paths(object) == documented("HELP"))
    #expect(object["version"]?.integer == 1)
    let commands = object["commands"]?.array ?? []
    #expect(commands.map { $0["name"]?.string } == BuiltIn.allCases.map(\.rawValue))
    // Each option of the table, by all its names.
    let names = commands.flatMap { command in
      let actions = command["actions"]?.array ?? []
      return ([command] + actions).flatMap { $0["options"]?.array ?? [] }
        .compactMap { $0["names"]?.array?.compactMap(\.string) }
    }
    let unknown: [QliCore.Option] = [.version]
    #expect(
      Set(names) == Set(QliCore.Option.allCases.filter { !unknown.contains($0) }.map(\.spellings)))
    let one = try self.object("help", "--json", "audit")["commands"]?.array
    #expect(one?.compactMap { $0["name"]?.string } == ["audit"])
    #expect(try home.qli("help", "--json", "manifest").run().ending == .exited(2))
  }

  /// What a request may have, and what is answered to a line that is none.
  @Test func theMembersOfRequests() throws {
    let documented = documented("REQUESTS")
    #expect(documented == Set(RequestMember.allCases.map(\.rawValue)))
    let outcome = try home.qli("run", "--json", "-").stdin(.text("x\n")).run()
    let answer = try TestSupport.JSON.parse(outcome.stdout)
    let text = page.section("REQUESTS").lines.joined(separator: " ")
    for name in answer.keys { #expect(text.contains(name), "\(name)") }
  }

  /// Every word, and no other.
  @Test func theCauses() {
    let documented = values("CAUSES")
    #expect(documented == Set(Cause.allCases.map(\.rawValue)))
  }

  @Test func theObjectOfAuditVerify() throws {
    try home.group("g", "audit_log = \"$XDG_STATE_HOME/log\"\naudit_chain = true")
    try home.extension("g", "x", sh: "true")
    for _ in 0..<2 { try home.qli("g", "x").expect() }
    try home.file("$STATE/log.2.gz", "no archive", mode: 0o600)
    let log = home.path("$STATE/log")
    try home.program(
      "/bin/sh", "-c", "sed -i '3d; 4s/^/x/' '\(log)'; cat '\(log)' '\(log)' >'\(log).all'"
    )
    .expect()
    let nowhere = "9:" + String(repeating: "0", count: 64)
    let own = try object("audit", "verify", "--json", "--head", nowhere, "g")
    let collected = try object(
      "audit", "verify", "--json", "--collected", "--log", "\(log).all", "--log", "\(log).none")
    #expect(Self.paths(own).union(Self.paths(collected)) == documented("AUDIT VERIFY"))
    #expect(own["version"]?.integer == 1)
    let kinds = Set(ChainBreak.Kind.allCases.map(\.rawValue))
    #expect(values("AUDIT VERIFY", of: "kind") == kinds)
    let explained = try ManPage("qli-audit.5").section("THE CHAIN").items.flatMap(\.names)
    #expect(Set(explained) == kinds)
  }

  @Test func theObjectOfExplain() throws {
    try home.group(
      "g",
      "requires_env.NEEDED = true\nconfirm = true\n[run]\nexclusive = true\nwrite = [\"/tmp\"]",
      root: .system)
    try home.extension("g", "x", sh: "true", root: .system)
    try home.group("commands", "[extensions.z]\ncommand = \"true\"")
    let missing = try self.object("explain", "--json", "g", "y")
    let command = try self.object("explain", "--json", "commands", "z")
    let object = try object("explain", "--json", "g", "x")
    #expect(Self.paths(.array([object, missing, command])) == documented("EXPLAIN"))
    #expect(missing["cause"] == "extension_not_found")
    #expect(missing["exit_code"]?.integer == 127)
    #expect(object["version"]?.integer == 1)
    let steps = object["steps"]?.array?.compactMap { $0["name"]?.string }
    #expect(steps == StepOutlook.Name.allCases.map(\.rawValue))
    let section = page.section("EXPLAIN").items.first { $0.names == ["steps"] }?.items ?? []
    let names = section.first { $0.names == ["name"] }?.items.flatMap(\.names)
    #expect(names == steps)
    let verdicts = section.first { $0.names == ["verdict"] }?.items.flatMap(\.names) ?? []
    for name in verdicts { #expect(StepOutlook.Verdict(rawValue: name) != nil, "\(name)") }
    #expect(
      Set(verdicts).isSuperset(
        of: object["steps"]?.array?.compactMap { $0["verdict"]?.string } ?? []))
  }

  @Test func theObjectOfDoctor() throws {
    try groups()
    try home.group("moment", "requires_env.NEEDED = true")
    let object = try object("doctor", "--json")
    #expect(Self.paths(object) == documented("DOCTOR"))
    #expect(object["version"]?.integer == 1)
    let levels = object["findings"]?.array?.compactMap { $0["level"]?.string } ?? []
    #expect(Set(levels) == values("DOCTOR", of: "level"))
  }

  private func plugin(_ name: String, _ lines: String = "", record: [UInt8]? = nil) throws {
    let program = "$DATA/qli/sources/qli-source-\(name)"
    try home.file(program, "#!/bin/sh\n", mode: 0o755)
    try home.file(
      "\(program).toml",
      "name = '\(name)'\nversion = '1'\nexecutable = 'qli-source-\(name)'\n\(lines)")
    if let record { try home.file("$STATE/qli/sources/\(name).json", record) }
  }

  @Test func theObjectOfSources() throws {
    let now = Int64(Date().timeIntervalSince1970 * 1000)
    let crash = SourceRecord(
      crashes: [now], lastError: "it crashed", capabilities: [.read, .validate],
      pluginVersion: "1.2")
    try plugin("idle")
    try plugin("recovering", "lifetime = { restart_window = '1h' }", record: crash.line)
    try plugin("disabled", record: Array("nonsense".utf8))
    try plugin("broken", "nonsense")
    let object = try object("sources", "--json")
    #expect(Self.paths(object) == documented("SOURCES"))
    #expect(object["version"]?.integer == 1)
    let states = object["sources"]?.array?.compactMap { $0["state"]?.string } ?? []
    #expect(Set(states) == values("SOURCES", of: "state"))
    let text = try #require(
      page.section("SOURCES").items.flatMap(\.items).first { $0.names == ["capabilities"] }?.text)
    for name in SourceCapabilities(rawValue: .max).names {
      #expect(text.contains(" \(name)"), "\(name)")
    }
    // Nothing is there twice.
    let line = try home.qli("sources", "--json").run().stdout
    for entry in line.split(separator: "{").dropFirst(2) {
      let names = entry.matches(of: /"([a-z_]+)":/).map { String($0.output.1) }
      #expect(names.count == Set(names).count, "\(entry)")
    }
  }

  @Test func theObjectOfTrust() throws {
    for name in ["as-it-was", "changed", "gone", "broken"] {
      try home.group(name)
      #expect(try home.qli("trust", "--yes", name).run().ending == .exited(0))
    }
    try home.group("changed", "# changed")
    try home.remove("$DATA/qli/extensions/gone")
    try home.file("$CONFIG/qli/trust/broken.toml", "nonsense")
    let record = "$CONFIG/qli/trust/as-it-was.toml"
    try home.file(
      record, "signer = \"ann@example.com\"\n\(try home.read(record))")
    let object = try object("trust", "--list", "--json")
    #expect(Self.paths(object) == documented("TRUST"))
    #expect(object["version"]?.integer == 1)
    let states = object["groups"]?.array?.compactMap { $0["state"]?.string } ?? []
    #expect(Set(states) == values("TRUST", of: "state"))
    #expect(Set(TrustPlace.allCases.map(\.rawValue)) == ["root", "user"])
  }

  // MARK: - A run

  /// Runs of every ending: the words behind `qli`, and the outcome that they come to.
  private static let endings: [(words: [String], outcome: String)] = [
    (["--output", "json", "g", "print", "1"], "finished"),
    (["--output", "lines", "g", "print", "a b"], "finished"),
    (["--output", "json", "g", "print", "no JSON"], "failed"),
    (["g", "raw"], "finished"), (["g", "crash"], "signalled"),
    (["--timeout", "1ms", "g", "wait"], "timed_out"), (["g", "dump"], "output_limit"),
    (["g", "guarded"], "refused"), (["g", "none"], "not_found"), (["broken", "x"], "failed"),
    (["--write", "/tmp", "g", "print", "1"], "finished"),
  ]

  private func extensions() throws {
    try home.group("g", "[extensions.guarded]\nconfirm = true")
    try home.extension("g", "print", sh: "echo \"$1\"")
    try home.extension("g", "raw", sh: "printf '\\377'; printf '\\377' >&2")
    try home.extension("g", "crash", sh: "kill -KILL $$")
    try home.extension("g", "wait", sh: "exec probe wait-for never")
    try home.extension("g", "linger", sh: "echo > ready; exec probe wait-for never")
    try home.extension("g", "leave", sh: "probe wait-for gone &")
    try home.extension("g", "dump", sh: "exec yes")
    try home.extension("g", "guarded", sh: "true")
    try home.group("broken", manifest: "x")
  }

  @Test func theObjectOfEveryEnding() throws {
    try extensions()
    var printed: Set<String> = []
    var told: Set<String> = []
    var outcomes: Set<String> = []
    func collect(_ outcome: TestSupport.Outcome, _ expected: String) throws {
      let run = try TestSupport.JSON.parse(outcome.stdout)
      let status = try TestSupport.JSON.parse(try home.read("status"))
      printed.formUnion(Self.paths(run))
      told.formUnion(Self.paths(status))
      #expect(run["outcome"]?.string == expected)
      for name in status.keys { #expect(status[name] == run[name], "\(name)") }
      outcomes.insert(expected)
    }
    let line = home.qli("run", "--json", "--status-file", "status")
    for ending in Self.endings {
      try collect(try line.arguments(ending.words).run(), ending.outcome)
    }
    let running = try line.arguments("g", "linger").start()
    try home.waitForFile("ready")
    try running.signal(SIGTERM)
    try collect(try running.wait(), "interrupted")
    try collect(try line.arguments("g", "leave").run(), "finished")
    try home.file("gone")

    #expect(printed == documented("RUN"))
    #expect(told == documented("STATUS"))
    #expect(outcomes == values("OUTCOMES"))
    #expect(Set(OutputShape.allCases.map(\.rawValue)) == values("RUN", of: "stdout"))
  }

  @Test func everyStepIsExplainedAndNoOther() {
    #expect(values("STEPS") == Set(Step.allCases.map(\.rawValue) + ["output"]))
  }

  // MARK: - The examples

  /// Each section shows an object with members that it explains.
  @Test(arguments: [
    "LIST", "WHICH", "EXPLAIN", "AUDIT", "AUDIT SUMMARY", "DOCTOR", "TRUST", "SOURCES", "HELP",
    "RUN", "REQUESTS", "STATUS",
  ])
  func theExamplesAreSuchObjects(_ section: String) throws {
    let shown = page.section(section).displays
    #expect(shown.count == 1)
    // What a record holds is explained in qli-audit(5).
    let records = section == "AUDIT" ? AuditMember.table.map(\.name) : []
    for text in shown {
      let object = try TestSupport.JSON.parse(text)
      #expect(Self.paths(object).isSubset(of: documented(section).union(records)))
    }
  }

  @Test(.requireTool("jq")) func theCommandsWork() throws {
    try groups()
    try home.group("h", "[extensions.y]\nconfirm = \"h\"")  // A rule of its own asks.
    for name in ["x", "y"] { try home.extension("h", name, sh: "true") }
    try home.group("dev")
    try home.extension("dev", "hello", sh: "echo \"hello from $QLI_GROUP\"; printf '%s\\n' \"$@\"")
    try home.link("$BIN/qli", to: Products.qli)
    let outputs = try page.section("EXAMPLES").displays.map {
      try home.program("/bin/sh", "-c", $0).run().stdout
    }
    try #require(outputs.count == 3)
    #expect(outputs[0] == "g x\ng y\nh y\n")
    #expect(
      outputs[1].hasPrefix(home.expand("$DATA/qli/extensions/broken/_manifest.toml\n"))
        && outputs[1].contains("\n  see the format: qli help manifest\n"), "\(outputs[1])")
    #expect(outputs[2] == "finished\nhello from dev\na\nb\n")
  }
}
