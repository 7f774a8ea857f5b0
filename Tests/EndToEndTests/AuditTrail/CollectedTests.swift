import Foundation
import SeededNumbers
import TestSupport
import Testing

/// `qli audit --log`: what was collected, doubled and in any order.
@Suite struct CollectedTests {
  let home: TestHome

  init() throws { home = try TestHome() }

  private func id(_ number: Int) -> String {
    "0199c82c-cf49-7000-8000-" + String(format: "%012d", number)
  }

  /// The records of so many runs, each with its end, on three machines.
  private func records(_ count: Int) -> [String] {
    (0..<count).flatMap { number in
      let head = { (event: String, second: Int) in
        "{\"event\":\"\(event)\",\"timestamp\":\"\(TrailText.time(second))\",\"run_id\":\"\(id(number))\","
          + "\"user\":\"alice\",\"uid\":1000,\"host\":\"web\(number % 3)\",\"pid\":4711,"
          + "\"group\":\"g\",\"extension\":\"x\","
      }
      return [
        head("start", number % 3000) + "\"path\":\"/x\",\"args\":[],\"env_var_names\":[]}\n",
        head("finish", number % 3000 + 1) + "\"exit_code\":0,\"duration_ms\":5}\n",
      ]
    }
  }

  private func shown(_ text: String) -> [String] { home.columns(8, of: text) }

  // MARK: - Doubles, and any order

  @Test func whatComesTwiceCountsOnce() throws {
    let records = records(10_000)
    var numbers = SeededNumbers(seed: 1)
    // At least once: after a restart a collector begins some way back.
    var lines = records
    for _ in 0..<40 {
      let start = Int.random(in: 0..<(records.count - 200), using: &numbers)
      lines.insert(contentsOf: records[start..<(start + 110)], at: min(start + 200, lines.count))
    }
    try home.file("fleet", lines.joined())
    let outcome = try home.qli("audit", "--log", "fleet").run()
    #expect(outcome.ending == .exited(0))
    #expect(shown(outcome.stdout).sorted() == (0..<10_000).map(id))
    #expect(
      outcome.stderr.hasPrefix("warning: \(40 * 110) records have come again, and count once; "))
  }

  @Test(arguments: 1...3) func anEndFindsItsStartInAnyOrder(_ seed: UInt64) throws {
    var numbers = SeededNumbers(seed: seed)
    let lines = records(5_000).shuffled(using: &numbers)
    try home.file("a", lines[..<3000].joined())
    try home.file("b", lines[3000...].joined())
    let outcome = try home.qli("audit", "--json", "--log", "a", "--log", "b").run()
    outcome.expect(stdout: outcome.stdout)
    let runs = try outcome.stdout.split(separator: "\n").map { try JSON.parse(String($0)) }
    #expect(runs.compactMap { $0["run_id"]?.string }.sorted() == (0..<5_000).map(id))
    #expect(runs.allSatisfy { $0["started"] != nil && $0["ended"] != nil && $0["doubtful"] == nil })
  }

  /// An end that another process has written is shown as what it is, wherever it stands.
  @Test(arguments: [[0, 1, 2], [1, 0, 2], [1, 2, 0], [2, 1, 0]])
  func aForgedEnd(_ order: [Int]) throws {
    let records = records(1)
    let forged = records[1].replacing("4711", with: "4712").replacing(
      "\"exit_code\":0", with: "\"exit_code\":1"
    ).replacing(TrailText.time(1), with: TrailText.time(2))
    let all = [records[0], records[1], forged]
    try home.file("fleet", order.map { all[$0] }.joined())
    let outcome = try home.qli("audit", "--json", "--log", "fleet").run()
    let runs = try outcome.stdout.split(separator: "\n").map { try JSON.parse(String($0)) }
    let whole = runs.filter { $0["started"] != nil && $0["ended"] != nil }
    #expect(whole.count == 1)
    #expect(whole.first?["exit_code"] == 0 || whole.first?["doubtful"] == true)
    #expect(runs.filter { $0["started"] == nil }.allSatisfy { $0["doubtful"] == true })
  }

  // MARK: - Which files

  @Test func severalFilesAndStandardInput() throws {
    let records = records(4)
    for (name, range) in [("a.jsonl", 0..<2), ("b.jsonl", 2..<4), ("c.jsonl", 4..<6)] {
      try home.file(name, records[range].joined())
    }
    // As a shell makes it of *.jsonl.
    let files = try home.qli("audit", "--log", "a.jsonl", "b.jsonl", "./c.jsonl").run()
    files.expect(stdout: files.stdout)
    #expect(shown(files.stdout) == (0..<3).map(id))
    let both = try home.program(
      "/bin/bash", "-c", "cat b.jsonl | \"$0\" audit --log - --log <(cat c.jsonl)", Products.qli
    ).run()
    #expect(shown(both.stdout) == [1, 2].map(id))
    #expect(both.stderr.isEmpty)
  }

  @Test func aGroupAndAMachine() throws {
    try home.file("fleet", records(9).joined() + TrailText.refusal(50, at: 1))
    let one = try home.qli("audit", "--log", "fleet", "--host", "web1", "g", "x").run()
    #expect(shown(one.stdout) == [1, 4, 7].map(id))
    try home.qli("audit", "--log", "fleet", "--host", "web9").expect(
      stderr: "qli: no run on 'web9' is on record\n")
    try home.qli("audit", "--log", "fleet", "other").expect(
      stderr: "qli: no run of 'other' is on record\n")
  }

  @Test func filesThatCannotBeRead() throws {
    try home.directory("folder")
    try home.file("fleet", records(1).joined())
    let outcome = try home.qli("audit", "--log", "fleet", "--log", "none", "--log", "folder").run()
    #expect(shown(outcome.stdout) == [id(0)])
    outcome.expect(
      stdout: outcome.stdout,
      stderr: """
        warning: cannot read the audit log 'none': No such file or directory
        warning: cannot read the audit log 'folder': it is a folder, not a regular file

        """, code: 125)
  }

  @Test(arguments: [
    (["--log", "fleet", "--follow"], "options '--log' and '--follow' don't go together"),
    (["--tree", "0", "--failed"], "options '--tree' and '--failed' don't go together"),
    (["--log", ""], "option '--log' needs a path that isn't empty"),
    (["a", "b", "c"], "'audit' doesn't know what to do with 'c'"),
  ]) func linesThatMeanNothing(_ words: [String], _ error: String) throws {
    try home.file("fleet", "")
    let outcome = try home.qli("audit").arguments(words).run()
    #expect(outcome.ending == .exited(2) && outcome.stderr.hasPrefix("error: \(error)"))
  }

  // MARK: - What a run has started

  @Test func aTreeOverSeveralMachines() throws {
    let nested = { (number: Int, parent: Int, host: String) in
      TrailText.start(number, at: number).replacing("elsewhere", with: host).replacing(
        "\"user\"", with: "\"parent_run_id\":\"\(TrailText.id(parent))\",\"user\"")
        + TrailText.end(number, at: 60 - number)
    }
    try home.file(
      "here",
      TrailText.start(1, at: 1) + nested(4, 1, "here") + nested(9, 8, "here")
        + TrailText.end(1, at: 59))
    try home.file("there", nested(2, 1, "there") + nested(3, 2, "there"))
    let tree = try home.qli("audit", "--tree", TrailText.id(1), "--log", "here", "there").run()
    tree.expect(stdout: tree.stdout)
    #expect(shown(tree.stdout) == [1, 2, 3, 4].map(TrailText.id))
    let part = try home.qli("audit", "--tree", TrailText.id(2), "--log", "here", "there").run()
    #expect(shown(part.stdout) == [2, 3].map(TrailText.id))
    try home.qli("audit", "--tree", "ffff", "--log", "here").expect(
      stderr: "error: there is no run 'ffff' on record\n", code: 127)
    let terminal = try home.qli("audit", "--tree", TrailText.id(1), "--log", "here", "there")
      .environment(["QLI_PAGER": ""]).startOnTerminal()
    let lines = try terminal.wait().terminal.split(whereSeparator: \.isNewline)
    let places = lines.compactMap { line in
      line.firstRange(of: "alice").map { line.distance(from: line.startIndex, to: $0.lowerBound) }
    }
    #expect(places.count == 4)
    #expect(places.map { $0 - (places.first ?? 0) } == [0, 2, 4, 2], "\(lines)")
  }

  /// Records may say that two runs have started each other.
  @Test func aCircle() throws {
    let nested = { (number: Int, parent: Int) in
      TrailText.start(number, at: number).replacing(
        "\"user\"", with: "\"parent_run_id\":\"\(TrailText.id(parent))\",\"user\"")
    }
    try home.file("log", nested(1, 2) + nested(2, 1) + nested(3, 3))
    let tree = try home.qli("audit", "--tree", TrailText.id(1), "--log", "log").run()
    #expect(shown(tree.stdout) == [1, 2].map(TrailText.id))
  }

  /// What a run has started whose group keeps no log is found by the trace that the first one began.
  @Test func aTreeWithAGap() throws {
    try home.group("g", "audit_log = \"$XDG_STATE_HOME/log\"")
    try home.group("silent")
    try home.extension("g", "outer", sh: "\"$QLI\" silent between; echo \"$QLI_RUN_ID\"")
    try home.extension("silent", "between", sh: "exec \"$QLI\" g leaf")
    try home.extension("g", "leaf", sh: "true")
    let id = try home.qli("g", "outer").run().stdout.trimmingCharacters(in: .newlines)
    try home.qli("g", "leaf").expect()
    let tree = try home.qli("audit", "--tree", id).run()
    #expect(home.columns(9, 10, of: tree.stdout) == ["g outer", "g leaf"])
  }

  @Test func aTreeOfThisMachine() throws {
    try home.group("g", "audit_log = \"$XDG_STATE_HOME/log\"")
    try home.group("h", "audit_log = \"$XDG_STATE_HOME/other\"")
    try home.extension("g", "outer", sh: "\"$QLI\" h inner; echo \"$QLI_RUN_ID\"")
    try home.extension("h", "inner", sh: "exec \"$QLI\" h leaf")
    try home.extension("h", "leaf", sh: "true")
    let id = try home.qli("g", "outer").run().stdout.trimmingCharacters(in: .newlines)
    let tree = try home.qli("audit", "--tree", id).run()
    #expect(home.columns(9, 10, of: tree.stdout) == ["g outer", "h inner", "h leaf"])
  }
}
