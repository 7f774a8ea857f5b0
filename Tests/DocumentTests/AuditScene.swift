import Foundation
import TestSupport
import Testing

/// A home in which every event was recorded, each with and without what it may have.
struct AuditScene {
  let home: TestHome
  private let log = "$STATE/qli/prod.jsonl"

  init() throws {
    home = try TestHome()
    let guards = """
      audit_log = "$XDG_STATE_HOME/qli/prod.jsonl"
      audit_refusals = true
      [extensions.guarded]
      confirm = true
      [extensions.broken]
      audit_chain = true
      [extensions.deploy]
      audit_digest = true
      [extensions.server.service]
      ready = "after:1ms"
      endpoint = "unix:$XDG_STATE_HOME/s"
      version_command = ["--version"]
      restart = "on-failure"
      max_restarts = 1
      [extensions.plain]
      audit_digest = true
      [extensions.plain.service]
      ready = "after:1ms"
      [extensions.claim.run]
      write = ["$HOME"]
      claim = true
      [extensions.line]
      command = "true"

      """
    try home.group("prod", guards)
    try home.extension("prod", "deploy", sh: "exit \"${1:-0}\"")
    try home.extension("prod", "guarded", sh: "true")
    try home.extension("prod", "claim", sh: "[ \"$1\" ] && exec \"$QLI\" prod claim")
    try home.extension("prod", "crash", sh: "kill -SEGV $$")
    try home.extension("prod", "wait", sh: "echo here; exec probe wait-for never")
    try home.extension("prod", "dump", sh: "exec yes")
    try home.extension("prod", "plain", sh: "exec probe wait-for never")
    try home.extension(
      "prod", "server",
      sh: """
        [ "$1" = --version ] && { echo 1.2.3; exit; }
        [ -e lived ] && exec probe wait-for never
        echo > lived
        probe wait-for go
        exit 7
        """)
    try home.extension("prod", "broken", "#!/no/such/interpreter\n")
  }

  /// Runs everything, and returns what was recorded.
  func records() throws -> [JSON] {
    _ = try home.qli("prod", "deploy").run()
    _ = try home.qli("--reason", "why", "prod", "deploy").arguments([0xFF] as [UInt8])
      .environment(["SUDO_USER": "ada", "QLI_RUN_ID": "around"]).run()
    _ = try home.qli("prod", "guarded").run()
    _ = try home.qli("prod", "guarded").environment(["SUDO_USER": "ada"]).run()
    _ = try home.qli("prod", "crash").run()
    _ = try home.qli("--timeout", "1ms", "prod", "wait").run()
    _ = try home.qli("run", "--json", "prod", "dump").run()
    _ = try home.qli("prod", "broken").run()
    _ = try home.qli("prod", "line").run()
    _ = try home.qli("prod", "claim", "again").run()
    _ = try home.qli("--with-caller", "prod", "wait").stdout(.brokenPipe).run()
    let running = try home.qli("prod", "wait").start()
    try running.waitForOutput("here\n")
    try running.signal(SIGTERM)
    _ = try running.wait()
    try runServices()
    try close()
    return try home.auditLines(log)
  }

  /// A run whose qli was killed, with all that it had started: somebody knows of it.
  private func close() throws {
    let running = try home.qli("prod", "wait").environment(["SUDO_USER": "ada"]).start()
    try running.waitForOutput("here\n")
    try running.killGroup()
    let last = try home.auditLines(log).last { $0["event"] == "start" }
    let id = try #require(last?["run_id"]?.string)
    for user in ["ada", ""] {
      let outcome = try home.qli("audit", "--close", id, "--reason", "it was killed")
        .environment(["SUDO_USER": user]).run()
      #expect(outcome.ending == .exited(user.isEmpty ? 125 : 0))
    }
  }

  /// One with all that a service may have, which is started again once, and one with nothing of it.
  private func runServices() throws {
    let trace = ["TRACEPARENT": "00-\(Self.hex(32))-\(Self.hex(16))-01", "TRACESTATE": "a=b"]
    try home.qli("start", "--instance", "one", "prod", "server").environment(trace).run()
      .expectStarted()
    try home.file("go")
    try waitUntil("it was started again") {
      try home.auditLines(log).count { $0["event"] == "ready" } == 2
    }
    _ = try home.qli("stop", "--reason", "done", "prod", "server@one")
      .environment(["SUDO_USER": "ada"]).run()
    try home.qli("start", "prod", "plain").run().expectStarted()
    _ = try home.qli("stop", "prod", "plain").run()
  }

  private static func hex(_ count: Int) -> String { String(repeating: "a", count: count) }
}

extension Outcome {
  /// Sees that a service was started, or stopped.
  func expectStarted() throws {
    try #require(ending == .exited(0), "\(stderr)")
  }
}
