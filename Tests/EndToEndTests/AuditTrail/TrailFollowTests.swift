import Foundation
import Glibc
import TestSupport
import Testing

/// `qli audit --follow`: each run as it ends, whatever becomes of the log meanwhile.
@Suite struct TrailFollowTests {
  let home: TestHome
  private let log = "$STATE/g.jsonl"

  init() throws {
    home = try TestHome()
    try home.trail("g", TrailText.start(1, at: 0), TrailText.end(1, at: 1))
    try home.extension("g", "x", sh: "exit 0")
  }

  /// A line for programs begins so much with how a run ended that it can be waited for.
  private func mark(_ number: Int) -> String { "\t\(TrailText.id(number))\t" }

  private func run(_ number: Int, at second: Int = 5) -> String {
    TrailText.start(number, at: second) + TrailText.end(number, at: second)
  }

  /// It would wait for what never comes.
  @Test func ofAnExtensionThatIsNotThere() throws {
    try home.qli("audit", "g", "y", "--follow").expect(
      stderr:
        "error: there is no extension 'y' in group 'g'\nhelp: see its extensions: qli g --help\n",
      code: 127)
  }

  @Test func theLastTenAndThenEachAsItEnds() throws {
    try home.file(log, (1...15).map { run($0) }.joined() + TrailText.start(40, at: 7))
    let follower = try home.qli("audit", "-f").start()
    try follower.waitForOutput(mark(15))
    #expect(
      home.columns(8, of: follower.output) == (6...15).map { TrailText.id($0) })
    try home.append(log, TrailText.start(16, at: 8))
    try home.append(log, TrailText.end(40, at: 9))
    try follower.waitForOutput(mark(40))
    try home.append(log, TrailText.end(16, at: 9))
    try follower.waitForOutput(mark(16))
    try follower.signal(SIGINT)
    let outcome = try follower.wait()
    #expect(outcome.ending == .signalled(SIGINT))
    #expect(outcome.stderr.isEmpty)
  }

  @Test func followingShowsAllSince() throws {
    try home.file(log, (1...15).map { run($0, at: $0) }.joined())
    let follower = try home.qli("audit", "--follow", "--json", "--since", "2026-01-02T03:00:03Z")
      .start()
    try follower.waitForOutput(TrailText.id(15))
    #expect(follower.output.split(separator: "\n").count == 13)
  }

  @Test func followingShowsOnlyFailedRuns() throws {
    let follower = try home.qli("audit", "-f", "--failed").start()
    try home.append(log, run(2) + TrailText.start(3, at: 6) + TrailText.end(3, at: 6, code: 7))
    try follower.waitForOutput(mark(3))
    #expect(follower.output.split(separator: "\n").count == 1)
  }

  /// An end is shown at once, and a second one as the run's, whatever the first has said.
  @Test func followingAnEndThatTheExtensionWrites() throws {
    let follower = try home.qli("audit", "-f").start()
    try home.append(log, TrailText.start(2, at: 5, args: "[\"a\"]") + TrailText.end(2, at: 6))
    try follower.waitForOutput(mark(2))
    try home.append(log, TrailText.end(2, at: 7, code: 3) + run(3))
    try follower.waitForOutput(mark(3))
    #expect(
      home.columns(3, 11, of: follower.output).suffix(3) == ["ok a", "exit 3 a", "ok "])
    try follower.waitForErrors(
      home.expand(
        "line 5 of '$STATE/g.jsonl' is doubtful: it ends a run that has ended before, in line 4"))
  }

  /// Renamed, with and without a record that comes late into the old file.
  @Test func followingALogThatIsRotated() throws {
    let follower = try home.qli("audit", "-f").start()
    try follower.waitForOutput(mark(1))
    try home.append(log, TrailText.start(2, at: 5) + TrailText.start(3, at: 5))
    try home.program("/bin/mv", home.path(log), home.path("\(log).1")).expect()
    // The run began in one file, and ends in the other.
    try home.file(log, TrailText.end(2, at: 6))
    try follower.waitForOutput(mark(2))
    try home.append("\(log).1", TrailText.end(3, at: 7))
    try follower.waitForOutput(mark(3))
    try home.program("/bin/mv", home.path(log), home.path("\(log).1")).expect()
    try home.qli("g", "x").expect()
    try follower.waitForOutput("\tg\tx\t")
    #expect(home.columns(3, of: follower.output).count == 4)
    #expect(home.columns(1, of: follower.output).allSatisfy { !$0.isEmpty })
  }

  @Test func followingALogThatIsTruncated() throws {
    try home.append(log, (2...9).map { run($0) }.joined())
    let follower = try home.qli("audit", "-f").start()
    try follower.waitForOutput(mark(9))
    // As `copytruncate` of logrotate does; what comes then is shorter than what was there.
    #expect(truncate(home.path(log), 0) == 0)
    try home.append(log, run(10))
    try follower.waitForOutput(mark(10))
  }

  /// A record that didn't go in whole, as on a full disk, is taken back by whoever wrote it. What was
  /// there before isn't shown again, and what comes in its place isn't missed.
  @Test func aRecordThatIsTakenBack() throws {
    let follower = try home.qli("audit", "-f").start()
    try follower.waitForOutput(mark(1))
    let size = off_t(try home.read(log).utf8.count)
    let line = TrailText.start(2, at: 3)
    try home.append(log, String(line.prefix(40)))
    // Nobody is told that it saw the piece.
    usleep(300_000)
    #expect(truncate(home.path(log), size) == 0)
    usleep(300_000)
    try home.append(log, String(line.prefix(40)))
    usleep(300_000)
    #expect(truncate(home.path(log), size) == 0)
    try home.append(log, run(3))
    try follower.waitForOutput(mark(3))
    #expect(home.columns(8, of: follower.output) == [TrailText.id(1), TrailText.id(3)])
    #expect(follower.errors.isEmpty)
  }

  /// Neither the log nor its folder is there yet.
  @Test func aLogThatComes() throws {
    try home.group("late", "audit_log = \"$XDG_STATE_HOME/a/b/late.jsonl\"")
    try home.extension("late", "x", sh: "true")
    let follower = try home.qli("audit", "-f", "late").start()
    try home.qli("late", "x").expect()
    try follower.waitForOutput("\tlate\tx\t")
    #expect(home.columns(3, of: follower.output) == ["ok"])
  }

  @Test func runsBesideEachOther() throws {
    let follower = try home.qli("audit", "-f", "g").start()
    try follower.waitForOutput(mark(1))
    let loops = try (0..<4).map { number in
      try home.program(
        "/bin/sh", "-c", "for i in 1 2 3 4 5; do '\(home.path("$QLI"))' g x \(number)-$i; done"
      ).start()
    }
    for loop in loops { try loop.expect() }
    try home.qli("g", "x", "last").expect()
    try follower.waitForOutput("\tlast\t")
    let shown = home.columns(11, of: follower.output)
    #expect(shown.count == 22)
    #expect(
      Set(shown) == Set((0..<4).flatMap { n in (1...5).map { "\(n)-\($0)" } } + ["", "last"]))
  }

  /// A line that grows is waited for; one that is no record is named at once.
  @Test func halfALine() throws {
    let follower = try home.qli("audit", "-f").start()
    try follower.waitForOutput(mark(1))
    let line = TrailText.start(2, at: 3) + TrailText.end(2, at: 3)
    try home.append(log, String(line.prefix(300)))
    try home.append(log, String(line.dropFirst(300)) + "garbage\n")
    try follower.waitForOutput(mark(2))
    try follower.waitForErrors(
      "warning: line 5 of '\(home.path(log))' is left out: it isn't JSON\n")
    // What comes later has a warning of its own.
    try home.append(log, run(3) + "[]\n" + run(4))
    try follower.waitForOutput(mark(4))
    try follower.waitForErrors(
      "warning: line 8 of '\(home.path(log))' is left out: it isn't a JSON object\n")
  }

  /// What is wrong is said with the runs beside it, not at the next change.
  @Test func aProblemIsToldAtOnce() throws {
    let follower = try home.program(
      "/bin/sh", "-c",
      "'\(home.path("$QLI"))' audit -f | { read a; echo begun; read b; echo left; }"
    ).start()
    try follower.waitForOutput("begun")
    try home.append(log, "garbage\n" + run(2))
    try follower.waitForOutput("left")
    let outcome = try follower.wait()
    #expect(
      outcome.stderr == "warning: line 3 of '\(home.path(log))' is left out: it isn't JSON\n")
  }

  /// Whoever reads is gone: it doesn't wait for the next run to find that out.
  @Test func followingEndsWhenTheReaderLeaves() throws {
    try home.program(
      "/bin/sh", "-c", "'\(home.path("$QLI"))' audit -f | head -n 1 | cut -f 3"
    ).expect(stdout: "ok\n")
  }

  @Test func aLogThatCannotBeRead() throws {
    try home.remove(log)
    try home.directory(log)
    let follower = try home.qli("audit", "-f").start()
    try follower.waitForErrors(
      "warning: cannot read the audit log '\(home.path(log))': it is a folder")
    try home.remove(log)
    try home.file(log, run(3))
    try follower.waitForOutput(mark(3))
    #expect(follower.errors.split(separator: "\n").count == 1)
  }
}
