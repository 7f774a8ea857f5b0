/// A key of a manifest's table `[run]`.
enum RunKey: UInt8, DocumentKey {
  case timeout, grace, environment, directory, input, exclusive, withCaller, withQli, write, claim

  var entry: KeyEntry {
    switch self {
    case .timeout:
      KeyEntry(
        name: "timeout", example: "\"10m\"",
        summary: "end it then; h, m, s and ms, as in \"1h30m\"")
    case .grace: KeyEntry(name: "grace", example: "\"10s\"", summary: "from SIGTERM to SIGKILL")
    case .environment:
      KeyEntry(
        name: "env", example: "[\"HOME\", \"AWS_*\"]",
        summary: "it gets PATH, these, its secrets and QLI_*")
    case .directory:
      KeyEntry(
        name: "cwd", example: "\"$HOME/infra\"", summary: "where it runs; replaced like audit_log")
    case .input:
      KeyEntry(
        name: "stdin", example: "\"null\"",
        summary: "it has nothing to read; \"inherit\": what qli has, as without the key")
    case .exclusive:
      KeyEntry(
        name: "exclusive", example: "true",
        summary: "one run of an extension at a time, for each user; \"machine\": for all of them")
    case .withCaller:
      KeyEntry(
        name: "with_caller", example: "true",
        summary: "end it when nobody reads its output, or who started qli is gone")
    case .withQli:
      KeyEntry(
        name: "with_qli", example: "true", summary: "end it when qli is killed with SIGKILL")
    case .write:
      KeyEntry(
        name: "write", example: "[\"$HOME/infra\", \"$TMPDIR\"]",
        summary: "it may write here alone; $TMPDIR is a new folder, removed at the end")
    case .claim:
      KeyEntry(
        name: "claim", example: "true",
        summary: "needs write: no other run that claims may write there meanwhile")
    }
  }
}
