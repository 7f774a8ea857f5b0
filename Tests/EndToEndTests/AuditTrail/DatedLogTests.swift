import Foundation
import TestSupport
import Testing

/// Logs with a day or a month in their names: which file a record goes into, and that all are read.
@Suite struct DatedLogTests {
  let home: TestHome
  private static let day = TrailText.time(0).prefix(10)

  init() throws {
    home = try TestHome()
    try group("ops-{date}.jsonl")
    try home.extension("g", "x", sh: "echo ran")
  }

  private func group(_ name: String) throws {
    try home.group("g", "audit_log = \"$XDG_STATE_HOME/\(name)\"")
  }

  /// The ids of the runs that are shown, by their last digits, without a word of error.
  private func shown(
    _ arguments: String..., sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> String {
    let outcome = try home.qli("audit").arguments(arguments).run()
    outcome.expect(stdout: outcome.stdout, sourceLocation: sourceLocation)
    return home.columns(8, of: outcome.stdout).map { String($0.suffix(1)) }.joined()
  }

  private func onDay(_ day: String, _ text: String) -> String {
    text.replacing(TrailText.time(0).prefix(10), with: day)
  }

  // MARK: - Writing

  @Test(arguments: [("ops-{date}.jsonl", 10), ("{month}", 7), ("a{month}b{dates}.jsonl", 7)])
  func aRecordGoesIntoTheFileOfItsDay(_ name: String, _ length: Int) throws {
    try group(name)
    try home.qli("g", "x").expect(stdout: "ran\n")
    let files = try FileManager.default.contentsOfDirectory(atPath: home.path("$STATE"))
    let placeholder = length == 10 ? "{date}" : "{month}"
    var records: [JSON] = []
    for file in files {
      for record in try home.auditLines("$STATE/\(file)") {
        let day = try #require(record["timestamp"]?.string).prefix(length)
        #expect(file == name.replacing(placeholder, with: day))
        records.append(record)
      }
    }
    #expect(Set(records.compactMap { $0["event"]?.string }) == ["start", "finish"])
  }

  /// What the value of a variable holds is none.
  @Test func aPlaceholderInAVariable() throws {
    try home.group("g", "audit_log = \"$XDG_STATE_HOME/$NAME-{month}\"")
    try home.qli("g", "x").environment(["NAME": "{date}"]).expect(stdout: "ran\n")
    let file = try #require(
      FileManager.default.contentsOfDirectory(atPath: home.path("$STATE")).first)
    #expect(file.hasPrefix("{date}-2") && file.count == "{date}-2026-11".count)
    try home.qli("audit").environment(["NAME": "{date}"]).run().expectShown(1)
  }

  @Test func aVariableThatMakesAFolderOfIt() throws {
    try home.group("g", "audit_log = \"$XDG_STATE_HOME/{date}$NAME\"")
    try home.qli("g", "x").environment(["NAME": "/log"]).expect(
      stderr: """
        error: cannot write the audit log '$XDG_STATE_HOME/{date}$NAME': a variable behind its \
        '{date}' or '{month}' holds a '/'; nothing was run
        help: mend the path or its permissions, or change 'audit_log' in the group's manifest

        """, code: 123)
  }

  @Test(arguments: [
    ("{date}/log", "has '{date}' in a folder's name; write it in the file's, behind the last '/'"),
    ("{date}-{date}", "has more than one of '{date}' and '{month}'; write one of them, once"),
    ("{month}-{date}", "has more than one of '{date}' and '{month}'; write one of them, once"),
  ])
  func placeholdersThatTheManifestMayNotHave(_ name: String, _ problem: String) throws {
    try group(name)
    let outcome = try home.qli("g", "x").run()
    #expect(outcome.ending == .exited(125) && outcome.stderr.contains("'audit_log' \(problem)"))
  }

  // MARK: - Reading

  /// One run over midnight, and one on each day; what isn't called after a day is another file.
  @Test func allFilesAreRead() throws {
    try home.file(
      "$STATE/ops-2026-01-02.jsonl",
      TrailText.start(1, at: 0) + TrailText.end(1, at: 1)
        + TrailText.start(2, at: 2))
    try home.file(
      "$STATE/ops-2026-01-03.jsonl",
      onDay(
        "2026-01-03",
        TrailText.end(2, at: 0)
          + TrailText.start(3, at: 1) + TrailText.end(3, at: 2)))
    for name in [
      "ops-2026-13-01.jsonl", "ops-2026-02-30.jsonl", "ops-2026-01-02.jsonl.1", "ops-.jsonl",
    ] {
      try home.file("$STATE/\(name)", "no record\n")
    }
    #expect(try shown() == "123")
    let run = try JSON.parse(home.qli("audit", "--json", "--run", TrailText.id(2)).run().stdout)
    #expect(run["started"]?.string == TrailText.time(2) && run["user"] == "alice")
    #expect(run["ended"]?.string == onDay("2026-01-03", TrailText.time(0)))
  }

  /// The last line of a day may be torn; problems are those of their file.
  @Test func aFileThatIsSpoilt() throws {
    try home.file(
      "$STATE/ops-2026-01-02.jsonl",
      TrailText.start(1, at: 0)
        + TrailText.end(1, at: 1).dropLast() + "")
    try home.file(
      "$STATE/ops-2026-01-03.jsonl",
      "{}\n"
        + onDay(
          "2026-01-03",
          TrailText.start(2, at: 1)
            + TrailText.end(2, at: 2)) + "{\"eve")
    try home.file("$STATE/ops-2026-01-04.jsonl", "")
    let outcome = try home.qli("audit").run()
    #expect(home.columns(8, of: outcome.stdout).map { $0.suffix(1) } == ["1", "2"])
    #expect(
      home.collapse(outcome.stderr) == """
        warning: 2 lines of '$STATE/ops-2026-01-03.jsonl' are left out; the first, line 1, has no 'event'

        """)
  }

  /// What can't be opened is told, and the rest is read.
  @Test func aFileThatCannotBeRead() throws {
    try home.file(
      "$STATE/ops-2026-01-02.jsonl", TrailText.start(1, at: 0) + TrailText.end(1, at: 1))
    try home.directory("$STATE/ops-2026-01-03.jsonl")
    try home.file(
      "$STATE/ops-2026-01-04.jsonl",
      onDay("2026-01-04", TrailText.start(3, at: 0) + TrailText.end(3, at: 1)))
    let outcome = try home.qli("audit").run()
    #expect(home.columns(8, of: outcome.stdout).map { $0.suffix(1) } == ["1", "3"])
    #expect(outcome.ending == .exited(125))
    #expect(
      home.collapse(outcome.stderr)
        == "warning: cannot read the audit log '$STATE/ops-2026-01-03.jsonl': it is a folder, not a "
        + "regular file\n")
  }

  /// Files that can only hold what is older aren't touched, but for the last of them.
  @Test func sinceSkipsOlderFiles() throws {
    try home.file("$STATE/ops-2026-01-01.jsonl", "spoilt\n")
    try home.file(
      "$STATE/ops-2026-01-02.jsonl",
      TrailText.start(1, at: 0) + TrailText.end(1, at: 1)
        + TrailText.start(2, at: 2))
    try home.file(
      "$STATE/ops-2026-01-03.jsonl",
      onDay(
        "2026-01-03",
        TrailText.end(2, at: 0)
          + TrailText.start(3, at: 1) + TrailText.end(3, at: 2)))
    #expect(try shown("--since", "2026-01-03T00:00Z") == "23")
    #expect(try home.qli("audit").run().stderr.contains("ops-2026-01-01.jsonl"))
  }

  @Test func doctorReadsAllFiles() throws {
    try home.file("$STATE/ops-2026-01-02.jsonl", TrailText.start(1, at: 0))
    try home.file("$STATE/ops-2026-01-03.jsonl", onDay("2026-01-03", TrailText.start(2, at: 0)))
    let outcome = try home.qli("doctor").run()
    #expect(
      home.collapse(outcome.stdout).contains(
        "$STATE/ops-{date}.jsonl: 2 runs have no end on record"), "\(outcome.stdout)")
  }

  @Test func followingGoesOnOnTheNextDay() throws {
    try home.file(
      "$STATE/ops-2026-01-02.jsonl",
      TrailText.start(1, at: 0) + TrailText.end(1, at: 1)
        + TrailText.start(2, at: 2))
    let follower = try home.qli("audit", "--follow").start()
    try follower.waitForOutput(TrailText.id(1))
    try home.file("$STATE/ops-2026-01-03.jsonl", onDay("2026-01-03", TrailText.end(2, at: 0)))
    try follower.waitForOutput(TrailText.id(2))
    // Who had the file of yesterday open may write one more.
    try home.append(
      "$STATE/ops-2026-01-02.jsonl", TrailText.start(3, at: 3) + TrailText.end(3, at: 4))
    try follower.waitForOutput(TrailText.id(3))
    try home.append(
      "$STATE/ops-2026-01-03.jsonl",
      onDay("2026-01-03", TrailText.start(4, at: 3) + TrailText.end(4, at: 4)))
    try follower.waitForOutput(TrailText.id(4))
  }

  /// The one before it is read on, and nothing is shown or told twice.
  @Test func followingWhereTheNextDayCannotBeRead() throws {
    let (old, new) = ("$STATE/ops-2026-01-02.jsonl", "$STATE/ops-2026-01-03.jsonl")
    try home.file(old, TrailText.start(1, at: 0) + TrailText.end(1, at: 1))
    let follower = try home.qli("audit", "--follow").start()
    try follower.waitForOutput(TrailText.id(1))
    // Not before it is as it is to be does it come in its place.
    try home.file(
      "$STATE/aside/new", onDay("2026-01-03", TrailText.start(3, at: 3) + TrailText.end(3, at: 4)),
      mode: 0o666)
    try home.move("$STATE/aside/new", to: new)
    try follower.waitForErrors("ops-2026-01-03.jsonl'")
    for number in [2, 4] {
      try home.append(
        old, TrailText.start(number, at: 3) + TrailText.end(number, at: 4))
      try follower.waitForOutput(TrailText.id(number))
    }
    try home.chmod(new, 0o644)
    try follower.waitForOutput(TrailText.id(3))
    #expect(home.columns(8, of: follower.output) == [1, 2, 4, 3].map { TrailText.id($0) })
    #expect(follower.errors.split(separator: "\n").filter { $0.contains("cannot read") }.count == 1)
  }
}

extension TestSupport.Outcome {
  fileprivate func expectShown(_ count: Int, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(
      stdout.split(separator: "\n").count == count && stderr.isEmpty, "\(stderr)",
      sourceLocation: sourceLocation)
  }
}
