import Foundation
import Glibc
import TestSupport
import Testing

/// What `qli doctor` says of the audit logs that are there.
@Suite struct DoctorTrailTests {
  let home: TestHome
  private let log = "$STATE/g.jsonl"

  init() throws {
    home = try TestHome()
    try home.trail("g", TrailText.start(1, at: 0), TrailText.end(1, at: 1))
  }

  /// The findings that are about the log.
  private func findings() throws -> String {
    let lines = try home.collapse(home.qli("doctor").run().stdout).split(separator: "\n")
    var isShown = false
    return lines.filter { line in
      if !line.hasPrefix("     ") { isShown = line.contains(log) }
      return isShown
    }.joined(separator: "\n")
  }

  @Test func logsWhereAllIsWell() throws {
    #expect(try findings() == "")
    try home.remove(log)
    #expect(try findings() == "")
  }

  @Test func runsWithoutAnEnd() throws {
    try home.append(log, TrailText.start(2, at: 2))
    #expect(
      try findings() == """
        warning  \(log): a run has no end on record: 'g x' of \(TrailText.time(2))
                 help: see them: qli audit --failed g x
        """)
    try home.append(log, TrailText.start(4, at: 9, "g", "y") + TrailText.start(3, at: 3))
    #expect(
      try findings() == """
        warning  \(log): 3 runs have no end on record, the last of them 'g y' of \
        \(TrailText.time(9))
                 help: see them: qli audit --failed g
        """)
    try home.append(log, TrailText.start(5, at: 8, "h"))
    #expect(try findings().hasSuffix("help: see them: qli audit --failed"))
    #expect(try home.qli("doctor").run().ending == .exited(0))
  }

  /// Whoever writes to the log doesn't say what is pasted into a shell.
  @Test func hostileNamesInALog() throws {
    try home.append(log, TrailText.start(2, at: 2, "g", "x;id"))
    #expect(try findings().hasSuffix("help: see them: qli audit --failed g 'x;id'"))
    try home.append(log, TrailText.start(3, at: 3, "g", "x;id"))
    #expect(try findings().hasSuffix("help: see them: qli audit --failed g 'x;id'"))
    try home.file(log, TrailText.start(2, at: 2, "g", #"\u0000"#))
    #expect(
      try findings() == #"""
        warning  \#(log): a run has no end on record: 'g \x00' of \#(TrailText.time(2))
                 help: see them: qli audit --failed g $'\000'
                   type that in bash or zsh: fish and some sh don't know $'...'
        """#)
  }

  /// A group that isn't there any more, or keeps another log, can't be asked for.
  @Test func aGroupThatWasRenamed() throws {
    try home.append(log, TrailText.start(2, at: 2, "old", "x"))
    try home.group("other", "audit_log = \"$XDG_STATE_HOME/other\"")
    #expect(
      try findings() == """
        warning  \(log): a run has no end on record: 'old x' of \(TrailText.time(2))
                 help: see them: qli audit --failed
        """)
    try home.file(log, TrailText.start(2, at: 2, "other", "x"))
    #expect(try findings().hasSuffix("help: see them: qli audit --failed"))
    #expect(try home.qli("audit", "--failed").run().stdout.contains("other"))
  }

  /// One that was killed is told from one that goes on.
  @Test func aRunThatGoesOn() throws {
    let (begun, gate) = (try home.fifo("begun"), try home.fifo("gate"))
    try home.extension("g", "x", sh: "echo > '\(begun.path)'; read line < '\(gate.path)'")
    let running = try home.qli("g", "x").start()
    try begun.wait(for: running)
    #expect(try findings() == "")
    try running.signal(SIGKILL)
    _ = try running.wait()
    #expect(try findings().hasPrefix("warning  \(log): a run has no end on record: 'g x' of 20"))
  }

  /// Two groups with one log: it is told once.
  @Test func aSharedLog() throws {
    try home.group("h", "audit_log = \"$XDG_STATE_HOME/g.jsonl\"")
    try home.append(log, TrailText.start(2, at: 2))
    #expect(try findings().split(separator: "\n").count == 2)
  }

  @Test func aLargeLog() throws {
    #expect(truncate(home.path(log), 99_999_999) == 0)
    try home.append(log, "\n")
    #expect(try !findings().contains("rotate it"))
    #expect(truncate(home.path(log), 250_000_000) == 0)
    try home.append(log, "\n")
    #expect(
      try findings().hasPrefix(
        """
        warning  \(log): it has 250 MB; reading it takes long
                 help: rotate it: see ROTATION in man 5 qli-audit

        """))
  }
}
