import TestSupport

/// A group whose secrets come from source plugins written in sh.
struct SourceGroup {
  let home: TestHome

  init() throws {
    home = try TestHome()
    try home.extension("g", "x", sh: "env | grep '^S[0-9]=' | sort; echo ran")
  }

  /// Secrets `S0`, `S1` and so on, each from a provider.
  func secrets(_ secrets: [(provider: String, reference: String)], _ more: String = "") throws {
    let tables = secrets.enumerated().map { index, secret in
      """
      [[secrets]]
      env = "S\(index)"
      ref = "\(secret.reference)"
      provider = "\(secret.provider)"

      """
    }
    try home.group("g", "audit_log = '$XDG_STATE_HOME/log'\n" + more + tables.joined())
  }

  /// The plugin `name`. It logs its number and all requests, and answers each reference with
  /// `value of REF`, unless `answer` does so before, in the functions of which `say` answers with
  /// the members of a frame.
  func plugin(
    _ name: String, answer: String = "", sidecar: String = "", after: String = ""
  ) throws {
    let folder = "$DATA/qli/sources"
    try home.file(
      "\(folder)/qli-source-\(name)",
      #"""
      #!/bin/sh
      log='\#(home.path(name))'
      echo $$ >> "$log.pids"
      say() { printf '{"jsonrpc":"2.0","id":%s,%s}\n' "$id" "$1"; }
      answer() {
        reference=${line#*'"reference":"'}
        reference=${reference%%'"'*}
        \#(answer)
        say "\"result\":{\"value\":\"value of $reference\"}"
      }
      while IFS= read -r line; do
        printf '%s\n' "$line" >> "$log.requests"
        id=${line#*'"id":'}
        id=${id%%[,\}]*}
        case $line in
        *secret_source.init*)
          say '"result":{"source_name":"\#(name)","capabilities_bits":1,"plugin_version":"1.0"}' ;;
        *) answer ;;
        esac
      done
      \#(after)

      """#, mode: 0o755)
    try home.file(
      "\(folder)/qli-source-\(name).toml",
      """
      name = "\(name)"
      version = "0.1.0"
      executable = "qli-source-\(name)"
      \(sidecar)

      """)
  }

  /// The numbers of the plugin's processes.
  func processes(_ name: String) throws -> [String] {
    guard home.exists("\(name).pids") else { return [] }
    return try home.read("\(name).pids").split(separator: "\n").map(String.init)
  }

  /// The references that the plugin was asked for.
  func references(_ name: String) throws -> [String] {
    try home.read("\(name).requests").split(separator: "\n").compactMap { line in
      line.split(separator: "\"reference\":\"").dropFirst().first?.split(separator: "\"").first
        .map(String.init)
    }
  }
}
