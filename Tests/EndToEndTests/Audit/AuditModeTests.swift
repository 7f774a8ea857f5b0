import Glibc
import TestSupport
import Testing

/// `audit_log_mode`: the modes of what is made, whatever the mask is. What other users make of it is in
/// `TeamLogTests`.
@Suite struct AuditModeTests {
  private let home: TestHome

  init() throws { home = try TestHome() }

  @Test(arguments: [
    ("0600", 0o600, 0o700), ("0640", 0o640, 0o2750), ("0660", 0o660, 0o2770),
  ])
  func whatIsMade(_ mode: String, _ file: mode_t, _ folder: mode_t) throws {
    try home.group(
      "g",
      "audit_log = '$XDG_STATE_HOME/new/sub/log'\naudit_log_mode = '\(mode)'\naudit_chain = true\n"
        + "audit_sync = true")
    try home.extension("g", "x", sh: "echo ran")
    for mask: mode_t in [0o077, 0] {
      try home.qli("g", "x").umask(mask).expect(stdout: "ran\n")
      for name in ["new", "new/sub"] { #expect(try home.mode("$STATE/\(name)") == folder) }
      for name in ["log", "log.head"] { #expect(try home.mode("$STATE/new/sub/\(name)") == file) }
      #expect(try home.qli("audit", "verify", "g").run().ending == .exited(0))
      try home.remove("$STATE/new")
    }
  }

  /// What is there stays as it is.
  @Test func aFileThatIsThere() throws {
    try home.group("g", "audit_log = '$XDG_STATE_HOME/log'\naudit_log_mode = '0660'")
    try home.extension("g", "x", sh: "echo ran")
    try home.file("$STATE/log", "", mode: 0o600)
    try home.qli("g", "x").expect(stdout: "ran\n")
    #expect(try home.mode("$STATE/log") == 0o600)
    let doctor = try home.qli("doctor").run()
    #expect(
      doctor.stdout.contains(
        "\(home.path("$STATE/log")): 'audit_log_mode' is 0660, and the file keeps others out\n"))
    #expect(doctor.stdout.contains("help: chmod 0660 \(home.path("$STATE/log"))\n"))
  }
}
