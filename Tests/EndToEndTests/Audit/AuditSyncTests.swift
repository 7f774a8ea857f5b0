import TestSupport
import Testing

/// `audit_sync`: the start of a run is on the disk before anything runs.
@Suite(.requireTool("strace")) struct AuditSyncTests {
  let home: TestHome

  init() throws {
    home = try TestHome()
    try group("audit_sync = true")
    try home.extension("g", "x", sh: "echo ran")
  }

  private func group(_ line: String) throws {
    try home.group("g", "audit_log = \"$XDG_STATE_HOME/log\"\n\(line)")
  }

  /// A run whose system calls are watched, and these of them.
  private func traced(_ options: String...) throws -> (TestSupport.Outcome, [String]) {
    let outcome = try home.qli("g", "x")
      .wrapped(["/usr/bin/strace", "-f", "-qq", "-o", home.path("trace"), "-y"] + options).run()
    let calls = try home.read("trace").split(separator: "\n").map { line in
      String(line.drop { $0.isNumber || $0 == " " })
    }
    return (outcome, calls)
  }

  @Test func theStartIsOnTheDiskBeforeAnythingRuns() throws {
    let (outcome, calls) = try traced("-e", "trace=fdatasync,execve")
    outcome.expect(stdout: "ran\n")
    let log = home.path("$STATE/log")
    let synced = calls.filter { $0.hasPrefix("fdatasync") }
    // The name of the file was new; and the end isn't waited for.
    #expect(synced.first?.contains("<\(home.path("$STATE"))>") == true, "\(calls)")
    #expect(synced.last?.contains("<\(log)>") == true, "\(calls)")
    #expect(synced.filter { $0.contains("<\(log)>") }.count == 1)
    let start = try #require(calls.firstIndex { $0.contains("extensions/g/x") })
    #expect(try #require(calls.lastIndex { $0.hasPrefix("fdatasync") }) < start)
    let (_, later) = try traced("-e", "trace=fdatasync")
    #expect(later.count == 1)
  }

  /// With the head of a chain, which says then that the record is being written: the next one looks for it.
  @Test func theHeadIsOnTheDiskToo() throws {
    try group("audit_sync = true\naudit_chain = true")
    let (log, head) = (home.path("$STATE/log"), home.path("$STATE/log.head"))
    for isNew in [true, false] {
      let (outcome, calls) = try traced("-e", "trace=fdatasync,write,pwrite64,execve")
      outcome.expect(stdout: "ran\n")
      let start = try #require(calls.firstIndex { $0.contains("extensions/g/x") })
      let names = calls[..<start].compactMap { line -> String? in
        let call = line.prefix { $0 != "(" }
        if line.contains("<\(log)>") { return "\(call) log" }
        return line.contains("<\(head)>") ? "\(call) head" : nil
      }
      #expect(
        names == [
          "pwrite64 head", "write log", "fdatasync log", "fdatasync head", "pwrite64 head",
        ], "\(calls)")
      #expect(calls.contains { $0.contains("<\(home.path("$STATE"))>") } == isNew)
    }
  }

  /// A refusal isn't waited for, but it may make the file, and the folders above.
  @Test func theNamesOfWhatARefusalHasMade() throws {
    try home.group(
      "g",
      """
      audit_log = "$XDG_STATE_HOME/new/folder/log"
      audit_refusals = true
      audit_sync = true
      requires_env.NEEDED = true
      """)
    let (outcome, calls) = try traced("-e", "trace=fdatasync")
    #expect(outcome.ending == .exited(120))
    for folder in ["", "/new", "/new/folder"] {
      #expect(calls.contains { $0.contains("<\(home.path("$STATE"))\(folder)>") }, "\(calls)")
    }
    #expect(!calls.contains { $0.contains("/log>") })
  }

  @Test func withoutTheKeyNothingIsWaitedFor() throws {
    try group("")
    let (outcome, calls) = try traced("-e", "trace=fdatasync,fsync,sync,syncfs")
    outcome.expect(stdout: "ran\n")
    #expect(calls.isEmpty)
  }

  @Test func aDiskThatFails() throws {
    try home.file("$STATE/log", "before\n")
    let (outcome, _) = try traced("-e", "trace=fdatasync", "-e", "inject=fdatasync:error=EIO")
    outcome.expect(
      stderr: """
        error: cannot write the audit log '$STATE/log': Input/output error; the file is as it was; \
        nothing was run
        help: see how full the disk is: df $STATE/log

        """, code: 123)
    #expect(try home.read("$STATE/log") == "before\n")
  }

  @Test func anExtensionCannotTurnItOff() throws {
    try group("audit_sync = true\n[extensions.x]\naudit_sync = false")
    let outcome = try home.qli("g", "x").run()
    #expect(outcome.ending == .exited(125))
    #expect(
      outcome.stderr.contains("'audit_sync' would weaken the group's 'audit_sync'; leave it out"))
  }

  @Test func itNeedsALog() throws {
    try home.group("g", "audit_sync = true")
    let outcome = try home.qli("g", "x").run()
    #expect(outcome.ending == .exited(125))
    #expect(outcome.stderr.contains("'audit_sync' needs an 'audit_log' to write to"))
  }
}
