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

      """
    try home.group("prod", guards)
    try home.extension("prod", "deploy", sh: "exit \"${1:-0}\"")
    try home.extension("prod", "guarded", sh: "true")
    try home.extension("prod", "crash", sh: "kill -SEGV $$")
    try home.extension("prod", "wait", sh: "echo here; exec probe wait-for never")
    try home.extension("prod", "dump", sh: "exec yes")
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
    let running = try home.qli("prod", "wait").start()
    try running.waitForOutput("here\n")
    try running.signal(SIGTERM)
    _ = try running.wait()
    return try home.auditLines(log)
  }
}
