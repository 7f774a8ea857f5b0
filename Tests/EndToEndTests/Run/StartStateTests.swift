import Foundation
import TestSupport
import Testing

/// Odd circumstances at start, and extensions that change between lookup and spawn.
@Suite struct StartStateTests {
  let home: TestHome

  init() throws { home = try TestHome() }

  // MARK: - Closed streams

  static let combinations: [[Int]] = (0..<8).map { bits in
    (0...2).filter { bits & (1 << $0) != 0 }
  }

  private func closing(_ closed: [Int], _ run: QliRun) -> QliRun {
    var run = run
    if closed.contains(0) { run = run.stdin(.closed) }
    if closed.contains(1) { run = run.stdout(.closed) }
    if closed.contains(2) { run = run.stderr(.closed) }
    return run
  }

  /// No file of qli's own takes their number, and the extension still finds them closed.
  @Test(arguments: combinations) func closedStreamsStayClosed(_ closed: [Int]) throws {
    try home.group("g", "banner = \"BANNER\"\naudit_log = \"$XDG_STATE_HOME/log\"")
    try home.link("$DATA/qli/extensions/g/probe", to: "$PROBE")
    let list = home.path("list")
    let run = closing(closed, home.qli("g", "probe", "descriptors", "--to", list))
    #expect(try run.run().ending == .exited(0))
    let open = try home.read("list").split(separator: "\n").map { $0.prefix { $0 != " " } }
    #expect(open == (0...2).filter { !closed.contains($0) }.map { "\($0)" })
    #expect(try home.auditLines("$STATE/log").map { $0["event"] } == ["start", "finish"])
  }

  /// In qli itself something stands in their place.
  @Test(arguments: combinations) func closedStreamsAreTaken(_ closed: [Int]) throws {
    try home.group("g", "audit_log = \"$XDG_STATE_HOME/log\"")
    let ready = try home.fifo("ready")
    let go = try home.fifo("go")
    try home.extension("g", "x", sh: "echo > '\(ready.path)'; read line < '\(go.path)'")
    let running = try closing(closed, home.qli("g", "x")).start()
    try ready.wait(for: running)
    for number in closed {
      let place = try FileManager.default.destinationOfSymbolicLink(
        atPath: "/proc/\(running.pid)/fd/\(number)")
      #expect(place == "/dev/null")
    }
    try go.release()
    #expect(try running.wait().ending == .exited(0))
  }

  /// What the banner, a warning or the extension writes doesn't get into a file.
  @Test(arguments: combinations) func qlisMessagesAreNotWrittenIntoAFile(_ closed: [Int]) throws {
    try home.group(
      "g",
      """
      banner = "BANNER"
      audit_log = "$XDG_STATE_HOME/log"
      [[secrets]]
      env = "TOKEN"
      ref = "op://v/i"
      provider = "one_password"
      """)
    try home.pathExecutable("op", sh: "cat; echo noise >&2; echo value")
    try home.extension("g", "x", sh: "echo out 2> /dev/null; echo err >&2; test \"$TOKEN\" = value")
    let outcome = try closing(closed, home.qli("g", "x")).run()
    #expect(outcome.ending == .exited(0))
    #expect(outcome.stdout == (closed.contains(1) ? "" : "out\n"))
    #expect(outcome.stderr == (closed.contains(2) ? "" : "BANNER\nerr\n"))
    #expect(try home.auditLines("$STATE/log").map { $0["event"] } == ["start", "finish"])
  }

  @Test(arguments: combinations) func refusalsKeepTheirCode(_ closed: [Int]) throws {
    try home.group("g", "confirm = true\naudit_log = \"$XDG_STATE_HOME/log\"")
    try home.extension("g", "x", "#!/no/such\n")
    #expect(try closing(closed, home.qli("g", "x")).run().ending == .exited(121))
    #expect(try closing(closed, home.qli("g", "y")).run().ending == .exited(127))
    #expect(try closing(closed, home.qli("-y", "g", "x")).run().ending == .exited(126))
    #expect(try home.auditLines("$STATE/log").map { $0["event"] } == ["start", "failed"])
  }

  @Test func descriptorsAboveTwoAreHandedOn() throws {
    try home.group("g", "audit_log = \"$XDG_STATE_HOME/log\"")
    try home.link("$DATA/qli/extensions/g/probe", to: "$PROBE")
    let path = try home.file("given", "")
    let outcome = try home.qli("g", "probe", "descriptors").descriptor(9, file: path).run()
    let lines = outcome.stdout.split(separator: "\n")
    #expect(lines.map { $0.prefix { $0 != " " } } == ["0", "1", "2", "9"])
    #expect(lines.last == "9 \(path)")
  }

  // MARK: - The current folder

  @Test func aDeletedFolder() throws {
    try home.group("g", "audit_log = \"$XDG_STATE_HOME/log\"")
    try home.extension("g", "x", "#!/usr/bin/readlink /proc/self/cwd\n")
    // The second argument is the file itself, which is no link: hence the code.
    try home.qli("g", "x").deletedDirectory().expect(
      stdout: "$ROOT/deleted (deleted)\n", code: 1)
    let start = try home.auditLines("$STATE/log").first
    #expect(start?.keys.contains("cwd") == true && start?["cwd"] == .some(nil))
  }

  @Test func theExtensionStartsWhereQliDid() throws {
    try home.group("g")
    try home.extension("g", "x", sh: "pwd")
    let folder = try home.directory("a \n b")
    try home.qli("g", "x").directory(folder).expect(stdout: "\(folder)\n")
  }

  // MARK: - Changes between lookup and spawn

  /// Runs `g x` up to its question, changes something, and says yes.
  private func run(afterChange change: () throws -> Void) throws -> Outcome {
    try home.group("g", "confirm = true\naudit_log = \"$XDG_STATE_HOME/log\"")
    try home.extension("g", "x", sh: "echo original")
    let terminal = try home.qli("g", "x").environment(["NO_COLOR": "1"]).startOnTerminal()
    try terminal.waitFor("[y/N] ")
    try change()
    try terminal.type("y\n")
    return try terminal.wait()
  }

  private static let path = "$DATA/qli/extensions/g/x"
  private static let question = "Run `qli g x`? [y/N] y\n"

  private func expectFailure(_ outcome: Outcome, _ text: String) throws {
    outcome.expect(
      terminal: "\(Self.question)error: cannot execute '\(Self.path)': \(text)\n", code: 126)
    #expect(try home.auditLines("$STATE/log").map { $0["event"] } == ["start", "failed"])
  }

  @Test func theExtensionIsRemovedMeanwhile() throws {
    let outcome = try run { try home.remove(Self.path) }
    try expectFailure(outcome, "it was deleted since it was looked up")
  }

  @Test func theGroupIsRemovedMeanwhile() throws {
    let outcome = try run { try home.remove("$DATA/qli/extensions/g") }
    try expectFailure(outcome, "it was deleted since it was looked up")
  }

  @Test func theExtensionIsReplacedByADanglingLink() throws {
    let outcome = try run {
      try home.remove(Self.path)
      try home.link(Self.path, to: "/no/such")
    }
    try expectFailure(outcome, "it was deleted since it was looked up")
  }

  @Test func theExtensionIsReplacedByAFolder() throws {
    let outcome = try run {
      try home.remove(Self.path)
      try home.directory(Self.path)
    }
    try expectFailure(
      outcome, "permission denied to it or to its interpreter\nhelp: ls -l \(Self.path)")
  }

  @Test func theExtensionIsNoLongerExecutable() throws {
    let outcome = try run { try home.chmod(Self.path, 0o644) }
    try expectFailure(
      outcome, "permission denied to it or to its interpreter\nhelp: ls -l \(Self.path)")
  }

  /// A new version that a colleague has put there in the meantime is what runs.
  @Test func theExtensionIsReplacedByAnotherVersion() throws {
    try run { try home.extension("g", "x", sh: "echo new") }
      .expect(terminal: "\(Self.question)new\n")
    #expect(try home.auditLines("$STATE/log").map { $0["event"] } == ["start", "finish"])
  }

  /// The guards of a run are those that its manifest had when it was read.
  @Test func theManifestChangesMeanwhile() throws {
    try run { try home.group("g", "requires_env.NONE = true") }
      .expect(terminal: "\(Self.question)original\n")
    #expect(try home.auditLines("$STATE/log").map { $0["event"] } == ["start", "finish"])
  }
}
