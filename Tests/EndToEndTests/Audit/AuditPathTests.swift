import Glibc
import TestSupport
import Testing

/// Where the log is: the path of the manifest, its variables, and the modes of what is made.
@Suite struct AuditPathTests {
  let home: TestHome

  init() throws {
    home = try TestHome()
    try home.group("g")
    try home.extension("g", "x", sh: "echo ran")
  }

  private func manifest(_ path: String) throws {
    try home.group("g", "audit_log = '\(path)'")
  }

  private let help =
    "help: mend the path or its permissions, or change 'audit_log' in the group's manifest\n"

  @Test(arguments: [
    ("~/a.jsonl", "$HOME/a.jsonl"), ("$HOME/a.jsonl", "$HOME/a.jsonl"),
    ("${HOME}/a.jsonl", "$HOME/a.jsonl"), ("/$LOGS/../a.jsonl", "$ROOT/logs/../a.jsonl"),
    ("${LOGS}/$NAME.jsonl", "$ROOT/logs/name.jsonl"), ("$LOGS/${NAME}s", "$ROOT/logs/names"),
    ("$LOGS/a$NAME$NAME", "$ROOT/logs/anamename"), ("$LOGS/~/é ü", "$ROOT/logs/~/é ü"),
    ("$XDG_STATE_HOME/a", "$STATE/a"), ("${XDG_DATA_HOME}/a", "$DATA/a"),
    ("$XDG_CONFIG_HOME/a", "$CONFIG/a"), ("$XDG_RUNTIME_DIR/a", "$RUNTIME/a"),
    ("$XDG_CACHE_HOME/a", "$HOME/.cache/a"),
  ])
  func variablesAreReplaced(_ path: String, _ file: String) throws {
    try manifest(path)
    try home.qli("g", "x").environment(["LOGS": home.path("$ROOT/logs"), "NAME": "name"])
      .expect(stdout: "ran\n")
    #expect(try home.auditLines(home.path(file)).count == 2)
  }

  /// The defaults of the XDG base directory specification; a relative path counts as unset.
  @Test(arguments: [
    ("XDG_STATE_HOME", ".local/state"), ("XDG_CONFIG_HOME", ".config"),
    ("XDG_CACHE_HOME", ".cache"),
  ])
  func xdgVariablesHaveDefaults(_ name: String, _ folder: String) throws {
    try manifest("$\(name)/a.jsonl")
    let file = "$HOME/\(folder)/a.jsonl"
    try home.qli("g", "x").unset(name).expect(stdout: "ran\n")
    #expect(try home.auditLines(file).count == 2)
    for value in ["", "state", "./state", "~/state"] {
      try home.remove(file)
      try home.qli("g", "x").environment([name: value]).expect(stdout: "ran\n")
      #expect(try home.auditLines(file).count == 2, "\(name)=\(value)")
    }
  }

  @Test(arguments: [
    ("$LOGS/a", "LOGS"), ("$XDG_RUNTIME_DIR/a", "XDG_RUNTIME_DIR"), ("/x/${A_1}", "A_1"),
    ("/x/$EMPTY/y", "EMPTY"),
  ])
  func anUnsetVariableRefusesTheRun(_ path: String, _ name: String) throws {
    try manifest(path)
    try home.qli("g", "x").unset("XDG_RUNTIME_DIR").environment(["EMPTY": ""]).expect(
      stderr: """
        error: cannot write the audit log '\(path)': the variable '\(name)' isn't set; \
        nothing was run
        help: export \(name)=<value>

        """, code: 123)
  }

  @Test func withoutAHomeThereAreNoDefaults() throws {
    for (path, name) in [("~/a", "HOME"), ("$XDG_STATE_HOME/a", "XDG_STATE_HOME")] {
      try manifest(path)
      let stderr = """
        error: cannot write the audit log '\(path)': the variable '\(name)' isn't set; \
        nothing was run
        help: export \(name)=<value>

        """
      try home.qli("g", "x").unset("HOME", "XDG_STATE_HOME").expect(stderr: stderr, code: 123)
    }
  }

  @Test func aPathThatIsNotAbsoluteRefusesTheRun() throws {
    try manifest("$LOGS/a")
    try home.qli("g", "x").environment(["LOGS": "logs"]).expect(
      stderr: """
        error: cannot write the audit log '$LOGS/a': 'logs/a' isn't an absolute path; \
        nothing was run
        \(help)
        """, code: 123)
    #expect(!home.exists("logs"))
  }

  @Test func newFilesAndFoldersAreTheUsersAlone() throws {
    try manifest("$XDG_STATE_HOME/a/b/c.jsonl")
    // Neither does a generous umask make them readable.
    try home.qli("g", "x").umask(0).expect(stdout: "ran\n")
    #expect(try home.mode("$STATE/a") == 0o700)
    #expect(try home.mode("$STATE/a/b") == 0o700)
    #expect(try home.mode("$STATE/a/b/c.jsonl") == 0o600)
  }

  @Test func existingLogsAndFoldersKeepTheirModesAndLines() throws {
    try manifest("$XDG_STATE_HOME/a/b/c.jsonl")
    try home.directory("$STATE/a", mode: 0o755)
    try home.directory("$STATE/a/b", mode: 0o775)
    try home.file("$STATE/a/b/c.jsonl", "{\"before\":1}\n", mode: 0o640)
    try home.qli("g", "x").expect(stdout: "ran\n")
    #expect(try home.mode("$STATE/a") == 0o755)
    #expect(try home.mode("$STATE/a/b") == 0o775)
    #expect(try home.mode("$STATE/a/b/c.jsonl") == 0o640)
    #expect(
      try home.auditLines("$STATE/a/b/c.jsonl").map { $0["event"] } == [nil, "start", "finish"])
  }

  @Test func linksAreFollowed() throws {
    try manifest("$XDG_STATE_HOME/link.jsonl")
    try home.link("$STATE/link.jsonl", to: "$ROOT/real.jsonl")
    try home.qli("g", "x").expect(stdout: "ran\n")
    #expect(try home.auditLines("$ROOT/real.jsonl").count == 2)
    #expect(try home.mode("$ROOT/real.jsonl") == 0o600)
  }

  /// Two groups may share a log.
  @Test func aLogIsAppendedTo() throws {
    try manifest("$XDG_STATE_HOME/a")
    try home.group("h", "audit_log = '~/../state/a'")
    try home.extension("h", "x", sh: "echo ran too")
    try home.qli("g", "x").expect(stdout: "ran\n")
    try home.qli("h", "x").expect(stdout: "ran too\n")
    #expect(try home.auditLines("$STATE/a").map { $0["group"] } == ["g", "g", "h", "h"])
  }
}
