import TestSupport
import Testing

/// The group `prod` with every guard, and its extension `deploy`. What runs leaves a line in the
/// trace: `op`, then `start recorded` if the extension finds the start record, and `extension`.
struct GuardedGroup {
  let home: TestHome

  /// Where the group's runs are recorded.
  static let log = "$STATE/audit.jsonl"

  init() throws {
    home = try TestHome()
    try home.group(
      "prod",
      """
      banner = "PRODUCTION"
      confirm = true
      audit_log = "$XDG_STATE_HOME/audit.jsonl"
      requires_env.READY = true
      [[secrets]]
      env = "TOKEN"
      ref = "op://vault/item/field"
      provider = "one_password"
      """)
    try op("echo value")
    try home.extension(
      "prod", "deploy",
      sh: """
        grep -q "\\"event\\":\\"start\\".*$QLI_RUN_ID" '\(home.path(Self.log))' &&
          echo 'start recorded' >> '\(home.path("trace"))'
        echo extension >> '\(home.path("trace"))'
        echo "deployed with $TOKEN"
        """)
  }

  /// Replaces the script that stands for 1Password's command.
  func op(_ script: String) throws {
    try home.pathExecutable("op", sh: "echo op >> '\(home.path("trace"))'\n\(script)")
  }

  /// A run that passes every guard.
  var run: QliRun { home.qli("-y", "prod", "deploy").environment(["READY": "1"]) }

  /// The same, with `-q`.
  var quiet: QliRun { home.qli("-yq", "prod", "deploy").environment(["READY": "1"]) }

  /// The same, without `--yes`.
  var unconfirmed: QliRun {
    home.qli("prod", "deploy").environment(["READY": "1", "NO_COLOR": "1"])
  }

  /// What ran, in its order.
  var trace: [String] {
    get throws {
      guard home.exists("trace") else { return [] }
      return try home.read("trace").split(separator: "\n").map(String.init)
    }
  }

  /// The audit records.
  var records: [JSON] { get throws { try home.auditLines(Self.log) } }

  /// The kinds of the audit records.
  var events: [String] { get throws { try records.compactMap { $0["event"]?.string } } }
}
